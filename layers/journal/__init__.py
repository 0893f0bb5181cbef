"""The journal of a session: every command on the disk before the next one, so that a crash costs at most the last."""
