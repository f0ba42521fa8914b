"""Files of objects and borders as a GIS gives them."""

import json
from typing import Any

BORDER = [[46.0, 54.0], [46.2, 54.0], [46.2, 54.2], [46.0, 54.2], [46.0, 54.0]]
VILLAGE = [[46.05, 54.05], [46.1, 54.05], [46.1, 54.1], [46.05, 54.1], [46.05, 54.05]]


def feature(lon: float, lat: float, **said: Any) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": said
    }  # fmt: skip


def area(ring: list[list[float]], **said: Any) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": said
    }  # fmt: skip


def collection(*features: Any) -> bytes:
    told = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(told, ensure_ascii=False).encode()
