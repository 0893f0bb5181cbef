"""What holds for every test."""

import os

from hypothesis import settings

# scikit-learn's joblib warns where it cannot count physical cores, as in a bare container; warnings are errors here.
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")

# Never a timed test: a slow machine is no failure. The same examples each time, so that a red run can be repeated.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
