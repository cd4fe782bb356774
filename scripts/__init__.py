"""The queue-creation scripts that the requirements name; each is run by its path."""
