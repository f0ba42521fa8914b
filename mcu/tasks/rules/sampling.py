"""A random sample by rule: stratified by body, the same for the same seed, chosen by nobody."""

import random
from collections.abc import Mapping, Sequence


def sample(population: Mapping[int, Sequence[int]], size: int, seed: str) -> dict[int, list[int]]:
    """Keys chosen in each stratum; every stratum that has any gives at least one.

    The order in which keys are given does not matter. `size` is the total wished for; it is passed
    where there are more strata than that, and not reached where there are not so many keys.
    """
    places = allocate({name: len(keys) for name, keys in population.items()}, size)
    return {
        name: sorted(_random(seed, name).sample(sorted(population[name]), count))
        for name, count in sorted(places.items())
        if count
    }


def allocate(sizes: Mapping[int, int], size: int) -> dict[int, int]:
    """How many of each stratum: by its share, by the largest remainder, at least one, never all
    that is not there."""
    total = sum(sizes.values())
    if total <= size:
        return dict(sizes)
    places = {name: 1 if count else 0 for name, count in sizes.items()}
    left = size - sum(places.values())
    while left > 0:
        behind = max(
            (name for name in sizes if places[name] < sizes[name]),
            key=lambda name: (sizes[name] * size / total - places[name], -name),
        )
        places[behind] += 1
        left -= 1
    return places


def _random(seed: str, stratum: int) -> random.Random:
    """A generator of one's own for each stratum: one more body does not change the others."""
    return random.Random(f"{seed}:{stratum}")  # noqa: S311 - a sample that anybody can repeat
