"""Spatial statistics: density, point patterns, weights, autocorrelation, clusters."""
