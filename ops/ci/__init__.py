"""What the workflows run: the checks of a pull request as one comment, and the nightly look for drift."""
