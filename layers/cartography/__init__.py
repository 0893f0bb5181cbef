"""How values become a picture: ramps, classes, patterns, symbologies, the portrayal and its legend."""
