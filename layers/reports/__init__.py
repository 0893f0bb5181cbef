"""Parts of the evaluation report: what it says (one content model), and three writers of the same content."""
