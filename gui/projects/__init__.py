"""The project as files: open, save, lock, journal, recovery, earlier versions, branches that are merged."""
