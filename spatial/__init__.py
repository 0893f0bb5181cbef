"""Mathematics and files: functions on arrays and frames. No Qt, no project, no globals."""
