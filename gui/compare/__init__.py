"""The panel that compares zones: density, overlap of positioning, autocorrelation, patterns, clusters."""
