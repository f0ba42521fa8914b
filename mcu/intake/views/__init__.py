"""Pages of what arrives: files and connections."""
