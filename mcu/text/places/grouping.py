"""Mentions that belong together become one draft: «с. Ключи, ул. Школьная, 3, у школы»."""

import re
from dataclasses import dataclass, field

from mcu.text.places import houses
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.model import Kind, Relation
from mcu.text.places.reading import Mention, Sheet
from mcu.text.places.vocabulary import CROSSING

_GAP = re.compile(
    r"[\s,.;:()«»\"—–-]{0,4}(?:(?:в|во|на|у|при|по|возле|около|напротив|против|за|рядом\sс|недалеко\sот|в\sрайоне|от|и|до|перед|вдоль|по|"
    r"это|что|где)(?:\s(?:самого|самой))?\s)?(?:(?:д|дом\w?)\s)?",
    re.I,
)  # fmt: skip
_TIGHT = re.compile(r"\s?[/–—-]\s?|\s?/\s?")
_AND = re.compile(
    r"\s?(?:и|,|с|со|или|/|–|-)\s(?:(?:ул(?:ицей|ицы|\.)?)\s?)?$|\s?(?:и|с)\s(?:\w{2,4}\.\s?)?"
)
_MEETING = re.compile(
    r",?\s(?:на\s)?(?:пересечени[еи]|перекр[её]стк?\w*|уг(?:ол|лу))\s(?:с\s|улицы\s)?"
)
_FROM = re.compile(r",?\s(?:от|между)\s")
_TO = re.compile(r"\s(?:и\s)?(?:до|и)\s")
LONGEST_GAP = 24


@dataclass(slots=True)
class Draft:
    """A place being put together."""

    streets: list[Mention] = field(default_factory=list)
    landmarks: list[Mention] = field(default_factory=list)
    settlement: Mention | None = None
    road: Mention | None = None
    relation: Relation | None = None
    apart: list[tuple[int, int]] = field(default_factory=list)

    @property
    def mentions(self) -> list[Mention]:
        told = [*self.streets, *self.landmarks, self.settlement, self.road]
        return sorted((each for each in told if each), key=lambda each: each.begin)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(n for each in self.streets[:1] if each.houses for n in each.houses.numbers)


def group(sheet: Sheet, found: list[Mention], gazetteer: Gazetteer) -> list[Draft]:
    drafts: list[Draft] = []
    for mention in found:
        if not (drafts and _joins(sheet, drafts[-1], mention, gazetteer)):
            drafts.append(_alone(mention))
    return _bounded(sheet, drafts)


def _bounded(sheet: Sheet, drafts: list[Draft]) -> list[Draft]:
    """«от Кирова до Чехова по Садовой»: the bounds are told before the street."""
    kept: list[Draft] = []
    for draft in drafts:
        ends = kept[-2:]
        if (
            len(ends) == 2
            and all(map(_bare, (*ends, draft)))
            and ends[0].streets[0].prep in {"от", "между"}
        ):
            one, two, main = (each.streets[0] for each in (*ends, draft))
            gaps = sheet.text[one.end : two.begin].strip(), sheet.text[two.end : main.begin].split()
            if (
                gaps[0] in {"до", "и"}
                and gaps[1][:1] in (["по"], ["вдоль"], ["на"])
                and len(gaps[1]) < 3
            ):
                del kept[-2:]
                draft.streets += [one, two]
                draft.relation = Relation.SEGMENT
        kept.append(draft)
    return kept


def _bare(draft: Draft) -> bool:
    return len(draft.streets) == 1 and not draft.landmarks and not draft.streets[0].houses


def late_houses(sheet: Sheet, drafts: list[Draft]) -> None:
    """«На Кирова нет света, дома 5 и 7»: houses told apart belong to the one street of the text."""
    streets = [draft for draft in drafts if draft.streets]
    if len(streets) != 1 or streets[0].streets[0].houses:
        return
    taken = [(each.begin, each.end) for draft in drafts for each in draft.mentions]
    found = [
        h for h in houses.alone(sheet.text) if not any(a < h.end and h.start < b for a, b in taken)
    ]
    if found:
        street = streets[0].streets[0]
        numbers = tuple(dict.fromkeys(number for each in found for number in each.numbers))
        street.houses = found[0]._replace(
            numbers=numbers, apartment=any(h.apartment for h in found)
        )
        streets[0].apart = [(each.start, each.end) for each in found]


