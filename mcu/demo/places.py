"""A place as people say it: streets, houses and landmarks in the right case."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from mcu.demo.town import LANDMARKS, SETTLEMENTS, STREETS, Landmark, Settlement, Street

CENTRE = SETTLEMENTS[0]
VILLAGES = SETTLEMENTS[1:]
SETTLEMENT = {settlement.code: settlement for settlement in SETTLEMENTS}

# Of a street's own word: where, whose, along what, what (accusative), abbreviation.
KIND = {
    "улица": ("на улице", "улицы", "по улице", "улицу", "ул."),
    "проспект": ("на проспекте", "проспекта", "по проспекту", "проспект", "пр-т"),
    "проезд": ("в проезде", "проезда", "по проезду", "проезд", "пр-д"),
    "переулок": ("в переулке", "переулка", "по переулку", "переулок", "пер."),
}
ACCUSATIVE = {"ая": "ую", "яя": "юю", "ья": "ью"}
STEERED_BY = {"school", "kindergarten", "clinic", "stop", "shop", "market", "park", "post", "fap"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a message is about; house is empty where a whole street is meant."""

    settlement: Settlement = CENTRE
    street: Street | None = None
    house: str = ""
    landmark: Landmark | None = None


def streets_of(settlement: str, housing: frozenset[str] = frozenset()) -> list[Street]:
    """Streets of a settlement, all or of some kinds of housing."""
    return [
        street
        for street in STREETS
        if street.settlement == settlement and (not housing or street.housing in housing)
    ]


def landmarks_of(settlement: str, kinds: frozenset[str] = frozenset()) -> list[Landmark]:
    """Landmarks of a settlement, all or of some kinds."""
    return [
        landmark
        for landmark in LANDMARKS
        if landmark.settlement == settlement and (not kinds or landmark.kind in kinds)
    ]


def find_street(settlement: str, name: str) -> Street | None:
    """The street of that name, None where the settlement has none."""
    found = [s for s in STREETS if s.settlement == settlement and s.name == name]
    return found[0] if found else None


def house_number(street: Street, rng: random.Random) -> str:
    """«14», now and then «14а» or «14/2»."""
    number = str(rng.randint(1, street.houses))
    return number + (rng.choice(("а", "б", "/2")) if rng.random() < 0.08 else "")


