"""News of a feed: a list to look through, a case by one click, erased in time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case, LegalHold
from mcu.channels import actions
from mcu.connectors import news
from mcu.connectors.tests.standin import Asked, Reply, StandIn, standing
from mcu.core.erasing import Due
from mcu.intake import jobs
from mcu.intake.actions.erase import arrivals_due, erase_mentions, mentions_due
from mcu.intake.models import Arrival, Mention

RSS = (Path(news.__file__).parent / "payloads" / "rss.xml").read_bytes()


class Site(StandIn):
    def answer(self, asked: Asked) -> Reply:
        return Reply(RSS)


@pytest.fixture
def mentions(intake, page: Client) -> Client:
    with standing(Site()) as site:
        settings = {"base": f"{site.base}/rss", "words": "мост", "proxy": "", "ca": ""}
        actions.connect(
            transport="news", name="Газета", settings=settings, reads=True, replies=False,
            by=intake.by,
        )  # fmt: skip
        jobs.poll()
    return page


def test_news_become_mentions_and_a_case_only_by_a_person(mentions):
    assert Case.objects.count() == 0
    listed = mentions.get(reverse("intake:mentions"))
    assert "починили мост" in listed.content.decode()
    assert "Погода" not in listed.content.decode()
    found = Mention.objects.get()
    mentions.post(reverse("intake:mention-take", args=[found.pk]))
    case = Case.objects.get()
    assert (case.source_url, case.community) == ("https://gazeta.example/news/1", "gazeta.example")
    assert mentions.post(reverse("intake:mention-take", args=[found.pk])).status_code == 422
    assert (
        case.number in mentions.get(reverse("intake:mentions"), {"state": "all"}).content.decode()
    )


def test_what_is_not_needed_is_put_aside_and_stays_so(mentions):
    found = Mention.objects.get()
    address = reverse("intake:mention-drop")
    assert mentions.post(address).status_code == 422
    mentions.post(address, {"mention": [found.pk, "x"]})
    found.refresh_from_db()
    assert (found.state, found.decided_by_name != "") == ("dropped", True)
    assert (
        mentions.get(reverse("intake:mentions"), {"channel": "x", "state": "?"}).status_code == 422
    )
    assert (
        "не нужно"
        in mentions.get(reverse("intake:mentions"), {"state": "dropped", "q": "мост"})
        .content.decode()
        .lower()
    )


def test_the_page_asks_the_same_number_of_queries_however_many(
    mentions, django_assert_max_num_queries
):
    first = Mention.objects.get()
    Mention.objects.bulk_create(
        Mention(municipality_id=first.municipality_id, channel=first.channel, key=f"k{n}", title="Н",
                url="https://a.example", at=timezone.now())
        for n in range(40)
    )  # fmt: skip
    with django_assert_max_num_queries(16):
        mentions.get(reverse("intake:mentions"))


def test_mentions_are_erased_in_time_and_what_a_held_case_was_said_in_is_not(connected):
    connected.hears("Яма на Полевой")
    connected.hears("Фонарь не горит", thread="t2")
    held, free = connected.cases
    LegalHold.objects.create(case=held, reason="суд", placed_at=timezone.now(), placed_by_name="К")
    Mention.objects.create(
        municipality=connected.intake.place, channel=connected.channel, key="n", title="Н",
        url="https://a.example", at=timezone.now() - timedelta(days=2),
    )  # fmt: skip
    now = timezone.now() + timedelta(days=400)
    due = Due(connected.intake.place.pk, "received", now - timedelta(days=365), now)
    assert [row.cases for row in arrivals_due(due)] == [[free.pk]]
    assert Arrival.objects.count() == 2
    assert erase_mentions(list(mentions_due(due).values_list("pk", flat=True)), now) == 1
