"""The settings of a rating: weights, scales, thresholds, samples, the two corrections."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from mcu.analytics.rules.slices import BASES, Basis
from mcu.core.errors import RuleViolation
from mcu.ratings.rules.parts import CATALOGUE, PARTS

KINDS = ("administration", "branch", "institution", "enterprise")
OTHERS = ("other_authority", "organisation")
MOST = 1000.0
WORDS = {
    "weights": "веса",
    "scales": "шкалы",
    "least_cases": "сообщений для допуска",
    "least_base": "случаев для части",
    "shrinks": "поправка на малую выборку",
    "strength": "сила поправки на малую выборку",
    "levels": "поправка на сложность тем",
    "green": "порог зелёной зоны",
    "yellow": "порог жёлтой зоны",
    "basis": "период",
    "kinds": "кого оценивают",
}


def usual_weights() -> dict[str, float]:
    return {part.code: part.weight for part in CATALOGUE}


def usual_scales() -> dict[str, tuple[float, float]]:
    return {part.code: (part.zero, part.full) for part in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Method:
    """Every number of it is a proposal until a municipality decides otherwise.

    `strength` is how many average cases are laid beside one's own; `shrinks` and `levels` switch
    the two corrections.
    """

    weights: Mapping[str, float] = field(default_factory=usual_weights)
    scales: Mapping[str, tuple[float, float]] = field(default_factory=usual_scales)
    least_cases: int = 2
    least_base: int = 3
    shrinks: bool = True
    strength: float = 10
    levels: bool = True
    green: float = 90
    yellow: float = 70
    basis: str = Basis.RECEIVED.value
    kinds: tuple[str, ...] = KINDS

    @property
    def parts(self) -> list[str]:
        """The codes of the parts that weigh something, in the order of the catalogue."""
        return [part.code for part in CATALOGUE if self.weights.get(part.code, 0) > 0]

    def share(self, code: str) -> float:
        """The weight of a part in per cent of all weights."""
        return 100 * self.weights[code] / sum(self.weights.values())

    def zone(self, score: float) -> str:
        if score >= self.green:
            return "green"
        return "yellow" if score >= self.yellow else "red"

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "weights": dict(self.weights),
            "scales": {code: list(scale) for code, scale in self.scales.items()},
            "kinds": list(self.kinds),
        }


DEFAULT = Method()


def read(stored: Mapping[str, Any]) -> Method:
    """A method as it was kept; what was not known then has its default."""
    known = {f.name: stored[f.name] for f in fields(Method) if f.name in stored}
    given = dict(known.get("scales", {}))
    known["weights"] = usual_weights() | {
        code: value for code, value in known.get("weights", {}).items() if code in PARTS
    }
    known["scales"] = usual_scales() | {
        code: (pair[0], pair[1]) for code, pair in given.items() if code in PARTS
    }
    return Method(**known | {"kinds": tuple(known.get("kinds", KINDS))})


def checked(method: Method) -> Method:
    """The method when a rating can be counted by it; RuleViolation in words when not."""
    for wrong, sentence in _faults(method):
        if wrong:
            raise RuleViolation(sentence)
    return method


def _faults(method: Method) -> Iterator[tuple[bool, str]]:
    outside = any(not 0 <= weight <= MOST for weight in method.weights.values())
    yield outside, "Вес — число от 0 до 1000."
    yield (
        not method.parts,
        "Все веса нулевые: рейтинг не из чего считать. Дайте вес одной из частей.",
    )
    flat = [code for code, (zero, full) in method.scales.items() if zero == full]
    titles = ", ".join(PARTS[code].title for code in flat)
    yield bool(flat), f"0 и 100 баллов стоят на одном значении, разведите их: {titles}."
    zones = 0 <= method.yellow < method.green <= 100
    yield not zones, "Пороги зон: жёлтая ниже зелёной, обе от 0 до 100."
    few = min(method.least_cases, method.least_base) < 1
    yield few, "Допуск — не меньше одного сообщения."
    strong = 0 <= method.strength <= MOST
    yield not strong, "Сила поправки на малую выборку — от 0 до 1000."
    known = method.basis in {basis.value for basis in BASES}
    yield not known, "Период считают по дате получения, закрытия или по сроку ответа."
    bodies = method.kinds and set(method.kinds) <= {*KINDS, *OTHERS}
    yield not bodies, "Выберите, кого оценивать: хотя бы один вид органов."


def changed(method: Method, other: Method) -> list[str]:
    """In words, by what two methods differ."""
    return [words for name, words in WORDS.items() if getattr(method, name) != getattr(other, name)]


def weighed(method: Method, weights: Mapping[str, float]) -> Method:
    return replace(method, weights={**method.weights, **weights})
