"""Drafts become places, with their reason and how sure they are."""

import re
from dataclasses import replace

from mcu.text.places.choosing import Choice
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.grouping import LONGEST_GAP, Draft, group, late_houses
from mcu.text.places.model import Candidate, Entry, Kind, Place, Relation, Role
from mcu.text.places.reading import Mention, Sheet
from mcu.text.places.settling import settle
from mcu.text.places.vocabulary import ABOUT, HOME


def build(sheet: Sheet, found: list[Mention], gazetteer: Gazetteer) -> list[Place]:
    drafts = group(sheet, found, gazetteer)
    late_houses(sheet, drafts)
    spare = [
        draft for draft in drafts if draft.settlement and not draft.streets and not draft.landmarks
    ]
    places: list[Place] = []
    used: set[int] = set()
    chosen: list[tuple[Draft, Choice]] = []
    for draft in drafts:
        if draft in spare:
            continue
        before = [each for each, _ in chosen if each.settlement and each not in spare]
        chosen.append((draft, settle(sheet, draft, spare, before, used, gazetteer)))
    for draft, choice in chosen:
        place = _place(sheet, draft, choice, gazetteer)
        if place is not None:
            places.append(place)
    places += [_of_settlement(sheet, draft, gazetteer) for draft in spare if id(draft) not in used]
    return _merged(sorted(places, key=lambda place: place.spans[0]))


def _place(sheet: Sheet, draft: Draft, choice: Choice, gazetteer: Gazetteer) -> Place | None:
    if draft.road:
        return _of_road(sheet, draft, gazetteer)
    entries = [gazetteer.entries[n] for n in choice.entries]
    if not entries:
        return _unknown(sheet, draft, gazetteer)
    main, single = entries[0], len(entries) == 1
    street = main.title if main.kind == Kind.STREET and single else ""
    common = _common(draft, entries)
    if not single and draft.landmarks and not draft.streets:
        street = ""
    settlement = main.settlement if main.kind != Kind.SETTLEMENT else main.name
    return Place(
        spans=_spans(draft),
        settlement=settlement
        if single
        or len(
            {e.settlement for e in entries if e.kind != Kind.SETTLEMENT}
            | {e.name for e in entries if e.kind == Kind.SETTLEMENT}
        )
        == 1
        else "",
        street=street or common,
        house=draft.numbers,
        apartment=any(each.houses.apartment for each in draft.streets if each.houses),
        landmark=_landmarks(draft, choice, gazetteer),
        crossing=_crossing(draft, settlement, gazetteer),
        relation=draft.relation or _relation(sheet, draft),
        role=_role(sheet, draft),
        house_known=choice.house_known,
        candidates=()
        if single
        else tuple(_candidate(gazetteer, n, draft.numbers) for n in choice.entries),
        point=gazetteer.point(choice.entries[0], "".join(draft.numbers[:1])) if single else None,
        confidence=_sure(draft, choice),
        reason=_reason(draft, choice),
    )


def _common(draft: Draft, entries: list[Entry]) -> str:
    titles = {entry.title for entry in entries if entry.kind == Kind.STREET}
    streets = all(entry.kind == Kind.STREET for entry in entries)
    return titles.pop() if len(titles) == 1 and streets else ""


def _landmarks(draft: Draft, choice: Choice, gazetteer: Gazetteer) -> tuple[str, ...]:
    found = []
    for each in draft.landmarks:
        numbers = choice.entries if not draft.streets and each is draft.landmarks[0] else []
        number = numbers[0] if numbers else each.names[0].entry if each.names else -1
        found.append(gazetteer.entries[number].name if number >= 0 else each.unknown)
    return tuple(dict.fromkeys(found))


