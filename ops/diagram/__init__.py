"""A picture of a stack, drawn from what the program declares."""
