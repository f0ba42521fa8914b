"""Pages of walls, screens and panels."""
