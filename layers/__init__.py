"""The map document and everything made from it (web page, printed sheet, report). No Qt."""
