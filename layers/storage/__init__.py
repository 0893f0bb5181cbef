"""A project on the disk: its files, saving, the lock, earlier versions, branches and their merging."""
