"""What the world may know of where something is; pure."""

STEPS = 0.005, 0.01


def coarse(lat: float, lon: float) -> tuple[float, float]:
    """The nearest crossing of a grid of about half a kilometre: a part of a village, nobody's gate.

    Multiples of one step, so that many points of one yard say no more than a single one.
    """
    tall, wide = STEPS
    return round(round(lat / tall) * tall, 3), round(round(lon / wide) * wide, 3)
