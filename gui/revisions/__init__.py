"""The ledger of boundaries in the window: revisions, what they did to the land, and scenarios of expansion."""
