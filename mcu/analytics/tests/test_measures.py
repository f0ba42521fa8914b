"""Forty cases and six points of road maps counted by hand: every measure, by PostgreSQL and by the mart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mcu.analytics.actions import mart as keeping
from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules import measures
from mcu.analytics.rules.slices import Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.analytics.tests.conftest import points
from mcu.cases.models import (
    Answer,
    Appeal,
    Assignment,
    InfoRequest,
    Problem,
    ProblemCase,
    SourceRecord,
    Term,
)
from mcu.cases.rules.workflow import State
from mcu.quality.models import Rating

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)  # nine in the morning, the working day begins
NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))

# What a person counted with pencil and paper from `forty`.
BY_HAND = {
    "count": 40, "per_1000": 20, "closed": 30, "open": 10, "late_now": 5,
    "in_time": 100 * 22 / 35, "overdue_share": 100 * 13 / 35, "overdue": 13, "term_used": 90,
    "answer_mean": 2900 / 30, "answer_median": 48, "answer_p90": 240,
    "worked_mean": 740 / 30, "worked_median": 16, "worked_p90": 56, "incident_median": 2,
    "close_mean": (130 + 20 / 24) / 30, "close_median": 2, "close_p90": 10, "pos_days": 3,
    "fast_share": 40, "fast_quick": 75, "quality": 4, "returned": 100 / 30, "misrouted": 2.5,
    "solved": 60, "explained": 40, "postponed": 5, "postponed_late": 1, "complete": 50,
    "repeated": 2.5, "satisfied": 75, "rating": 4.25, "rated": 400 / 30, "in_problem": 5,
    "appeals_in_time": 80, "appeals_registered": 200 / 3, "appeals_redirected": 100,
    "appeals_extended": 10, "appeals_collective": 20, "appeals_repeated": 10,
    "appeals_supported": 50, "appeals_measures": 25, "appeals_explained": 25,
    "appeals_not_supported": 25,
    "terms_judged": 41, "terms_kept": 100 * 26 / 41, "terms_broken": 15, "term_mean": 3333 / 35,
    "term_median": 48, "block_asked": 2, "block_in_time": 50,
    "answers_decided": 4, "answers_returned": 1, "answers_returned_share": 25, "answers_score": 3.5,
    "answers_drafted": 100 / 3, "answers_overridden": 1,
    "ratings": 5, "ratings_good": 60, "ratings_bad": 1, "ratings_mean": 3.6, "ratings_solved": 50,
    "points": 5, "points_in_time": 40, "points_late": 3,
}  # fmt: skip


def after(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


@pytest.fixture
def forty(district):
    """Ten of ПОС, ten of «Инцидент», ten open, ten appeals, all received at one moment."""
    pos = [_pos(n) for n in range(10)]
    incident = [_incident(n) for n in range(10)]
    still_open = [_open(n) for n in range(10)]
    appeals = [_appeal(n) for n in range(10)]
    made = district.cases([*pos, *incident, *still_open, *appeals])
    for case, rating in zip(made, (5, 5, 4, 3), strict=False):
        SourceRecord.objects.create(case=case, rating=rating)
    for hours, score, solved in ((300, 1, "no"), (400, 5, "yes")):
        Rating.objects.create(
            case=made[0], score=score, solved=solved, source="page", at=after(hours)
        )
    _papers(district, made[30:])
    _questions(district, made[35:38])
    _points(district)
    problem = Problem.objects.create(
        municipality=district.place, number=1, title="Яма", opened_at=MONDAY
    )
    for case in made[20:22]:
        ProblemCase.objects.create(problem=problem, case=case, joined_at=MONDAY)
    return district


def _points(district):
    """Two by their day, one of them in its last minute; one late, two never; a draft counts for nothing."""
    day = date(2026, 3, 20)
    rows = [("water", day, after(24)), ("water", day, datetime(2026, 3, 20, 20, 59, tzinfo=UTC))]
    rows += [("water", day, datetime(2026, 3, 20, 21, 1, tzinfo=UTC)), ("roads", day, None)]
    points(district, [*rows, ("roads", date(2026, 3, 31), None), ("roads", date(2026, 4, 1), None)])
    points(district, [("water", day, None)], state="draft")


def _pos(n: int):
    """Answered in two days of three; the fourth closed in twelve; four by the fast way."""
    given = {
        "system": "pos", "kind": "solvable", "outcome": "solved" if n < 6 else "explained",
        "importance": "fast" if n < 4 else "normal", "first_answer_at": after(48),
        "closed_at": after(288 if n == 3 else 48),
    }  # fmt: skip
    return MONDAY, after(72), given


def _incident(n: int):
    """Two hours to answer: five in one, five in three."""
    at = after(1 if n < 5 else 3)
    given = {"system": "incident", "kind": "informational", "first_answer_at": at, "closed_at": at}
    return MONDAY, after(2), given


def _open(n: int):
    """Five late on the first of April; two put off, one of them till a day that has passed."""
    given = {}
    if n in {8, 9}:
        until = date(2026, 3, 15 if n == 8 else 28) + timedelta(days=0 if n == 8 else 14)
        given = {"state": State.POSTPONED, "outcome": "postponed", "postponed_until": until}
    return MONDAY, after(18 * 24 if n < 5 else 50 * 24), given


def _appeal(n: int):
    """Answered in ten days; two had eight."""
    given = {
        "regime": "appeal", "channel": "letter", "first_answer_at": after(240),
        "closed_at": after(240), "collective": n in {6, 7},
    }  # fmt: skip
    return MONDAY, after(192 if n < 2 else 720), given


def _papers(district, cases):
    for case, result in zip(
        cases, ("supported", "measures", "explained", "not_supported"), strict=False
    ):
        Appeal.objects.create(
            case=case, municipality=district.place, number=f"А-{case.pk}", numbered_at=MONDAY,
            result=result,
        )  # fmt: skip
    for case, met in zip(cases, (24, 24, 96), strict=False):
        _term(case, "register", 72, met)
    _term(cases[3], "redirect", 168, 48)
    SourceRecord.objects.create(case=cases[4], extended=True)
    SourceRecord.objects.create(case=cases[5], repeated=True)
    for case, score, asked, answered in zip(cases, (4, 5, 3), (2, 2, 0), (2, 1, 0), strict=False):
        Answer.objects.create(
            case=case, number=1, text="Ответ", state="published", written_at=MONDAY, score=score,
            questions_asked=asked, questions_answered=answered,
        )  # fmt: skip
    Answer.objects.create(
        case=cases[3], number=1, text="Черновик", state="returned", written_at=MONDAY, score=2
    )
    Answer.objects.filter(case=cases[0]).update(machine="модель")
    Answer.objects.filter(case=cases[1]).update(override="Так просил заявитель")
    for body in list(district.bodies.values())[:2]:
        Assignment.objects.create(case=cases[4], body=body, at=MONDAY)


def _questions(district, cases):
    """Two hours to tell: one told in one, one never; the third was called off in time."""
    for case, met, called_off in zip(cases, (1, None, None), (None, None, 1), strict=True):
        term = Term.objects.create(
            case=case, kind="block_info", started_at=MONDAY, due_at=after(2),
            met_at=met and after(met), cancelled_at=called_off and after(called_off),
        )  # fmt: skip
        InfoRequest.objects.create(
            case=case, block=district.blocks["city"], question="Когда?", asked_at=MONDAY, term=term
        )


def _term(case, kind: str, due: float, met: float) -> None:
    Term.objects.create(
        case=case, kind=kind, started_at=MONDAY, due_at=after(due), met_at=after(met)
    )


def test_every_measure_is_what_was_counted_by_hand(forty, tmp_path, settings):
    settings.DATA = tmp_path
    assert set(BY_HAND) == set(measures.BY_CODE)
    keeping.rebuild(now=NOW)
    place, codes = forty.place, list(BY_HAND)
    for first in range(0, len(codes), 12):
        some = tuple(codes[first : first + 12])
        for manifest in (None, mart.published()):
            chosen = Slice(MARCH, "body", "", some)
            grid = sliced(chosen, Whose(place.pk, 2000), place, manifest=manifest, now=NOW)
            told = {code: cell.value for code, cell in zip(some, grid.total.total, strict=True)}
            assert told == pytest.approx({code: BY_HAND[code] for code in some})
