"""The parts of a printed sheet; `layers.layout` puts them together."""
