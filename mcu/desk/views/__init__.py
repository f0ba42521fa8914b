"""Pages of the desk: the day, topics, norms, the journal."""
