"""Frozen ratings: nobody changes them, places move, bodies speak, priorities are decided."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import Role, program
from mcu.ratings import actions, queries
from mcu.ratings.models import Priority, RatingRun
from mcu.ratings.rules.method import DEFAULT
from mcu.ratings.tests.conftest import answered, last_month, lived, month_before
from mcu.tasks.models import Task

PAGE = reverse("ratings:board")


def frozen(town, period=None) -> RatingRun:
    return actions.freeze(
        place=town.place, period=period or last_month(), by=town.actor(Role.HEAD_OF_CENTRE)
    )


def test_a_frozen_rating_keeps_its_parameters_and_numbers_whatever_happens_later(town):
    client, period = town.client(Role.HEAD_OF_CENTRE), last_month()
    days = {"since": f"{period.since:%Y-%m-%d}", "until": f"{period.until:%Y-%m-%d}"}
    answer = client.post(reverse("ratings:freeze"), days | {"note": "К совещанию"}, follow=True)
    run = RatingRun.objects.get()
    before = answer.context["lines"]
    assert {row.scope for row in run.rows.all()} == {"all", "pos", "incident"}
    entry = JournalEntry.objects.get(action="ratings.freeze")
    assert entry.after["digest"] == run.digest
    actions.change_policy(
        place=town.place, method=replace(DEFAULT, green=95, strength=0), by=town.actor(Role.HEAD)
    )
    town.cases([answered(town.bodies["roads"], None) for _ in range(9)])
    page = client.get(reverse("ratings:run", args=[run.pk]))
    assert page.context["lines"] == before
    assert page.context["whole"]
    assert "сила поправки на малую выборку" in page.context["now_differs"]
    assert "Лисицын" in page.content.decode()
    assert "К совещанию" in page.content.decode()


def test_neither_the_program_nor_sql_changes_a_frozen_rating(town):
    run = frozen(town)
    for sql in (
        "UPDATE ratings_ratingrow SET score = 100",
        "UPDATE ratings_ratingrun SET note = 'иначе'",
        "DELETE FROM ratings_ratingrow",
    ):
        with (
            pytest.raises(Error, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    rows = list(run.rows.all())
    assert queries.sealed(run, rows) == run.digest
    rows[0].score = 100.0
    assert queries.sealed(run, rows) != run.digest


def test_only_a_finished_period_with_somebody_in_it_is_frozen_and_once(town):
    today = timezone.localdate()
    with pytest.raises(RuleViolation, match="ещё не кончился"):
        frozen(town, Period(today.replace(day=1), today))
    with pytest.raises(RuleViolation, match="сравнивать некого"):
        frozen(town, Period(today - timedelta(days=900), today - timedelta(days=890)))
    frozen(town)
    with pytest.raises(RuleViolation, match="ничего не изменилось"):
        frozen(town)
    actions.change_policy(
        place=town.place, method=replace(DEFAULT, green=95), by=town.actor(Role.HEAD)
    )
    assert frozen(town).number == 2
    with pytest.raises(AccessDenied):
        actions.freeze(place=town.place, period=last_month(), by=town.actor(Role.AUDITOR))


def test_places_move_against_the_frozen_rating_before_and_two_are_compared(town):
    roads, water = town.bodies["roads"], town.bodies["water"]
    earlier = month_before()
    rows = [answered(roads, town.topics["pit"], period=earlier) for _ in range(4)]
    rows += [answered(water, town.topics["tap"], hours=300, period=earlier) for _ in range(4)]
    town.cases(rows)
    first = frozen(town, earlier)
    client = town.client(Role.HEAD_OF_CENTRE)
    live = {line.name: line.moved for line in client.get(PAGE).context["lines"]}
    assert live == {str(water): "▲ 1", str(roads): "▼ 1"}
    actions.change_policy(
        place=town.place, method=replace(DEFAULT, strength=5), by=town.actor(Role.HEAD)
    )
    second = frozen(town)
    page = client.get(reverse("ratings:run", args=[second.pk]), {"with": first.pk})
    assert {line.name: line.moved for line in page.context["lines"]} == live
    assert page.context["differs"] == ["сила поправки на малую выборку"]
    shown = client.get(reverse("ratings:body", args=[water.pk])).context["history"]
    assert [(row.run, row.place) for row in shown["rows"]] == [(second, 1), (first, 2)]


def test_a_rated_body_comments_its_place_and_others_do_not_see_it(town):
    run, water, roads = frozen(town), town.bodies["water"], town.bodies["roads"]
    approver, url = town.client(Role.APPROVER), reverse("ratings:comment", args=[run.pk, water.pk])
    assert approver.post(url, {"text": "Была авария. Пишите 8 900 111-22-33"}).status_code == 302
    text = run.comments.get().text
    assert "Была авария" in text
    assert "111-22-33" not in text
    shown = reverse("ratings:run-body", args=[run.pk, water.pk])
    assert "Была авария" in town.client(Role.HEAD_OF_CENTRE).get(shown).content.decode()
    assert approver.post(url, {"text": " "}).status_code == 422
    foreign = reverse("ratings:comment", args=[run.pk, roads.pk])
    assert approver.post(foreign, {"text": "Не наше"}).status_code == 404
    actions.comment(run=run, body=roads, text="Не согласны", by=town.actor(Role.BLOCK_HEAD))
    page = approver.get(reverse("ratings:run", args=[run.pk])).content.decode()
    assert "Была авария" in page
    assert "Не согласны" not in page


@pytest.mark.row(65)
def test_weak_sides_become_priorities_accepted_with_a_task_or_refused_with_a_reason(town):
    run, roads = frozen(town), town.bodies["roads"]
    client = town.client(Role.HEAD_OF_CENTRE)
    page = client.get(reverse("ratings:run-body", args=[run.pk, roads.pk]))
    proposed = [one for one, _ in page.context["priorities"]]
    assert [one.part for one in proposed] == ["in_time", "term_used", "solved"]
    assert all("Дороги" in one.text for one in proposed)
    assert page.context["strong"] == []
    best = client.get(reverse("ratings:body", args=[town.bodies["water"].pk]), {"shrinks": "0"})
    assert [part.code for part, _ in best.context["strong"]] == ["term_used", "solved"]
    assert len(best.context["proposals"]) == 1  # only the terms are worth a word
    first, second = proposed[:2]
    until = timezone.localdate() + timedelta(days=20)
    accept, refuse = (
        reverse(f"ratings:{verb}", args=[one.pk])
        for verb, one in (("accept", first), ("refuse", second))
    )
    assert client.post(accept, {"reason": "", "until": f"{until:%Y-%m-%d}"}).status_code == 302
    task = Task.objects.get()
    assert (task.body, task.kind, task.object_id) == (roads, "measure", first.pk)
    assert client.post(refuse, {"reason": ""}).status_code == 422
    assert client.post(refuse, {"reason": "Сделано в сентябре"}).status_code == 302
    decided = {one.pk: one for one in Priority.objects.filter(body=roads)}
    assert decided[first.pk].state == "accepted"
    assert (decided[second.pk].state, decided[second.pk].reason) == (
        "refused",
        "Сделано в сентябре",
    )
    assert client.post(accept, {"reason": ""}).status_code == 422  # decided once
    text = client.get(reverse("ratings:run-body", args=[run.pk, roads.pk])).content.decode()
    assert str(task) in text
    assert "Сделано в сентябре" in text


def test_another_municipality_finds_nothing_of_it(town, neighbour):
    run = frozen(town)
    stranger = neighbour.client(Role.HEAD_OF_CENTRE)
    assert stranger.get(reverse("ratings:run", args=[run.pk])).status_code == 404
    lived(neighbour)
    actions.freeze(place=neighbour.place, period=last_month(), by=program(neighbour.place.pk))
    assert queries.runs(town.place).count() == 1
