"""Charts that share the selection with map and table; drawn by QPainter, so they are crisp at any resolution."""
