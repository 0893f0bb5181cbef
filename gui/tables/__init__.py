"""Tables: the attributes of a layer, and the assistant that joins a table to it."""
