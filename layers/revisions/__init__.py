"""The ledger of boundaries: immutable revisions, what they changed, and scenarios of expansion.

Rooms: `model` (what a project keeps), `contents` (geometries and rows under their hash), `tracking` (what is not
committed yet), `committing`, `states` (the boundaries as of a revision, two compared), `accounts` (areas by sub-park,
block and park against what was approved), `restoring` (restore, revert), `change_map` (added and removed land as an
ordinary map), `workbook` (the ledger as XLSX), `scenarios`, `reports` (what the command line prints).
"""
