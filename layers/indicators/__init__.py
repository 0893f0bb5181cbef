"""Indicators of the plans: catalogue, units, target ledger, self-check, facility years, positioning."""