def _crossing(draft: Draft, settlement: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    found = []
    for each in draft.streets[1:]:
        rest = [gazetteer.entries[name.entry] for name in each.names]
        there = [entry for entry in rest if entry.settlement == settlement] or rest
        found.append(there[0].title if there else each.unknown)
    return tuple(found)


def _candidate(gazetteer: Gazetteer, number: int, numbers: tuple[str, ...]) -> Candidate:
    entry = gazetteer.entries[number]
    settlement = entry.name if entry.kind == Kind.SETTLEMENT else entry.settlement
    street = entry.title if entry.kind == Kind.STREET else ""
    landmark = entry.name if entry.kind == Kind.LANDMARK else ""
    point = gazetteer.point(number, "".join(numbers[:1]))
    return Candidate(settlement, street, landmark, entry.address, point)


def _spans(draft: Draft) -> tuple[tuple[int, int], ...]:
    """Neighbours are one span, what stands apart is another."""
    spans: list[list[int]] = []
    for each in draft.mentions:
        if spans and each.begin - spans[-1][1] <= LONGEST_GAP:
            spans[-1][1] = max(spans[-1][1], each.end)
        else:
            spans.append([each.begin, each.end])
    return tuple(sorted([*((start, end) for start, end in spans), *draft.apart]))


def _relation(sheet: Sheet, draft: Draft) -> Relation:
    first = draft.mentions[0]
    low = sheet.text[max(0, first.begin - 24) : first.begin].lower().split()
    for word in reversed(low[-3:]):
        if word in ABOUT:
            return Relation(ABOUT[word])
    if draft.landmarks and not draft.streets and first.prep in {"у", "перед"}:
        return Relation.NEAR
    return Relation.AT


def _role(sheet: Sheet, draft: Draft) -> Role:
    before = sheet.text[max(0, draft.mentions[0].begin - 24) : draft.mentions[0].begin].lower()
    words = re.findall(r"[а-яё]+", before)[-3:]
    return Role.HOME if HOME.intersection(words) else Role.PROBLEM


def _sure(draft: Draft, choice: Choice) -> float:
    sure = min(each.sure for each in draft.mentions)
    if len(choice.entries) > 1:
        return round(sure / len(choice.entries), 2)
    return round(sure - 0.1 * choice.old - 0.15 * (not choice.house_known), 2)


def _reason(draft: Draft, choice: Choice) -> str:
    why = [word for each in draft.mentions for word in each.why]
    if choice.old:
        why.append("прежнее название")
    if not choice.house_known:
        why.append("такого дома в справочнике нет")
    if len(choice.entries) > 1:
        why.append(f"подходят {len(choice.entries)} места")
    return "; ".join(dict.fromkeys(why))


def _of_settlement(sheet: Sheet, draft: Draft, gazetteer: Gazetteer) -> Place:
    mention = draft.settlement
    assert mention is not None
    numbers = list(dict.fromkeys(name.entry for name in mention.names))
    single = len(numbers) == 1
    return Place(
        spans=_spans(draft),
        settlement=mention.unknown or (gazetteer.entries[numbers[0]].name if single else ""),
        relation=_relation(sheet, draft),
        role=Role.OTHER if mention.prep == "до" else _role(sheet, draft),
        known=not mention.unknown,
        candidates=()
        if single or not numbers
        else tuple(_candidate(gazetteer, n, ()) for n in numbers),
        point=gazetteer.point(numbers[0]) if single else None,
        confidence=_sure(draft, Choice(numbers)),
        reason=_reason(draft, Choice(numbers)),
    )


def _of_road(sheet: Sheet, draft: Draft, gazetteer: Gazetteer) -> Place:
    mention = draft.road
    assert mention is not None
    name = mention.unknown or gazetteer.entries[mention.names[0].entry].name
    return Place(
        spans=_spans(draft), road=name, km=mention.km, relation=_relation(sheet, draft),
        known=not mention.unknown, confidence=round(mention.sure, 2), reason="; ".join(mention.why),
    )  # fmt: skip


def _unknown(sheet: Sheet, draft: Draft, gazetteer: Gazetteer) -> Place | None:
    """A written address that no gazetteer knows: its own words."""
    if not draft.streets and not draft.landmarks:
        return None
    settlement = ""
    if draft.settlement:
        settlement = (
            draft.settlement.unknown or gazetteer.entries[draft.settlement.names[0].entry].name
        )
    if not draft.streets:
        mark = draft.landmarks[0]
        return Place(
            spans=_spans(draft), settlement=settlement, landmark=(mark.unknown,), known=False,
            relation=_relation(sheet, draft), confidence=mark.sure, reason="; ".join(mark.why),
        )  # fmt: skip
    street = draft.streets[0]
    return Place(
        spans=_spans(draft),
        settlement=settlement,
        street=street.unknown or sheet.text[street.begin : sheet.ends[street.tail - 1]],
        house=draft.numbers,
        apartment=any(each.houses.apartment for each in draft.streets if each.houses),
        crossing=_crossing(draft, settlement, gazetteer),
        relation=draft.relation or _relation(sheet, draft),
        role=_role(sheet, draft),
        known=False,
        confidence=round(street.sure or 0.6, 2),
        reason="записано как адрес, в справочнике нет",
    )


def _merged(places: list[Place]) -> list[Place]:
    """The same street named again is the same place, unless another house is told."""
    kept: list[Place] = []
    for place in places:
        at = next((i for i, each in enumerate(kept) if _same(each, place)), None)
        if at is None:
            kept.append(place)
            continue
        first = kept[at]
        better = first if first.house or not place.house else place
        kept[at] = _with_spans(better, (*first.spans, *place.spans))
    return kept


def _same(one: Place, other: Place) -> bool:
    where = (one.settlement, one.street, one.landmark, one.road, one.crossing)
    again = (other.settlement, other.street, other.landmark, other.road, other.crossing)
    if where != again or not any(where) or one.candidates or other.candidates:
        return False
    return one.house == other.house or not one.house or not other.house


def _with_spans(place: Place, spans: tuple[tuple[int, int], ...]) -> Place:
    return replace(place, spans=tuple(sorted(set(spans))))
