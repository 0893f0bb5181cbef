"""Edits of boundaries: imports, policies for attributes, what an edit did to areas."""
