"""Open311 GeoReport v2: how its documents are written and read. A plain library."""
