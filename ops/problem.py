"""What ends a command with one line for a person."""


class Problem(Exception):  # noqa: N818 -- what a person can mend, not a defect
    """Something that a person can mend: its text is all that is printed, and the exit status is 1."""
