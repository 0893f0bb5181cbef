"""The map of the window: its canvas, its tools, what is picked, measured and copied on it."""
