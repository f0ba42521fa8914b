"""The bell, the page of notices, what a person chose."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import route
from mcu.cases.models import Term
from mcu.core.models import JournalEntry
from mcu.desk import jobs
from mcu.desk.actions.notices import look_through
from mcu.desk.tests.notices.told import EXECUTOR, HEAD, case_of
from mcu.org.actions.notices import forget_notices
from mcu.org.models import Notice
from mcu.org.queries.notices import PAGE
from mcu.org.rules.notices import Kind


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def notice(town) -> Notice:
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    return Notice.objects.get()


def test_the_bell_counts_and_opening_reads(town, notice):
    client = town.client(EXECUTOR)
    assert 'новых:</span> <span class="count late">1</span>' in text_of(
        client.get(reverse("org:bell"))
    )
    page = text_of(client.get(reverse("org:notices")))
    assert notice.title in page
    response = client.get(reverse("org:notice", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, notice.url)
    assert "новых" not in text_of(client.get(reverse("org:bell")))
    assert "Таких уведомлений нет" in text_of(client.get(reverse("org:notices"), {"unread": "on"}))


def test_all_are_read_at_once_and_only_ones_own(town, notice):
    town.client(HEAD).post(reverse("org:read-notices"))
    assert Notice.objects.get().read_at is None
    town.client(EXECUTOR).post(reverse("org:read-notices"))
    assert Notice.objects.get().read_at


def test_a_notice_of_somebody_else_is_not_found(town, notice):
    client = town.client(HEAD)
    assert client.get(reverse("org:notice", args=[notice.pk])).status_code == 404
    assert notice.title not in text_of(client.get(reverse("org:notices")))


def test_the_bell_costs_one_query_however_many_there_are(town, notice):
    client = town.client(EXECUTOR)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("org:bell"))
        return [query["sql"] for query in found if "org_notice" in query["sql"]]

    one = asked()
    many = [
        Notice(
            municipality=town.place, person=town.person(EXECUTOR), kind=Kind.LATE, moment=str(n),
            title="x", made_at=timezone.now(),
        )
        for n in range(150)
    ]  # fmt: skip
    Notice.objects.bulk_create(many)
    assert len(one) == len(asked()) == 1
    assert "99+" in text_of(client.get(reverse("org:bell")))


def test_pages_follow_each_other(town):
    person = town.person(EXECUTOR)
    Notice.objects.bulk_create(
        Notice(municipality=town.place, person=person, kind=Kind.LATE, moment=str(n),
               title=f"Срок {n:03d}", made_at=timezone.now())
        for n in range(PAGE + 5)
    )  # fmt: skip
    client, seen, address = town.client(EXECUTOR), [], reverse("org:notices")
    while address:
        page = text_of(client.get(address))
        seen += re.findall(r"Срок (\d{3})</a>", page)
        following = re.search(r'href="(\?[^"]*before=\d+[^"]*)" rel="next"', page)
        address = reverse("org:notices") + following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"{n:03d}" for n in range(PAGE + 4, -1, -1)]


@pytest.mark.parametrize(
    "query", [{"before": "x"}, {"before": "9" * 40}, {"kind": "x"}, {"kind": "\x00"}]
)
def test_wrong_filters_are_told(town, query):
    assert town.client(EXECUTOR).get(reverse("org:notices"), query).status_code == 422


def test_a_person_chooses_and_what_is_obligatory_stays(town):
    client = town.client(EXECUTOR)
    form = client.get(reverse("org:my-notices")).context["form"]
    given = {f"{kind}_mail": form[f"{kind}_mail"].value() for kind in Kind}
    given |= {"near_mail": "none", "assigned_mail": "digest"}
    client.post(reverse("org:my-notices"), given)
    now = timezone.now()
    case = case_of(town, executor=town.person(EXECUTOR), state="in_work")
    Term.objects.create(case=case, kind="answer", started_at=now, due_at=now + timedelta(hours=10))
    route.assign(
        case=case, body=town.bodies["water"], executor=town.person(EXECUTOR), by=town.actor(HEAD)
    )
    look_through(town.place, now + timedelta(hours=9))
    notice = Notice.objects.get(person=town.person(EXECUTOR))
    assert notice.kind == Kind.ASSIGNED  # the near term was muted, this cannot be
    entry = JournalEntry.objects.filter(action="notice.choose").get()
    assert "Мне назначено сообщение" in entry.after
    bad = client.post(reverse("org:my-notices"), given | {"assigned_mail": "none"})
    assert bad.status_code == 422


def test_old_notices_are_forgotten(town, notice):
    forget_notices(timezone.now() + timedelta(days=89))
    assert Notice.objects.exists()
    forget_notices(timezone.now() + timedelta(days=91))
    assert not Notice.objects.exists()