def _alone(mention: Mention) -> Draft:
    if mention.kind == Kind.SETTLEMENT:
        return Draft(settlement=mention)
    if mention.kind == Kind.LANDMARK:
        return Draft(landmarks=[mention])
    if mention.kind == Kind.ROAD:
        return Draft(road=mention)
    return Draft(streets=[mention])


def _joins(sheet: Sheet, draft: Draft, new: Mention, gazetteer: Gazetteer) -> bool:
    """Take the mention into the place before it, when it belongs there."""
    gap = sheet.text[draft.mentions[-1].end : new.begin]
    if len(gap) > LONGEST_GAP or draft.road or new.kind == Kind.ROAD or "\n\n" in gap:
        return False
    join = {Kind.STREET.value: _join_street, Kind.LANDMARK.value: _join_landmark}.get(
        new.kind, _join_settlement
    )
    return join(sheet, draft, new, gap, gazetteer)


def _join_street(sheet: Sheet, draft: Draft, new: Mention, gap: str, gazetteer: Gazetteer) -> bool:
    if draft.streets:
        return _meets(sheet, draft, new, gap)
    if not _GAP.fullmatch(gap):
        return False
    if draft.landmarks and not _together(draft.landmarks[-1], new, gazetteer):
        return False
    draft.streets.append(new)
    return True


def _meets(sheet: Sheet, draft: Draft, new: Mention, gap: str) -> bool:
    """Two streets are one place where they cross, or where one bounds the other."""
    last, first = draft.streets[-1], draft.streets[0]
    if first.prep in {"между", "меж"} and gap.strip() == "и" and len(draft.streets) == 1:
        return _between(draft, new)
    tight = _TIGHT.fullmatch(gap) and not last.houses
    told = first.prep in CROSSING and _AND.fullmatch(gap)
    if tight or told or _MEETING.fullmatch(gap):
        draft.relation = Relation.CROSSING
    elif (_FROM.fullmatch(gap) and len(draft.streets) == 1) or (
        draft.relation == Relation.SEGMENT and _TO.fullmatch(gap)
    ):
        draft.relation = Relation.SEGMENT
    else:
        return False
    draft.streets.append(new)
    return True


def _between(draft: Draft, new: Mention) -> bool:
    """«между Кирова, 10 и Кирова, 12» is one street, «между Пушкина и Гоголя» are two that bound."""
    first = draft.streets[0]
    draft.relation = Relation.BETWEEN
    same = {name.entry for name in first.names} & {name.entry for name in new.names}
    if same and first.houses and new.houses:
        first.houses = first.houses._replace(numbers=(*first.houses.numbers, *new.houses.numbers))
        first.end = new.end
        return True
    draft.streets.append(new)
    return True


def _join_landmark(
    sheet: Sheet, draft: Draft, new: Mention, gap: str, gazetteer: Gazetteer
) -> bool:
    if not _GAP.fullmatch(gap) or (
        draft.settlement and not draft.streets and not draft.landmarks and "," in gap
    ):
        return False
    if (
        draft.landmarks
        and gap.strip() in {"и", "до"}
        and draft.landmarks[0].prep not in {"от", "между"}
    ):
        return False
    if gap.strip() in {",", ""} and draft.landmarks:
        return False
    if draft.streets and not _together(new, draft.streets[0], gazetteer):
        return False
    if draft.landmarks and draft.landmarks[0].prep in {"от", "между"}:
        draft.relation = Relation.SEGMENT if draft.landmarks[0].prep == "от" else Relation.BETWEEN
    draft.landmarks.append(new)
    return True


def _together(landmark: Mention, street: Mention, gazetteer: Gazetteer) -> bool:
    """A landmark and a street stand in one settlement."""
    one = {gazetteer.entries[name.entry].settlement for name in landmark.names}
    other = {gazetteer.entries[name.entry].settlement for name in street.names}
    return not street.names or bool(one & other)


def _join_settlement(
    sheet: Sheet, draft: Draft, new: Mention, gap: str, gazetteer: Gazetteer
) -> bool:
    if (
        draft.settlement
        or not _GAP.fullmatch(gap)
        or gap.strip(" ,") in {"и", "до", "от", "за", "у"}
    ):
        return False
    titles = {gazetteer.entries[name.entry].name for name in new.names}
    known = [*draft.streets[:1], *draft.landmarks[:1]]
    there = {gazetteer.entries[name.entry].settlement for each in known for name in each.names}
    if there and titles.isdisjoint(there):
        return False
    draft.settlement = new
    return True
