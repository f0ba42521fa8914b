"""Somebody is away: rights, cases, pages, and everything back afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.handover import settle
from mcu.cases.models import Assignment, HandOver
from mcu.cases.queries import case_for
from mcu.cases.rules.workflow import State
from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org import actions
from mcu.org.models import Substitution
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Permission, Role, may, program
from mcu.org.rules.substitutions import Reason

DAY = timedelta(days=1)


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def pair(district):
    """An executor of the water works, and a colleague who works at the school department."""
    absent = district.person(Role.EXECUTOR)
    by = program(district.place.pk)
    substitute = actions.add_person(
        municipality=district.place, login="gusev", full_name="Гусев Роман Ильич", password="x",
        by=by, hashed=True,
    )  # fmt: skip
    actions.give_duty(person=substitute, role=Role.EXECUTOR, body=district.bodies["school"], by=by)
    return absent, substitute


def away(district, pair, since=0, until=5, **given) -> Substitution:
    today = timezone.localdate()
    return actions.set_substitution(
        absent=pair[0],
        substitute=pair[1],
        since=today + since * DAY,
        until=today + until * DAY,
        reason=Reason.VACATION,
        by=program(district.place.pk),
        **given,
    )


def own_case(district, person, **given):
    values = {"body": district.bodies["water"], "executor": person, "state": State.IN_WORK}
    return district.case(**values | given)


def after(days):
    return timezone.now() + days * DAY


def test_the_substitute_has_the_duties_of_the_absent_person_while_it_lasts(district, pair):
    away(district, pair, since=1, until=3)
    water = district.bodies["water"].pk
    today = timezone.localdate()
    assert [water in actor_for(pair[1], today + n * DAY).body_ids for n in range(5)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    actor = actor_for(pair[1], today + DAY)
    assert actor.stands_in_for == ("Лисицын Е. И.",)
    assert actor.name == "Гусев Р. И. (замещает: Лисицын Е. И.)"


def test_one_duty_alone_may_be_handed_over(district, pair):
    absent = pair[0]
    duty = actions.give_duty(person=absent, role=Role.POS, by=program(district.place.pk))
    away(district, pair, duty=duty)
    actor = actor_for(pair[1])
    assert may(actor, Permission.CLASSIFY)
    assert district.bodies["water"].pk not in actor.body_ids


def test_what_is_unanswered_goes_to_the_substitute_and_back(district, pair):
    absent, substitute = pair
    case = own_case(district, absent)
    answered = own_case(district, absent, state=State.CHECK)
    away(district, pair)
    assert settle(municipality=district.place) == (1, 0)
    case.refresh_from_db()
    answered.refresh_from_db()
    assert (case.executor, case.state) == (substitute, State.IN_WORK)
    assert answered.executor == absent
    assert case_for(actor_for(substitute), case.pk)
    assert "отпуск" in Assignment.objects.get(case=case).reason
    assert settle(municipality=district.place, now=after(6)) == (0, 1)
    case.refresh_from_db()
    assert case.executor == absent
    codes = JournalEntry.objects.filter(object_id=case.pk, object_type="cases.case")
    assert [e.action for e in codes.order_by("pk")] == ["case.hand_over", "case.hand_back"]
    assert journal.verify(district.place.pk) is None


def test_the_job_done_again_changes_nothing(district, pair):
    own_case(district, pair[0])
    away(district, pair)
    settle(municipality=district.place)
    written = JournalEntry.objects.count()
    assert settle(municipality=district.place) == (0, 0)
    settle(municipality=district.place, now=after(6))
    once = JournalEntry.objects.count()
    assert settle(municipality=district.place, now=after(7)) == (0, 0)
    assert JournalEntry.objects.count() == once > written


def test_what_comes_during_the_absence_goes_over_as_well(district, pair):
    away(district, pair)
    settle(municipality=district.place)
    case = own_case(district, pair[0], state=State.ASSIGNED)
    assert settle(municipality=district.place, now=after(2)) == (1, 0)
    case.refresh_from_db()
    assert case.executor == pair[1]


def test_only_the_cases_of_the_handed_duty_go(district, pair):
    absent = pair[0]
    by = program(district.place.pk)
    actions.give_duty(person=absent, role=Role.EXECUTOR, body=district.bodies["roads"], by=by)
    water, roads = (own_case(district, absent, body=district.bodies[b]) for b in ("water", "roads"))
    duty = absent.duties.get(body=district.bodies["roads"])
    away(district, pair, duty=duty)
    settle(municipality=district.place)
    assert set(HandOver.objects.values_list("case", flat=True)) == {roads.pk}
    water.refresh_from_db()
    assert water.executor == absent


def test_a_duty_of_the_whole_centre_leaves_what_belongs_to_the_body(district, pair):
    absent = pair[0]
    duty = actions.give_duty(person=absent, role=Role.POS, by=program(district.place.pk))
    own_case(district, absent)
    bare = own_case(district, absent, body=None)
    away(district, pair, duty=duty)
    settle(municipality=district.place)
    assert set(HandOver.objects.values_list("case", flat=True)) == {bare.pk}


@pytest.mark.parametrize(
    ("changed", "stays"),
    [({"state": State.CLOSED}, True), ({"executor": "third"}, True), ({}, False)],
)
def test_what_was_closed_or_given_to_a_third_stays(district, pair, changed, stays):
    case = own_case(district, pair[0])
    away(district, pair)
    settle(municipality=district.place)
    if changed.get("executor"):
        changed = {"executor": district.person(Role.POS)}
    type(case).objects.filter(pk=case.pk).update(**changed)
    back = settle(municipality=district.place, now=after(6))
    case.refresh_from_db()
    assert (case.executor != pair[0]) is stays
    assert back == (0, 0 if stays else 1)
    assert not HandOver.objects.filter(returned_at__isnull=True).exists()


def test_called_back_early_everything_returns_at_once(district, pair):
    case = own_case(district, pair[0])
    row = away(district, pair)
    settle(municipality=district.place)
    client = district.client(Role.EXECUTOR)
    assert "Вернуть досрочно" in text_of(client.get("/"))
    client.post(url("return-early", row.pk))
    case.refresh_from_db()
    assert case.executor == pair[0]
    assert district.bodies["water"].pk not in actor_for(pair[1]).body_ids
    with pytest.raises(RuleViolation, match="уже окончено"):
        actions.return_early(substitution=row, by=program(district.place.pk))


def test_nobody_else_calls_back(district, pair):
    row = away(district, pair)
    with pytest.raises(AccessDenied):
        actions.return_early(substitution=row, by=actor_for(pair[1]))


def test_a_circle_is_refused_on_the_page_in_words(district, pair):
    away(district, pair)
    admin = district.client(Role.ADMINISTRATOR)
    today = timezone.localdate()
    given = {
        "substitute": pair[0].pk, "since": today, "until": today + DAY, "reason": "illness",
    }  # fmt: skip
    response = admin.post(f"{url('add-substitution')}?absent={pair[1].pk}", given)
    assert response.status_code == 422
    assert "Получается круг" in text_of(response)
    assert Substitution.objects.count() == 1


def test_who_has_no_duties_hands_nothing_over(district, pair):
    bare = actions.add_person(
        municipality=district.place, login="bare", full_name="Пустой Иван", password="x",
        by=program(district.place.pk), hashed=True,
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="передавать нечего"):
        away(district, (bare, pair[1]))


def test_somebody_of_another_municipality_does_not_stand_in(district, neighbour, pair):
    with pytest.raises(RuleViolation, match="того же муниципалитета"):
        away(district, (pair[0], neighbour.person(Role.EXECUTOR)))


def test_it_is_set_on_the_page_and_seen_on_the_day_the_card_and_the_person(district, pair):
    case = own_case(district, pair[0])
    admin = district.client(Role.ADMINISTRATOR)
    address = f"{url('add-substitution')}?absent={pair[0].pk}"
    assert "1\xa0сообщение" in text_of(admin.get(address))
    today = timezone.localdate()
    given = {
        "substitute": pair[1].pk, "since": today, "until": today + 3 * DAY, "reason": "vacation",
    }  # fmt: skip
    page = text_of(admin.post(address, given, follow=True))
    assert "Передано сообщений: 1" in page
    assert "идёт" in page
    shown = [
        text_of(admin.get("/")),
        text_of(admin.get(reverse("cases:card", args=[case.pk]))),
        text_of(admin.get(reverse("org:person", args=[pair[0].pk]))),
        text_of(admin.get(reverse("org:composition"), {"scope": "all"})),
    ]
    for text in shown:
        assert "отпуск" in text
        assert "Гусев Р. И." in text


def test_the_list_is_narrowed_by_stage_and_name(district, pair):
    away(district, pair, since=3)
    client = district.client(Role.EXECUTOR)
    sizes = {
        key: len(client.get(url("substitutions"), {"show": key}).context["rows"])
        for key in ("now", "planned", "past", "all")
    }
    assert sizes == {"now": 0, "planned": 1, "past": 0, "all": 1}
    assert "Замещений нет" in text_of(client.get(url("substitutions"), {"q": "Щукин"}))
