"""What every command that talks to AWS shares: the session, the stack's outputs, and plain words."""
