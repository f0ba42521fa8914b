"""Reading the indicators of a territory: the catalogue, the passport, the package for planning."""
