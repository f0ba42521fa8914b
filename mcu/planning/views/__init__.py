"""Pages of the indicators of a territory: the passport, the catalogue, files, the planning package."""
