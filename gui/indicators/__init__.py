"""Definitions of indicators in the window: the definition card, and exceptions of the comparability guard."""
