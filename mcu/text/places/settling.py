"""What else the text tells decides which of the places of one name it is."""

from mcu.text.places.choosing import Choice, choose
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.grouping import Draft
from mcu.text.places.reading import Sheet


def settle(
    sheet: Sheet,
    draft: Draft,
    spare: list[Draft],
    before: list[Draft],
    used: set[int],
    gazetteer: Gazetteer,
) -> Choice:
    told, attach = _told(sheet, draft, spare, before, gazetteer)
    hints = _hints(draft, gazetteer)
    main = (
        draft.streets[0] if draft.streets else draft.landmarks[0] if draft.landmarks else draft.road
    )
    if main is None:
        return Choice([])
    choice = choose(gazetteer, main.names, draft.numbers, told, hints, meets=len(draft.streets) > 1)
    where = {gazetteer.entries[n].settlement for n in choice.entries}
    for name, other in attach.items():
        if name in where and len(where) == 1 and draft.settlement is None and other in spare:
            if id(other) not in used:
                draft.settlement = other.settlement
            used.add(id(other))
            break
    return choice


def _told(
    sheet: Sheet, draft: Draft, spare: list[Draft], before: list[Draft], gazetteer: Gazetteer
) -> tuple[list[frozenset[str]], dict[str, Draft]]:
    """Settlements that decide: its own, else those of the text, the nearest before it first."""
    if draft.settlement:
        return [frozenset(gazetteer.entries[n.entry].name for n in draft.settlement.names)], {}
    here = draft.mentions[0].begin
    near = sorted([*spare, *before], key=lambda each: (each.mentions[0].begin > here, abs(each.mentions[0].begin - here)))  # fmt: skip
    attach: dict[str, Draft] = {}
    told = []
    for each in near:
        names = (
            [gazetteer.entries[n.entry].name for n in each.settlement.names]
            if each.settlement
            else []
        )
        told.append(frozenset(names))
        for name in names:
            attach.setdefault(name, each)
    return [*filter(None, told), *_towns(sheet, gazetteer)], attach


def _towns(sheet: Sheet, gazetteer: Gazetteer) -> list[frozenset[str]]:
    """«В городе» is the one town of the district."""
    if not any(low in {"городе", "городу", "город"} for low in sheet.lows):
        return []
    return [frozenset(gazetteer.towns)] if len(gazetteer.towns) == 1 else []


def _hints(draft: Draft, gazetteer: Gazetteer) -> list[str]:
    """Where the landmarks and the crossing streets stand, where all of them may stand."""
    others = [*draft.streets[1:], *(draft.landmarks if draft.streets else draft.landmarks[1:])]
    sets = [
        {gazetteer.entries[n.entry].settlement for n in each.names} for each in others if each.names
    ]
    return sorted(set.intersection(*sets)) if sets else []
