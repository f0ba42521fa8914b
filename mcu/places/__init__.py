"""The gazetteer of a municipality: settlements, streets, houses, landmarks, roads, and how they are called."""
