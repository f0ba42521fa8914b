"""The second look: the lot draws, a person looks, «закрыто, но не сделано» counts against the body."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import program
from mcu.quality import actions, queries
from mcu.quality.models import Conflict, LookRun, QualityPolicy, SecondLook
from mcu.quality.rules.rating import Policy
from mcu.quality.rules.sampling import draw_by_group
from mcu.quality.tests.conftest import answered

DAYS = {
    "since": str(timezone.localdate() - timedelta(days=3)),
    "until": str(timezone.localdate() + timedelta(days=1)),
}


def policy(town, **given):
    values = {name: getattr(Policy(), name) for name in Policy.__slots__} | given
    QualityPolicy.objects.create(municipality=town.place, **values)


def draw(web):
    return web.head.post(reverse("quality:draw"), DAYS)


def test_the_sample_is_drawn_by_lot_and_can_be_drawn_again_from_its_seed(town, web):
    cases = {answered(town).pk for _ in range(10)}
    policy(town, look_share=40)
    assert draw(web).status_code == 302
    run = LookRun.objects.get()
    assert (run.population, run.drawn) == (10, 4)
    drawn = set(run.looks.values_list("case_id", flat=True))
    assert drawn == set(draw_by_group({town.roads.pk: sorted(cases)}, run.seed, 40, 1))


def test_only_what_was_closed_as_solved_is_drawn_and_never_twice(town, web):
    answered(town, outcome="explained")
    answered(town, outcome="")
    solved = answered(town)
    draw(web)
    assert [row.case_id for row in SecondLook.objects.all()] == [solved.pk]
    refused = draw(web)
    assert refused.status_code == 422
    assert "Проверять нечего" in refused.content.decode()


def test_not_done_reopens_the_case_and_stands_against_the_body(town, web):
    case = answered(town)
    draw(web)
    row = SecondLook.objects.get()
    address = reverse("quality:look", args=[row.pk])
    silent = {"method": "visit", "verdict": "not_done", "words": ""}
    assert web.head.post(address, silent).status_code == 422
    seen = silent | {"words": "Яма на месте, автор 8 900 111-22-33"}
    assert web.head.post(address, seen).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "in_work"
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.found, conflict.body_id) == ("not_done", "look", town.roads.pk)
    assert "111-22-33" not in conflict.words
    body = queries.by_body(SecondLook.objects.all())[0]
    assert (body.pk, body.checked, body.not_done, body.share.value) == (town.roads.pk, 1, 1, 1.0)
    assert web.head.post(address, seen).status_code == 422  # looked at once
    page = web.head.get(reverse("quality:run", args=[row.run_id])).content.decode()
    assert "закрыто, но не сделано" in page


def test_what_could_not_be_checked_counts_for_nobody(town, web):
    answered(town)
    draw(web)
    row, by = SecondLook.objects.get(), town.actor()
    actions.look(found=row, method="call", verdict="unreached", words="не берёт трубку", by=by)
    assert queries.by_body(SecondLook.objects.all()) == []
    with pytest.raises(RuleViolation, match="уже проверено"):
        actions.look(found=row, method="call", verdict="done", words="", by=by)


def test_a_period_that_ends_before_it_begins_is_refused(town):
    today = timezone.localdate()
    with pytest.raises(RuleViolation, match="позже конца"):
        actions.draw_looks(
            place=town.place,
            since=today,
            until=today - timedelta(days=1),
            by=program(town.place.pk),
        )
