"""Points of the earth on a plain sheet: near enough for a town, north above."""

import math
from collections.abc import Sequence

WIDE, HIGH, EDGE = 800.0, 460.0, 40.0
LEAST = 0.002  # degrees: points nearer than two hundred metres are not blown up to the whole sheet


def drawn(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Latitude and longitude of each as x and y of the sheet; proportions are kept."""
    if not points:
        return []
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.01)
    wide, high = max((east - west) * squeeze, LEAST), max(north - south, LEAST)
    scale = min((WIDE - 2 * EDGE) / wide, (HIGH - 2 * EDGE) / high)
    middle = ((south + north) / 2, (west + east) / 2)
    return [
        (
            round(WIDE / 2 + (lon - middle[1]) * squeeze * scale, 1),
            round(HIGH / 2 - (lat - middle[0]) * scale, 1),
        )
        for lat, lon in points
    ]
