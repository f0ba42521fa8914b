"""Events for other systems: signed, once, without anybody's data, tried again, seen when they are stuck."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import finish
from mcu.channels import actions, jobs
from mcu.channels.models import Outgoing
from mcu.clients.failure import Failure
from mcu.connectors.tests.standin import Asked, Reply, StandIn, standing
from mcu.connectors.webhook.connector import WebhookConnector, signature
from mcu.connectors.webhook.form import WebhookForm
from mcu.exchange.jobs import tell

SECRET = "шестнадцать знаков и ещё"
SETTINGS = {"secret": SECRET, "registered": True, "states": True, "answered": False}


class System(StandIn):
    """Takes whatever is signed right."""

    def answer(self, asked: Asked) -> Reply:
        right = signature(SECRET, asked.headers["x-mcu-time"], asked.body)
        return Reply({}, 200 if asked.headers["x-mcu-signature"] == right else 403)

    @property
    def events(self) -> list[dict]:
        return [asked.json for asked in self.asked]


@pytest.fixture
def system(town):
    with standing(System()) as service:
        service.channel = actions.connect(
            transport="webhook", name="1С", settings=SETTINGS | {"base": service.base}, reads=False,
            replies=True, by=town.actor(),
        )  # fmt: skip
        tell()  # the first look only begins
        yield service


@pytest.mark.row(142)
def test_what_happens_is_told_once_signed_and_thin(town, system):
    case = town.case("Яма, звоните 8 912 345-67-89")
    finish.close(case=case, outcome="solved", by=town.actor())
    for _ in range(2):
        tell()
        jobs.deliver()
    registered, closed = system.events
    assert (registered["event"], closed["event"]) == ("message.registered", "message.state")
    assert closed["case"] == {
        "id": case.pk, "number": case.number, "state": "closed", "outcome": "solved",
        "path": f"/api/v1/cases/{case.pk}",
    }  # fmt: skip
    assert "Яма" not in str(system.events)
    keys = [asked.headers["x-mcu-event"] for asked in system.asked]
    assert keys == [registered["id"], closed["id"]]


def test_a_refused_event_is_tried_again_under_its_number_and_stands_among_the_stuck(
    town, system, sign_in
):
    system.troubles = [Reply({}, 500), Reply({}, 404)]
    town.case()
    tell()
    for _ in range(3):
        Outgoing.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        jobs.deliver()
    assert len({asked.headers["x-mcu-event"] for asked in system.asked}) == 1
    assert Outgoing.objects.get().state == Outgoing.State.SENT
    system.troubles = [Reply({}, 404)] * 9
    town.case("Другая яма")
    tell()
    for _ in range(9):
        Outgoing.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        jobs.deliver()
    assert Outgoing.objects.filter(state=Outgoing.State.FAILED).count() == 1
    page = sign_in(town.head).get(reverse("channels:stuck")).content.decode()
    assert "событие для другой системы" in page
    assert "системе «1С»" in page


def test_who_wants_no_more_stops_the_channel(town, system):
    system.troubles = [Reply({}, 410)]
    town.case()
    tell()
    jobs.deliver()
    system.channel.refresh_from_db()
    assert system.channel.stopped_at
    assert Outgoing.objects.get().state == Outgoing.State.WAITING


def test_settings_are_tried_with_an_event_and_a_wrong_secret_is_told(system):
    with WebhookConnector({"base": system.base, "secret": SECRET}) as connector:
        assert "приняла" in connector.probe()
    assert json.loads(system.asked[-1].body) == {"event": "ping"}
    with (
        WebhookConnector({"base": system.base, "secret": "другой"}) as connector,
        pytest.raises(Failure, match="подпись"),
    ):
        connector.probe()
    form = WebhookForm({"base": "", "secret": "коротко"})
    assert set(form.errors) == {"base", "secret"}
