"""Events told to another system of the municipality, signed."""
