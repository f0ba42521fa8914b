"""«Пульт» on a page and on a screen nobody is signed in at."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.problem import open_problem
from mcu.cases.models import Case
from mcu.core.errors import AccessDenied
from mcu.core.models import JournalEntry
from mcu.dashboards.actions.screens import make_screen, revoke_screen
from mcu.dashboards.actions.standing import keep_standing
from mcu.dashboards.models import DayStanding
from mcu.dashboards.queries.wall import wall
from mcu.insight.actions.watch import look_through
from mcu.insight.tests.conftest import messages

ADDRESS, SCREEN = "/pult/", "/screen/"


def tiles(place) -> dict[str, tuple[int, bool]]:
    found = wall(place, timezone.now())
    return {tile.code: (tile.count, tile.usual is not None) for tile in found.tiles}


def test_figures_stand_beside_their_usual_and_a_foreign_town_adds_nothing(risen, elsewhere):
    Case.objects.bulk_create(messages(elsewhere, timezone.localdate(), 5))
    day = timezone.localdate()
    for week in (1, 2, 3):
        DayStanding.objects.create(
            municipality=risen.place, day=day - timedelta(weeks=week), open=9, late=0
        )
    noon = timezone.now() - timedelta(days=40)
    (done,) = Case.objects.bulk_create(messages(risen, day, 1, outcome="solved", state="closed"))
    Case.objects.filter(pk=done.pk).update(received_at=noon, closed_at=noon)
    live = Case.objects.filter(municipality=risen.place, state="in_work").count()
    assert tiles(risen.place) == {
        "came": (14, True), "open": (live, True), "late": (0, True), "solved": (0, True),
    }  # fmt: skip
    assert tiles(elsewhere.place)["came"] == (5, False)


def test_the_wall_tells_spikes_problems_and_places_and_nothing_personal(risen, sign_in):
    look_through(place=risen.place)
    cases = list(Case.objects.filter(municipality=risen.place, street="Садовая"))
    Case.objects.filter(pk=cases[0].pk).update(text="Звоните Ивановой", house="77")
    open_problem(
        municipality=risen.place, cases=cases, title="Яма у дома Ивановой", by=risen.actor()
    )
    page = sign_in(risen.head).get(ADDRESS).content.decode().replace("\xa0", " ")
    assert "за сутки 14, обычно" in page
    assert "Садовая, Заречный" in page
    assert "14 сообщений" in page
    assert not [word for word in ("Иванов", "Звоните", "77", risen.head.full_name) if word in page]


def test_the_number_of_queries_does_not_grow(risen, sign_in):
    client = sign_in(risen.head)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    Case.objects.bulk_create(messages(risen, timezone.localdate(), 40, street="Новая"))
    open_problem(
        municipality=risen.place, cases=list(Case.objects.all()[:9]), title="Одна", by=risen.actor()
    )
    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS)
    assert len(many) <= len(few) <= 45  # without a mart each of six questions takes five


def test_a_link_joins_one_screen_which_shows_totals_until_it_is_taken_back(risen, sign_in):
    keep_standing(place=risen.place, now=timezone.now())
    admin = sign_in(risen.head)
    answer = admin.post(reverse("dashboards:screen-make"), {"name": "Холл", "theme": "dark"})
    link = answer.context["link"].replace("http://testserver", "")
    assert link in answer.content.decode()
    assert link not in admin.get(reverse("dashboards:screens")).content.decode()
    television, another = Client(), Client()
    assert television.get(SCREEN).status_code == 410
    assert "Показать" in another.get(link).content.decode()  # whoever only looks uses nothing up
    assert television.post(link).url == SCREEN
    shown = television.get(SCREEN)
    assert shown.status_code == 200
    assert 'data-theme="dark"' in shown.content.decode()
    assert (another.post(link).status_code, another.get(SCREEN).status_code) == (410, 410)
    assert television.get(ADDRESS).status_code == 302  # nothing else opens
    (screen,) = admin.get(reverse("dashboards:screens")).context["rows"]
    admin.post(reverse("dashboards:screen-revoke", args=[screen.pk]))
    gone = television.get(SCREEN)
    assert (gone.status_code, "поступило" in gone.content.decode()) == (410, False)
    told = JournalEntry.objects.filter(action__startswith="screen.").order_by("pk")
    assert [one.action for one in told] == ["screen.make", "screen.pair", "screen.revoke"]
    assert link.split("/")[2] not in str([one.after for one in told])


def test_a_screen_is_made_only_by_whoever_may_and_of_one_town(town, elsewhere):
    with pytest.raises(AccessDenied):
        make_screen(municipality=town.place, name="Холл", theme="", by=town.actor("executor"))
    screen, _ = make_screen(municipality=town.place, name="Холл", theme="", by=town.actor())
    revoke_screen(screen=screen, by=town.actor())
    revoke_screen(screen=screen, by=town.actor())
    assert JournalEntry.objects.filter(action="screen.revoke").count() == 1
    assert not elsewhere.place.screens.exists()
