"""The look of a layer: the panel, its histogram and breaks, its warnings, styles that are kept."""
