"""The parts of the exported page; `layers.web_map` puts them together."""
