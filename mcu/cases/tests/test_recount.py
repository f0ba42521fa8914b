"""A calendar or a norm that changed recounts open terms: shown, confirmed, journalled, resumed."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from mcu.cases.actions import recount as actions
from mcu.cases.actions import terms
from mcu.cases.actions.answer import ask_block
from mcu.cases.actions.profile import change_norm
from mcu.cases.actions.step import step
from mcu.cases.models import Norm, Recount, RecountLine, Term
from mcu.cases.queries.recount import terms_after
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.workdays import DayKind, WorkingTime
from mcu.org.actions import set_body_hours, set_calendar_day
from mcu.org.models import CalendarDay
from mcu.org.queries import calendar_for

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=MOSCOW)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def case(town):
    """Due on Tuesday at 14:00 + 1: eight working hours from Monday 15:00."""
    return town.case(received_at=MONDAY)


def answer_of(case) -> Term:
    return case.terms.get(kind=TermKind.ANSWER)


def closed_day(town, day=TUESDAY) -> None:
    set_calendar_day(
        municipality=town.place, day=day, kind=DayKind.OFF, title="День района", by=town.actor()
    )


def counted(town) -> Recount:
    found = actions.start_recount(place=town.place, by=town.actor(), now=MONDAY)
    return actions.look_on(found, MONDAY)


def test_a_new_day_off_moves_open_terms_only_after_a_person_confirms(town, case):
    before = answer_of(case).due_at
    closed_day(town)
    recount = counted(town)
    (line,) = recount.lines.all()
    assert (recount.state, recount.looked, recount.later, recount.sooner) == ("ready", 1, 1, 0)
    assert (line.due_before, line.due_after) == (before, before + timedelta(days=1))
    assert answer_of(case).due_at == before
    done = actions.apply_recount(recount=recount, by=town.actor(), now=MONDAY)
    assert answer_of(case).due_at == before + timedelta(days=1)
    case.refresh_from_db()
    assert case.due_at == before + timedelta(days=1)
    entry = JournalEntry.objects.get(action="terms.recount")
    assert (entry.after["rows"], entry.after["hash"]) == (1, done.digest)
    assert len(done.digest) == 64


def test_a_norm_changed_back_in_time_recounts_and_extended_pauses_and_met_keep_theirs(town, case):
    extended, stands, met = (town.case(received_at=MONDAY) for _ in range(3))
    with step(Verb.NOTE, extended, by=town.actor(), now=MONDAY) as work:
        terms.extend(work, answer_of(extended), until=date(2026, 11, 27), reason="ждём")
    with step(Verb.NOTE, stands, by=town.actor(), now=MONDAY) as work:
        terms.pause(work, reason="дом")
    Term.objects.filter(case=met).update(met_at=MONDAY)
    change_norm(
        norm=Norm.objects.get(code="answer"), value=2, unit="working_hours",
        since=date(2026, 11, 1), source="порядок", by=town.actor(),
    )  # fmt: skip
    recount = counted(town)
    assert [line.term.case_id for line in recount.lines.all()] == [case.pk]
    actions.apply_recount(recount=recount, by=town.actor(), now=MONDAY)
    term = answer_of(case)
    assert (term.due_at, term.norm.value) == (MONDAY + timedelta(hours=2), 2)


def test_what_changed_meanwhile_is_left_alone(town, case):
    closed_day(town)
    recount = counted(town)
    Term.objects.filter(case=case).update(due_at=MONDAY)
    done = actions.apply_recount(recount=recount, by=town.actor(), now=MONDAY)
    assert (done.applied, answer_of(case).due_at) == (0, MONDAY)


def test_a_killed_recount_goes_on_where_it_was_and_finds_nothing_twice(town, monkeypatch):
    for _ in range(5):
        town.case(received_at=MONDAY)
    closed_day(town)
    monkeypatch.setattr(actions, "BATCH", 2)
    recount = actions.start_recount(place=town.place, by=town.actor(), now=MONDAY)
    seen = []

    def dies(which, count, *, whole):
        seen.append(which.position)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return terms_after(which, count, whole=whole)

    monkeypatch.setattr(actions, "terms_after", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.look_on(recount, MONDAY)
    recount.refresh_from_db()
    assert (recount.state, recount.looked, recount.lines.count()) == ("counting", 2, 2)
    done = actions.look_on(recount, MONDAY)
    assert (done.state, done.looked, RecountLine.objects.count()) == ("ready", 5, 5)


def test_one_recount_at_a_time_and_a_decided_one_is_final(town, case):
    first = actions.start_recount(place=town.place, by=town.actor(), now=MONDAY)
    with pytest.raises(RuleViolation, match="уже идёт"):
        actions.start_recount(place=town.place, by=town.actor(), now=MONDAY)
    actions.look_on(first, MONDAY)
    second = counted(town)
    first.refresh_from_db()
    assert first.state == "dismissed"
    actions.dismiss_recount(recount=second, by=town.actor())
    with pytest.raises(RuleViolation, match="решать не о чем"):
        actions.apply_recount(recount=second, by=town.actor())


def test_the_page_shows_before_and_after_with_counts_filters_and_the_button(town, web, case):
    closed_day(town)
    recount = counted(town)
    url = reverse("cases:recount", args=[recount.pk])
    page = web.head.get(url).content.decode()
    assert f"№ {case.number}" in page
    assert "позже 1" in page
    assert "Ничего не изменится" in web.head.get(url, {"show": "sooner"}).content.decode()
    assert f"№ {case.number}" in web.head.get(url, {"q": case.number}).content.decode()
    assert web.auditor.post(reverse("cases:apply-recount", args=[recount.pk])).status_code == 403
    assert web.head.post(reverse("cases:apply-recount", args=[recount.pk])).status_code == 302
    assert "Применён" in web.head.get(url).content.decode()
    assert str(recount.asked_by_name) in web.head.get(reverse("cases:recounts")).content.decode()


# ---- a calendar from a file ----------------------------------------------------------------------

XML = """<calendar year="2026"><days><day d="01.01" t="1"/><day d="01.02" t="1"/>
<day d="11.17" t="1"/><day d="11.18" t="2"/></days></calendar>"""


def test_a_calendar_file_is_shown_then_taken_and_ones_own_days_stay(town, web):
    own = date(2026, 11, 18)
    set_calendar_day(
        municipality=town.place, day=own, kind=DayKind.OFF, title="Праздник", by=town.actor()
    )
    preview = web.head.post(reverse("org:import-calendar"), {"file": upload(XML)})
    text = preview.content.decode()
    assert "17.11.2026" in text
    assert "Свои дни останутся" in text
    assert not CalendarDay.objects.filter(day=TUESDAY).exists()
    done = web.head.post(reverse("org:apply-calendar"), {"content": preview.context["content"]})
    assert done.status_code == 302
    calendar = calendar_for(town.place)
    assert calendar.day_kind(TUESDAY) is DayKind.OFF
    assert calendar.title(own) == "Праздник"
    assert JournalEntry.objects.filter(action="calendar.import").exists()


def test_a_file_makes_its_year_known(town, web):
    year = 2030
    assert not calendar_for(town.place).is_known(year)
    preview = web.head.post(
        reverse("org:import-calendar"), {"file": upload(XML.replace("2026", str(year)))}
    )
    web.head.post(reverse("org:apply-calendar"), {"content": preview.context["content"]})
    assert calendar_for(town.place).is_known(year)


@pytest.mark.parametrize("content", ["", "<x", "%PDF", '{"year": 2026}'])
def test_a_broken_calendar_file_is_refused_beside_the_field(town, web, content):
    answered = web.head.post(reverse("org:import-calendar"), {"file": upload(content)})
    assert answered.status_code == 422
    assert not CalendarDay.objects.exists()


def test_a_forged_preview_is_refused(town, web):
    answered = web.head.post(reverse("org:apply-calendar"), {"content": "подделка"})
    assert answered.status_code == 422


def upload(text: str) -> BytesIO:
    file = BytesIO(text.encode())
    file.name = "calendar.xml"
    return file


# ---- hours of a body -----------------------------------------------------------------------------


def test_a_question_to_a_body_runs_by_the_hours_of_the_body(town, web, case):
    round_hours = WorkingTime(time(7), time(16), None, None, time(15))
    set_body_hours(body=town.roads, hours=round_hours, by=town.actor())
    town.roads.refresh_from_db()
    asked = ask_block(case=case, question="Когда?", body=town.roads, by=town.actor(), now=MONDAY)
    assert asked.term.due_at == datetime(2026, 11, 17, 8, 0, tzinfo=MOSCOW)
    why = web.head.get(reverse("cases:clocks", args=[case.pk])).content.decode()
    assert "срок: до вт 17.11.2026 08:00" in why
    form = {
        "start": "09:00",
        "end": "18:00",
        "short_end": "17:00",
        "lunch_start": "",
        "lunch_end": "",
    }
    url = reverse("org:body-hours", args=[town.roads.pk])
    assert web.head.post(url, form).status_code == 302
    assert web.head.post(url, form | {"end": "08:00"}).status_code == 422
    assert web.head.post(url, form | {"start": ""}).status_code == 422
    assert web.head.post(url, dict.fromkeys(form, "")).status_code == 302
    town.roads.refresh_from_db()
    assert town.roads.hours_start is None
