"""Reading for other systems."""
