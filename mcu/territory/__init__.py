"""The territory of a municipality: its borders, and layers of the objects that stand on it."""
