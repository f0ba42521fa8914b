"""Layers with their objects, borders, and the files both came from."""

from mcu.territory.models.areas import Area, AreaSet, TerritoryEdition
from mcu.territory.models.layers import Layer, LayerImport, MapObject, ObjectChange

__all__ = [
    "Area",
    "AreaSet",
    "Layer",
    "LayerImport",
    "MapObject",
    "ObjectChange",
    "TerritoryEdition",
]
