"""Commands of `main.py`, one module a topic: options and printing here, the work in the modules they call."""
