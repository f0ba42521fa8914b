"""Messages that systems of the municipality bring by the JSON API."""
