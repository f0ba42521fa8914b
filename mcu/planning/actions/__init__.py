"""Keeping the catalogue of a territory, entering and correcting values, taking a file in."""
