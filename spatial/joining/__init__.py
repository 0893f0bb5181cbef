"""Joining tables to layers: keys, near matches, columns, years, checks."""
