"""Fixtures of more than one file here."""

from tests.world.world import world

__all__ = ["world"]
