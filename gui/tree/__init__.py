"""The list of maps and layers: order, groups, files that come in, properties of a layer."""
