"""Results of spatial statistics as tables, maps and readings."""