class Speaker:
    """Says one place in many ways and remembers what has been said.

    `told` holds which parts of the address the listener has heard: a message that names no street
    has no street. With `slip` the street is misspelled or misnamed, as its table says.
    """

    AT: tuple[str, ...] = (
        "{on}, {house}",
        "{on} {house}",
        "{on}, д. {house}",
        "у дома {house} {on}",
        "возле дома {house} {on}",
        "напротив дома {house} {on}",
        "в районе дома {house} {on}",
    )

    def __init__(self, place: Place, rng: random.Random, *, slip: bool = False) -> None:
        self.place = place
        self.rng = rng
        self.slip = slip and place.street is not None
        self.told: set[str] = set()
        self.forms: dict[str, Callable[[], str]] = {
            "on": self.on,
            "at": self.at,
            "along": self.along,
            "of": self.of,
            "street_acc": self.street_acc,
            "addr": self.addr,
            "cross": self.cross,
            "near": self.near,
            "here": self.here,
            "yard": self.yard,
            "yard_or_on": self.yard_or_on,
            "of_house": self.of_house,
            "in_house": self.in_house,
            "h": self.house,
            "lm": lambda: self.mark().name,
            "lm_cap": lambda: _capital(self.mark().name),
            "lm_gen": lambda: self.mark().gen,
            "where_lm": lambda: self._in_village(self.mark().loc),
            "where_park": self.where_park,
            "where_town": lambda: self.rng.choice((CENTRE.loc, "в городе", "у нас в городе")),
            "vil_gen": self.vil_gen,
        }
        self._mark: Landmark | None = None
        self._cross = ""

    def on(self) -> str:
        return self._in_village(self._on()) if self._street() else self.here()

    def _on(self) -> str:
        """«на Садовой», without the village."""
        street = self._street()
        if not street:
            return self.here()
        if self.slip:
            return f"на ул. {street.slip}"
        forms = [f"на {street.prep}", f"на {street.prep}", f"{KIND[street.kind][0]} {street.prep}"]
        if street.kind == "улица":
            forms.append(f"на ул. {street.prep}")
        return self.rng.choice(forms)

    def at(self) -> str:
        if not self.place.house:
            return self.near() if self.place.landmark and self.rng.random() < 0.6 else self.on()
        return self._in_village(self.rng.choice(self.AT).format(on=self._on(), house=self.house()))

    def along(self) -> str:
        street = self._street()
        if not street:
            return self.here()
        bare = street.gen != street.name and street.kind == "улица" and self.rng.random() < 0.5
        return f"по {street.dat}" if bare else f"{KIND[street.kind][2]} {street.dat}"

    def of(self) -> str:
        street = self._street()
        if not street:
            return self.place.settlement.gen
        bare = street.gen != street.name and street.kind == "улица" and self.rng.random() < 0.5
        return street.gen if bare else f"{KIND[street.kind][1]} {street.gen}"

    def street_acc(self) -> str:
        street = self._street()
        if not street:
            return "дорогу"
        name = street.name
        if street.kind == "улица" and street.gen != name:
            name = name[:-2] + ACCUSATIVE[name[-2:]]
        return f"{KIND[street.kind][3]} {name}"

    def addr(self) -> str:
        street = self._street()
        if not street:
            return self.mark().name
        name = street.slip if self.slip else street.name
        forms = (f"{KIND[street.kind][4]} {name}", name)
        line = self.rng.choice(forms) if self.place.house else forms[0]
        if self.place.house:
            line += self.rng.choice((", {}", ", д. {}", " {}")).format(self.house())
        if self.place.settlement is CENTRE:
            return line
        self.told.add("settlement")
        return f"{self.place.settlement.short} {self.place.settlement.name}, {line}"

    def cross(self) -> str:
        street = self._street()
        others = [s for s in streets_of(self.place.settlement.code) if s is not street]
        if not street or not others:
            return self.on()
        if not self._cross:
            other = self.rng.choice(others)
            self._cross = f"{street.gen} и {other.gen}"
        words = ("на перекрёстке", "на пересечении", "на углу", "на перекрёстке")
        return f"{self.rng.choice(words)} {self._cross}"

    def near(self) -> str:
        mark = self.mark()
        word = self.rng.choice(("у", "возле", "возле", "около", "напротив", "недалеко от"))
        return self._in_village(f"{word} {mark.gen}")

    def here(self) -> str:
        if self.place.settlement is CENTRE:
            return self.on() if self.place.street else self.rng.choice(("у нас", CENTRE.loc))
        self.told.add("settlement")
        return self.place.settlement.loc

    def yard(self) -> str:
        if not self.place.house:
            return self.rng.choice(("у нас во дворе", "в нашем дворе"))
        return f"во дворе {self.of_house()}"

    def yard_or_on(self) -> str:
        street = self.place.street
        flats = bool(street and street.housing == "flats")
        return self.yard() if flats and self.place.house else self.on()

    def of_house(self) -> str:
        if not self.place.house:
            return "нашего дома"
        word = self.rng.choice(("дома", "дома", "дома №"))
        return self._in_village(f"{word} {self.house()} {self._by_street()}")

    def in_house(self) -> str:
        if not self.place.house:
            return self.rng.choice(("у нас в доме", "в нашем доме"))
        if self.rng.random() < 0.4:
            return self._in_village(f"{self._on()}, {self.house()}")
        return self._in_village(f"в доме {self.house()} {self._by_street()}")

    def _by_street(self) -> str:
        return self._on() if self.rng.random() < 0.5 else self.along()

    def house(self) -> str:
        self.told.add("house")
        return self.place.house

    def mark(self) -> Landmark:
        """The landmark of the place, else one that stands near it."""
        if self._mark is None:
            self._mark = self.place.landmark or self._nearby()
        self.told.add("landmark")
        return self._mark

    def where_park(self) -> str:
        self.told.add("landmark")
        self._mark = self.rng.choice(landmarks_of(CENTRE.code, frozenset({"park"})))
        return self._mark.loc

    def vil_gen(self) -> str:
        if self.place.settlement is CENTRE:
            return self.rng.choice(VILLAGES).gen
        self.told.add("settlement")
        return self.place.settlement.gen

    def _nearby(self) -> Landmark:
        town = self.place.settlement.code
        known = landmarks_of(town, frozenset(STEERED_BY))
        street = self.place.street
        same = [mark for mark in known if street and mark.street == street.name]
        return self.rng.choice(same or known)

    def _street(self) -> Street | None:
        if self.place.street:
            self.told.add("street")
        return self.place.street

    def _in_village(self, words: str) -> str:
        """The village is named once, the first time a place is spoken of."""
        if self.place.settlement is CENTRE or "settlement" in self.told:
            return words
        self.told.add("settlement")
        loc = self.place.settlement.loc
        return self.rng.choice((f"{loc} {words}", f"{words} {loc}"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
