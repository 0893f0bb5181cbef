"""The window: the only floor that knows Qt. Panels know the session, never each other."""
