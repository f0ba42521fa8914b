"""The mart tells what PostgreSQL tells, whole at every moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from mcu.analytics.actions import mart as keeping
from mcu.analytics.models import FactChange
from mcu.analytics.queries import facts, mart, points_behind, sources
from mcu.analytics.queries.slices import keys_behind, sliced
from mcu.analytics.rules import dimensions, measures, tables
from mcu.analytics.rules.kpi import BY_CODE
from mcu.analytics.rules.slices import Basis, Slice, Whose, has, narrowed
from mcu.analytics.rules.summary import Period
from mcu.analytics.tests.conftest import points
from mcu.cases.models import Answer, Case, InfoRequest, SourceRecord, Term
from mcu.cases.rules.feed import FeedFilter
from mcu.coordination.models import RoadMap
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Role
from mcu.quality.models import Rating
from mcu.tasks.models import Task

YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


def this_year() -> Period:
    today = timezone.localdate()
    return Period(today - YEAR, today + YEAR)


def counted(chosen: Slice, whose: Whose, place, manifest, now):
    """Every number of a grid by its words, rounded to what sums of floats allow."""
    grid = sliced(chosen, whose, place, manifest=manifest, now=now)
    return [
        (line.head.label, [[_cell(cell) for cell in cells] for cells in [*line.cells, line.total]])
        for line in [*grid.lines, grid.total]
    ]


def _cell(cell):
    return cell.base, None if cell.value is None else round(cell.value, 6)


def test_what_changes_is_counted_and_nothing_else(full):
    assert keeping.refresh().whole
    rows = mart.published().cases.rows
    assert keeping.check()["not_as_in_database"] == 0
    assert keeping.refresh().changed == 0
    case = full.case(timezone.now(), topic=full.topics["pit"])
    assert FactChange.objects.filter(case_id=case.pk).exists()
    done = keeping.refresh()
    assert (done.changed, done.rows, done.whole) == (1, rows + 1, False)
    assert keeping.check() == {
        "rows": rows + 1, "not_as_in_database": 0, "only_in_mart": 0, "waiting": 0,
    }  # fmt: skip


def papers(district):
    """Terms, answers and ratings of some cases, of every kind."""
    cases = list(district.place.cases.order_by("pk"))
    now = timezone.now()
    for n, case in enumerate(cases[::3]):
        late, state = n % 3 == 0, ("returned", "published", "draft")[n % 3]
        term = Term.objects.create(
            case=case, kind=("block_info", "register")[n % 2], started_at=case.received_at,
            due_at=case.received_at + timedelta(hours=2 if late else 9000),
            met_at=case.received_at + timedelta(hours=n) if n % 4 else None,
            cancelled_at=now if n % 5 == 0 else None,
        )  # fmt: skip
        if term.kind == "block_info":
            InfoRequest.objects.create(
                case=case, question="?", asked_at=now, term=term,
                block=district.blocks["city" if n % 3 else "social"],
            )  # fmt: skip
        Answer.objects.create(
            case=case, number=1, text="…", state=state, written_at=now, score=n % 5
        )
        if n % 3:
            Rating.objects.create(
                case=case, score=1 + n % 5, source="page", at=now, solved=("yes", "")[late]
            )
        else:
            SourceRecord.objects.create(case=case, rating=1 + n % 5)
    Case.objects.filter(pk__in=[case.pk for case in cases[::2]]).update(street="Лесная", house="1")
    return cases[::3]


def of_road_maps(district):
    """Points of two bodies about today, done, late and ahead; the last is of a draft."""
    today, now = timezone.localdate(), timezone.now()
    rows = [
        (("water", "roads")[n % 2], today + timedelta(days=9 * n - 30), now if n % 3 == 0 else None)
        for n in range(8)
    ]
    return [*points(district, rows), *points(district, rows[:1], state="draft")]


@pytest.fixture
def built(full):
    """A mart of which a part stands in the later changes."""
    cases, made = papers(full), of_road_maps(full)
    keeping.rebuild()
    first = full.case(timezone.now(), topic=full.topics["pit"])
    cases[0].answers.first().delete()
    Rating.objects.create(case=cases[1], score=1, source="page", at=timezone.now())
    Task.objects.filter(pk=made[1].task_id).update(state="accepted", done_at=timezone.now())
    made[2].delete()
    keeping.refresh(small=0)
    first.topic = full.topics["tap"]
    first.save()
    full.case(timezone.now(), due=timezone.now() - timedelta(hours=1))
    RoadMap.objects.filter(municipality=full.place, state="draft").update(state="approved")
    keeping.refresh(small=0)
    manifest = mart.published()
    assert all(parts.delta for parts in manifest.tables.values())
    return full, manifest


def test_later_changes_stand_in_the_place_of_the_base(built):
    district, manifest = built
    assert keeping.check()["not_as_in_database"] == keeping.check()["only_in_mart"] == 0
    again = Slice(this_year(), "repeated", "", ("count",))
    grid = sliced(again, Whose(district.place.pk), district.place, manifest=manifest)
    assert {line.head.value for line in grid.lines} == {True, False}
    assert keeping.refresh().changed == 0
    district.case(timezone.now())
    assert keeping.refresh().changed == 1
    assert not mart.published().cases.delta  # small again: all is one base
    assert keeping.check()["not_as_in_database"] == 0


@st.composite
def a_slice(draw):
    """Two dimensions that some table of facts has, and measures of every table that has both."""
    table = draw(st.sampled_from(list(tables.BY_CODE)))
    cuts = [cut.code for cut in dimensions.CATALOGUE if has(table, cut)]
    rows, columns = draw(st.lists(st.sampled_from(cuts), min_size=2, max_size=2, unique=True))
    columns = draw(st.sampled_from([columns, ""]))
    if columns in {"day", "week"}:
        columns = "month"
    if columns == rows:
        columns = ""
    both = [dimensions.BY_CODE[code] for code in (rows, columns) if code]
    counted = [m.code for m in measures.CATALOGUE if all(has(m.table, cut) for cut in both)]
    return Slice(
        this_year(), rows, columns,
        tuple(draw(st.lists(st.sampled_from(counted), min_size=1, max_size=4, unique=True))),
        draw(st.sampled_from([(), (("system", ("pos", "own")),), (("body", (None,)),)])),
        draw(st.sampled_from(Basis)), draw(st.integers(1, 6)),
        draw(st.sampled_from(["", "before", "year"])),
    )  # fmt: skip


def test_the_mart_and_postgres_give_the_same_numbers(built, monkeypatch):
    """However many cells there are: a wide slice is asked in another way."""
    district, manifest = built
    place = district.place
    bodies = frozenset({district.bodies["water"].pk})

    @given(a_slice(), st.booleans(), st.sampled_from([0, sources.WIDE]))
    @example(Slice(this_year(), "repeated", "channel", ("count", "answer_median"), top=1), True, 0)
    def same(chosen, everything, wide):
        monkeypatch.setattr(sources, "WIDE", wide)
        mart._answers.clear()
        whose = Whose(place.pk, 12_000, everything, bodies)
        try:
            told = counted(chosen, whose, place, None, manifest.as_of)
        except RuleViolation:
            with pytest.raises(RuleViolation):
                counted(chosen, whose, place, manifest, manifest.as_of)
            return
        assert counted(chosen, whose, place, manifest, manifest.as_of) == told

    same()


def test_points_of_road_maps_are_counted_by_the_indicator_and_the_slice_alike(built):
    district, manifest = built
    place, period = (
        district.place,
        Period(*(timezone.localdate() + timedelta(days=n) for n in (-40, 0))),
    )
    chosen = Slice(period, "road_map", "", ("points_in_time",))
    actor = district.actor(Role.HEAD_OF_CENTRE)
    found = facts(actor, place, FeedFilter(), period, manifest.as_of)
    figure = BY_CODE["C1"].compute(found)
    for whole in (manifest, None):
        grid = sliced(chosen, Whose(place.pk), place, manifest=whole, now=manifest.as_of)
        (cell,) = grid.total.total
        assert (cell.value, cell.base) == (figure.value, figure.of)
        assert {line.head.label for line in grid.lines} == {
            "Дорожная карта № 1", "Дорожная карта № 2",
        }  # fmt: skip
        keys, _ = keys_behind(
            chosen, "points_late", Whose(place.pk), place, limit=9, offset=0, manifest=whole
        )
        late = list(points_behind(actor, keys))
        assert len(late) == len(keys) == figure.of - figure.count > 0
        assert not any(row.point.in_time for row in late)
    only = facts(actor, place, FeedFilter(system="pos"), period, manifest.as_of)
    assert BY_CODE["C1"].compute(only).value is None
    client = district.client(Role.HEAD_OF_CENTRE)
    asked = {"rows": "road_map", "since": period.since, "until": period.until}
    page = client.get(reverse("analytics:slice-cases"), asked | {"m": "points_late"})
    assert reverse("coordination:road-map", args=[1]).rsplit("/", 2)[0] in page.content.decode()
    with pytest.raises(RuleViolation, match="не считается"):
        sliced(replace(chosen, filters=(("topic_under", ("x",)),)), Whose(place.pk), place)


def test_words_of_answers_are_those_of_the_answers():
    assert dict(Answer.State.choices) == dimensions.ANSWER_STATES
    assert dict(Answer.Kind.choices) == dimensions.ANSWER_KINDS


def test_a_measure_of_terms_by_a_kind_of_term_opens_its_cases(built):
    district, manifest = built
    chosen = Slice(this_year(), "stage", "", ("terms_broken", "terms_kept"))
    grid = sliced(chosen, Whose(district.place.pk), district.place, manifest=manifest)
    broken = {line.head.value: line.total[0].value for line in grid.lines}
    assert broken["block_info"] > 0
    one = narrowed(chosen, "stage", "block_info")
    for whole in (manifest, None):
        keys, total = keys_behind(
            one, "terms_broken", Whose(district.place.pk), district.place, limit=500, offset=0,
            manifest=whole,
        )  # fmt: skip
        late = Term.objects.filter(case__in=keys, kind="block_info")
        assert len(keys) == total == broken["block_info"] == late.count()
    with pytest.raises(RuleViolation, match="не считается"):
        sliced(replace(chosen, measures=("count",)), Whose(district.place.pk), district.place)
