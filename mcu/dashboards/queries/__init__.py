"""Reading what walls and panels show."""
