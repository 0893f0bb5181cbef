"""Drawing a map: from the portrayals of a view to an image, slice by slice, off the GUI thread."""
