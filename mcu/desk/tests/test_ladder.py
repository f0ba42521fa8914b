"""The ladder at work: reminded before, escalated after, once, in working time, to whoever stands in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from mcu.cases.actions.ladder import remove_rung, set_rung
from mcu.cases.models import Answer, AnswerPart, ApprovalTurn, Case, LadderRung, Term
from mcu.cases.queries.ladder import ladder_of
from mcu.cases.rules.ladder import DEFAULT, Rung, When, Whom
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.desk.actions.notices import look_through
from mcu.desk.queries import notices, terms
from mcu.org.actions import set_substitution
from mcu.org.models import Notice, NoticeCursor, Person
from mcu.org.queries import calendar_for
from mcu.org.rules.notices import Kind
from mcu.org.rules.roles import Role

MOSCOW = ZoneInfo("Europe/Moscow")
THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=MOSCOW)
DUE = datetime(2026, 11, 20, 18, 0, tzinfo=MOSCOW)
ROLES = (
    Role.EXECUTOR,
    Role.APPROVER,
    Role.BLOCK_HEAD,
    Role.HEAD_OF_CENTRE,
    Role.CURATOR,
    Role.HEAD,
)


@pytest.fixture
def late(district) -> Case:
    """A case due on Friday evening; everybody has an address; the sweep begins on Thursday."""
    for role in ROLES:
        district.person(role)
    Person.objects.update(email="post@klyuchi.example")
    case = district.case(
        body=district.bodies["water"], block=district.blocks["city"],
        executor=district.person(Role.EXECUTOR), received_at=THURSDAY, due_at=DUE,
    )  # fmt: skip
    Term.objects.create(
        case=case, kind="answer", started_at=THURSDAY - timedelta(days=2), due_at=DUE
    )
    look_through(district.place, THURSDAY)
    return case


def swept(district, until: datetime, step: timedelta = timedelta(hours=6)) -> list[tuple[str, str]]:
    """Who was told of what after sweeping up to a moment, in order."""
    moment = NoticeCursor.objects.get().terms_until
    while moment < until:
        moment = min(moment + step, until)
        look_through(district.place, moment)
    whose = {district.people[role].pk: role for role in district.people}
    return [(whose[n.person_id], n.kind) for n in Notice.objects.order_by("made_at", "pk")]


@pytest.mark.row(39)
def test_a_term_is_reminded_of_before_and_climbs_the_ladder_after(district, late):
    told = swept(district, DUE + timedelta(days=8))
    assert told[0] == (Role.EXECUTOR, Kind.NEAR)
    assert set(told[1:5]) == {
        (Role.EXECUTOR, Kind.LATE),
        (Role.BLOCK_HEAD, Kind.CONTROL),
        (Role.HEAD_OF_CENTRE, Kind.CONTROL),
        (Role.CURATOR, Kind.CONTROL),
    }
    assert told[5:] == [(Role.APPROVER, Kind.CONTROL), (Role.HEAD, Kind.CONTROL)]
    climbed = {n.person_id: n.made_at for n in Notice.objects.filter(kind=Kind.CONTROL)}
    for role, days in ((Role.APPROVER, 3), (Role.HEAD, 7)):  # Mon and Fri 18:00
        late_by = climbed[district.person(role).pk] - DUE
        assert timedelta(days=days) <= late_by <= timedelta(days=days, hours=6)


def test_a_due_moment_is_noticed_by_the_next_sweep_and_told_once(district, late):
    swept(district, DUE - timedelta(seconds=30))
    before = Notice.objects.count()
    swept(district, DUE + timedelta(seconds=30), timedelta(minutes=1))
    after = Notice.objects.count()
    assert after > before
    NoticeCursor.objects.update(terms_until=DUE - timedelta(hours=1))
    look_through(district.place, DUE + timedelta(minutes=5))
    assert Notice.objects.count() == after


def test_nothing_leaves_at_night_or_on_a_day_off(district, late):
    swept(district, DUE + timedelta(days=8))
    for notice in Notice.objects.filter(mail_at__isnull=False):
        local = notice.mail_at.astimezone(MOSCOW)
        assert local.weekday() < 5
        assert 9 <= local.hour < 18


def test_whoever_stands_in_is_told_on_the_ladder(district, late):
    set_substitution(
        absent=district.person(Role.HEAD), substitute=district.person(Role.CURATOR),
        since=THURSDAY.date(), until=THURSDAY.date() + timedelta(days=30), reason="vacation",
        by=district.actor(Role.HEAD_OF_CENTRE),
    )  # fmt: skip
    told = swept(district, DUE + timedelta(days=8))
    assert told[-1] == (Role.CURATOR, Kind.CONTROL)
    assert (Role.HEAD, Kind.CONTROL) not in told


@pytest.mark.parametrize("stop", ["met", "paused", "extended"])
def test_what_is_met_stands_or_is_extended_is_not_late(district, late, stop):
    term = Term.objects.get()
    changed = {
        "met": {"met_at": THURSDAY},
        "paused": {"paused_at": THURSDAY},
        "extended": {"due_at": DUE + timedelta(days=30)},
    }
    Term.objects.filter(pk=term.pk).update(**changed[stop])
    assert swept(district, DUE + timedelta(days=8)) == []


def test_a_municipality_has_a_ladder_of_its_own_by_page(district, late):
    client = district.client(Role.HEAD_OF_CENTRE)
    page = client.get(reverse("desk:ladder")).content.decode()
    assert "когда останется 20 % срока: исполнитель" in page
    added = {"when": "after", "value": "3", "unit": "working_hours", "whom": "curator", "kind": ""}
    assert client.post(reverse("desk:ladder"), added).status_code == 302
    rows = LadderRung.objects.filter(municipality=district.place)
    assert rows.count() == len(DEFAULT) + 1
    assert rows.filter(code="own-1", value=3, whom="curator").exists()
    changed = added | {"value": "2"}
    assert client.post(reverse("desk:rung", args=["own-1"]), changed).status_code == 302
    assert rows.get(code="own-1").value == 2
    assert client.post(reverse("desk:remove-rung", args=["own-1"])).status_code == 302
    assert {rung.code for rung in ladder_of(district.place.pk)} == {rung.code for rung in DEFAULT}
    wrong = client.post(reverse("desk:ladder"), added | {"unit": "share"})
    assert wrong.status_code == 422
    assert "только до срока" in wrong.content.decode()


def test_the_last_rung_stays(district):
    by = district.actor(Role.HEAD_OF_CENTRE)
    for rung in DEFAULT[1:]:
        remove_rung(place=district.place, code=rung.code, by=by)
    with pytest.raises(RuleViolation, match="Последнюю ступень"):
        remove_rung(place=district.place, code=DEFAULT[0].code, by=by)


def test_a_rung_for_one_kind_of_term_tells_of_no_other(district, late):
    by = district.actor(Role.HEAD_OF_CENTRE)
    only = Rung("", When.AFTER, 1, Unit.CLOCK_HOURS, Whom.HEAD, "promise")
    set_rung(place=district.place, rung=only, by=by)
    for rung in DEFAULT:
        remove_rung(place=district.place, code=rung.code, by=by)
    assert swept(district, DUE + timedelta(days=2)) == []


def test_very_many_at_once_are_one_notice_for_each_person_with_their_number(
    district, late, monkeypatch
):
    monkeypatch.setattr(terms, "MOST", 3)
    for _ in range(9):
        case = district.case(
            body=district.bodies["water"], block=district.blocks["city"],
            executor=district.person(Role.EXECUTOR), received_at=THURSDAY, due_at=DUE,
        )  # fmt: skip
        Term.objects.create(case=case, kind="answer", started_at=THURSDAY, due_at=DUE)
    look_through(district.place, DUE + timedelta(minutes=1))
    told = {n.person_id: n.title for n in Notice.objects.filter(kind__in=[Kind.LATE, Kind.CONTROL])}
    assert told[district.person(Role.EXECUTOR).pk] == "Срок истёк у сообщений: 10"
    assert told[district.person(Role.BLOCK_HEAD).pk] == "Срок истёк у исполнителей, сообщений: 10"
    assert Notice.objects.filter(kind=Kind.LATE).count() == 1


def test_whoever_owes_a_part_or_an_approval_is_told_and_not_the_executor_of_the_case(district):
    for role in ROLES:
        district.person(role)
    school = district.bodies["school"]
    case = district.case(
        body=school, block=district.blocks["social"], received_at=THURSDAY,
        executor=district.person(Role.CURATOR),
    )  # fmt: skip
    began = THURSDAY - timedelta(days=2)
    part, approval, single = (
        Term.objects.create(case=case, kind=kind, started_at=began, due_at=DUE)
        for kind in ("part", "approval", "approval")
    )
    AnswerPart.objects.create(
        case=case, body=district.bodies["water"], about="Трубы", asked_at=THURSDAY, term=part
    )
    answer = Answer.objects.create(case=case, number=1, text="Да", written_at=THURSDAY)
    ApprovalTurn.objects.create(answer=answer, order=1, title="Глава", role="head", term=approval)
    rung = Rung("late", When.AFTER, 0, Unit.CLOCK_HOURS, Whom.EXECUTOR)
    staff = notices.staff_of(district.place.pk, DUE.date())
    found = terms.Swept(THURSDAY, DUE + timedelta(hours=1), calendar_for(district.place), staff)
    told = {t.moment.split(":")[0]: t.people for t in terms.of_terms(district.place.pk, (rung,), found)}  # fmt: skip
    assert told == {
        str(part.pk): {district.person(Role.EXECUTOR).pk, district.person(Role.APPROVER).pk},
        str(approval.pk): {district.person(Role.HEAD).pk},
        str(single.pk): {district.person(Role.HEAD_OF_CENTRE).pk},
    }


def test_a_rung_with_a_condition_is_told_only_of_the_messages_that_fit(district):
    page, by = district.client(Role.CURATOR), Role.ADMINISTRATOR
    given = {
        "when": "after", "value": "0", "unit": "clock_hours", "whom": "head", "kind": "",
        "rung-join": "all", "rung-1-field": "importance", "rung-1-op": "any", "rung-1-value": "high",
    }  # fmt: skip
    assert district.client(by).post(reverse("desk:ladder"), given).status_code == 302
    assert "только если важность" in page.get(reverse("desk:ladder")).content.decode()
    (rung,) = (each for each in ladder_of(district.place.pk) if each.condition)
    terms_of = {}
    for importance in ("high", "normal"):
        case = district.case(received_at=THURSDAY, importance=importance, due_at=DUE)
        terms_of[importance] = Term.objects.create(
            case=case, kind="answer", started_at=THURSDAY, due_at=DUE
        )
    head = district.person(Role.HEAD)
    staff = notices.staff_of(district.place.pk, DUE.date())
    found = terms.Swept(THURSDAY, DUE + timedelta(hours=1), calendar_for(district.place), staff)
    told = list(terms.of_terms(district.place.pk, (rung,), found))
    assert [(t.object_id, t.people) for t in told] == [(terms_of["high"].case_id, {head.pk})]
