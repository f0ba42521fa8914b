"""Pages of the centre about its portal."""
