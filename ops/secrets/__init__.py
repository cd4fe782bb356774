"""The values of the stack's secrets, which nothing but Secrets Manager and the tasks ever sees."""
