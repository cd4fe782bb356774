"""The subcommands of `academy`, by purpose; what they do is imported when they run: help has to come at once."""
