"""What holds for every test."""

from hypothesis import settings

# A busy machine is no failure: no test asserts a time.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
