"""Layers and borders are kept up by hand and taken in from files."""
