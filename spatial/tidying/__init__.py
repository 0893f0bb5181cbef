"""From the cells of a sheet to a table: headings, rows, units, years, and what was guessed on the way."""
