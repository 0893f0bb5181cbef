"""What holds for every test."""

from hypothesis import settings

# Never a timed test: a slow machine is no failure. The same examples each time, so that a red run can be repeated.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
