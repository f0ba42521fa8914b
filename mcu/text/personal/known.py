"""Names of settlements that look like a person: «Старая Рогозинка» is nobody when there is such a village."""

from collections import defaultdict
from collections.abc import Iterable

from mcu.text.places.forms import nominative, words


class KnownNames:
    """Names of several words, each in every case; a single word may always be a surname as well."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_length: dict[int, list[tuple[frozenset[str], ...]]] = defaultdict(list)
        for name in names:
            told = tuple(nominative(word) for word in words(name))
            if len(told) > 1:
                self._by_length[len(told)].append(told)

    def holds(self, said: str) -> bool:
        """Whether this is such a name, whole and nothing else."""
        if not self._by_length:
            return False
        told = words(said)
        return any(
            all(word in forms for word, forms in zip(told, name, strict=True))
            for name in self._by_length.get(len(told), ())
        )


NONE = KnownNames()
