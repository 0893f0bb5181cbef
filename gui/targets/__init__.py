"""The target ledger, the plans checked against themselves, and the facilities of a plan in time."""
