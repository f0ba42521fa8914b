"""A new message leaves its footprint and finds its problem, through whichever door it came."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Thread
from time import sleep

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from mcu.cases.actions.likeness import anew, fill_in, step_to
from mcu.cases.actions.problem import open_problem, undo
from mcu.cases.actions.problem_guess import refuse_likeness
from mcu.cases.actions.stream import look_for_problems, policy_of, set_policy
from mcu.cases.jobs import likeness
from mcu.cases.models import Case, Footprint, Problem, ProblemAct, ProblemCase, ProblemHint, Word
from mcu.cases.queries.problem_likes import likes_of
from mcu.cases.rules.problem.reposts import Policy, Reposts, Twin, step_of
from mcu.cases.tests.conftest import found as found_town
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.places.models import KnownPlace

PLACE = {"settlement": "Заречный", "street": "Полевая", "house": "14"}
TEXT = "На Полевой у дома 14 глубокая яма, пробил колесо"


def pothole(town, text=TEXT, **given) -> Case:
    case = town.case(text, **(PLACE | given))
    Case.objects.filter(pk=case.pk).update(topic=town.topic)
    case.refresh_from_db()
    return case


def look(town) -> None:
    while fill_in(place=town.place) or look_for_problems(place=town.place):
        pass


def opened(town, *cases) -> Problem:
    return open_problem(municipality=town.place, cases=cases, by=town.actor()).problem


def words(town) -> dict[str, int]:
    return dict(Word.objects.filter(municipality=town.place).values_list("lemma", "cases"))


def problem_of(case) -> int | None:
    link = ProblemCase.objects.filter(case=case, left_at__isnull=True).first()
    return link.problem_id if link else None


def test_words_are_counted_once_a_case_and_follow_the_text(town):
    first, _ = pothole(town), pothole(town, "Яма, яма и ещё раз ямы")
    fill_in(place=town.place)
    assert words(town)["яма"] == 2
    assert words(town)["колесо"] == 1
    Case.objects.filter(pk=first.pk).update(text="На Полевой не горит фонарь")
    anew([first.pk])
    fill_in(place=town.place)
    assert words(town)["яма"] == 1
    assert "колесо" not in words(town)
    assert words(town)["фонарь"] == 1


def test_nothing_hidden_comes_into_the_words(town):
    town.case("Ковригина Зоя Петровна, 8 900 000-11-22: на Полевой яма")
    fill_in(place=town.place)
    assert "ковригин" not in " ".join(words(town))
    assert "яма" in words(town)


def test_two_municipalities_have_no_key_and_no_word_in_common(town, elsewhere):
    ours, theirs = pothole(town), pothole(elsewhere)
    for place in (town, elsewhere):
        fill_in(place=place.place)
    prints = Footprint.objects.in_bulk([ours.pk, theirs.pk])
    assert prints[ours.pk].digest != prints[theirs.pk].digest
    assert prints[ours.pk].street != prints[theirs.pk].street
    assert not set(prints[ours.pk].words) & set(prints[theirs.pk].words)


def test_batches_lock_footprints_in_one_order_and_never_wait_in_a_ring(committed_db, files_folder):
    town = found_town("lukomorye", "Лукоморский район")
    first, second = pothole(town), pothole(town)
    later_on_disk = Footprint.objects.filter(case=first)
    later_on_disk.update(step=Footprint.Step.LOOKED)
    prints = Footprint.objects.filter(case__in=[first.pk, second.pk])
    with transaction.atomic():
        Footprint.objects.select_for_update().get(case=first)
        change = partial(step_to, Footprint.Step.WAITS, prints)
        other = Thread(target=in_a_connection_of_its_own, args=[change])
        other.start()
        while other.is_alive() and not somebody_waits_for_us():
            sleep(0.01)
        Footprint.objects.select_for_update(nowait=True).get(case=second)
    other.join()
    assert set(prints.values_list("step", flat=True)) == {Footprint.Step.WAITS}


def in_a_connection_of_its_own(act: Callable[[], object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off")  # hundreds of rows are read as they lie
    act()
    connections.close_all()


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone() is not None


def test_a_new_message_finds_its_problem_and_says_why(town):
    found = opened(town, pothole(town))
    new = pothole(town, "Яма на Полевой напротив 14 дома, колёса бьём")
    stranger = pothole(town, "Фонари не горят", street="Садовая", house="2")
    look(town)
    hint = ProblemHint.objects.get(case=new)
    assert hint.problem == found
    assert "тот же дом: Полевая, 14" in hint.because
    assert not ProblemHint.objects.filter(case=stranger).exists()
    assert problem_of(new) is None, "a person joins, not the program"


@pytest.mark.parametrize(
    ("address", "alike"), [("улица Полевая, 14", True), ("улица Садовая, 2", False)]
)
def test_a_landmark_is_known_by_the_address_the_gazetteer_has(town, address, alike):
    KnownPlace.objects.create(
        municipality=town.place,
        kind="landmark",
        name="Школа № 3",
        settlement="Заречный",
        address=address,
    )
    first = pothole(town)
    at = {"settlement": "Заречный", "street": "", "house": "", "landmark": "Школа № 3"}
    second = pothole(town, "Возле школы провалился асфальт", **at)
    found = likes_of(town.actor(), second).cases
    assert [each.case.pk for each in found] == ([first.pk] if alike else [])
    assert not alike or "Школа № 3: улица Полевая, 14" in found[0].like.because


def test_what_a_person_refused_is_not_told_again(town):
    found, new = opened(town, pothole(town)), pothole(town, "Яма на Полевой, колёса бьём")
    refuse_likeness(case=new, problem=found, by=town.actor())
    look(town)
    assert not ProblemHint.objects.exists()


def test_an_archive_is_not_looked_through(town):
    opened(town, pothole(town))
    old = pothole(town, received_at=timezone.now() - timedelta(days=90))
    look(town)
    assert Footprint.objects.get(case=old).step == Footprint.Step.LOOKED
    assert not ProblemHint.objects.exists()
    assert problem_of(old) is None


def test_an_exact_repost_joins_the_problem_of_the_first_and_may_be_undone_for_good(town):
    found = opened(town, pothole(town))
    again = pothole(town, TEXT.upper() + "!!!", channel="ok")
    likeness(0)
    assert problem_of(again) == found.pk
    entry = JournalEntry.objects.get(action="problem.join")
    assert entry.actor_name.startswith("Правило")
    assert "точный повтор" in entry.after["reason"]
    undo(act=ProblemAct.objects.get(kind="join"), by=town.actor())
    anew([again.pk])
    look(town)
    assert problem_of(again) is None


def test_what_is_done_with_a_repost_is_set_and_journalled(town):
    by = town.actor()
    set_policy(place=town.place, policy=Policy(Reposts.OPEN, 5, 3), by=by)
    first, again = pothole(town), pothole(town, channel="ok")
    look(town)
    assert problem_of(first) == problem_of(again) is not None
    set_policy(place=town.place, policy=Policy(Reposts.NONE), by=by)
    third = pothole(town, channel="telegram")
    look(town)
    assert problem_of(third) is None
    assert ProblemHint.objects.get(case=third).problem_id == problem_of(first)
    changes = JournalEntry.objects.filter(action="likeness.policy")
    assert [entry.after["reposts"] for entry in changes.order_by("pk")] == [
        Reposts.OPEN.label,
        Reposts.NONE.label,
    ]


def test_the_rule_is_set_by_whoever_may_and_within_bounds(town):
    with pytest.raises(AccessDenied):
        set_policy(place=town.place, policy=Policy(Reposts.NONE), by=town.actor("executor"))
    with pytest.raises(RuleViolation, match="Слов может быть"):
        set_policy(place=town.place, policy=Policy(least_words=1), by=town.actor())
    assert policy_of(town.place) == Policy()


def test_the_list_tells_whose_problem_a_message_is_and_which_one_it_looks_like(town, client):
    found = opened(town, pothole(town))
    pothole(town, "Яма на Полевой напротив 14 дома, колёса бьём")
    look(town)
    client.force_login(town.head)
    page = client.get("/cases/").content.decode()
    assert f"похоже на проблему № {found.number}" in page
    assert page.count(f">проблема № {found.number}<") == 1


def test_the_rule_about_reposts_is_set_on_the_page(town, client):
    client.force_login(town.head)
    assert "Точные повторы" in client.get("/cases/problems/guesses/").content.decode()
    given = {"reposts": "open", "least_words": "4", "days": "2"}
    answer = client.post("/cases/problems/reposts/", given, follow=True)
    assert "Правило о повторах сохранено" in answer.content.decode()
    assert policy_of(town.place) == Policy(Reposts.OPEN, 4, 2)
    client.post("/cases/problems/reposts/", given | {"days": "600"})
    assert policy_of(town.place).days == 2


NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("policy", "count", "twins", "chosen"),
    [
        (Policy(), 8, [Twin(1, NOW - HOUR, 7, open=True)], 1),
        (Policy(), 8, [Twin(1, NOW - HOUR, None, open=True)], None),
        (Policy(Reposts.OPEN), 8, [Twin(1, NOW - HOUR, None, open=True)], 1),
        (Policy(Reposts.OPEN), 8, [Twin(1, NOW - HOUR, None, open=False)], None),
        (Policy(Reposts.OPEN), 8, [Twin(1, NOW - 2 * HOUR, 7, open=True), Twin(2, NOW - HOUR, None, open=True)], 1),
        (Policy(Reposts.NONE), 8, [Twin(1, NOW - HOUR, 7, open=True)], None),
        (Policy(), 5, [Twin(1, NOW - HOUR, 7, open=True)], None),
        (Policy(days=2), 8, [Twin(1, NOW - 50 * HOUR, 7, open=True)], None),
        (Policy(), 8, [Twin(1, NOW + HOUR, 7, open=True)], None),
        (Policy(), 8, [], None),
    ],
)  # fmt: skip
def test_which_earlier_message_a_repost_is_joined_to(policy, count, twins, chosen):
    found = step_of(policy, count, NOW, twins)
    assert (found.case if found else None) == chosen
