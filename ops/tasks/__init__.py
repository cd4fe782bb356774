"""Single ECS tasks: one that a command starts itself, and what a task that stopped left behind."""
