"""What the program tells of itself: help, tour, licences, diagnostics."""
