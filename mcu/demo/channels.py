"""The services the invented town is connected with: a portal that brings signed events, a newspaper.

Nothing is asked of anybody outside: the portal only calls us, the newspaper is switched off.
"""

import json
from datetime import datetime, timedelta

from mcu.cases.actions import answer, route
from mcu.cases.models import Case
from mcu.cases.rules.workflow import State
from mcu.channels import actions
from mcu.channels.connecting import connector_of
from mcu.channels.jobs import deliver_by
from mcu.channels.models import Channel
from mcu.connectors.contract import Author, Item, Payload
from mcu.connectors.region.mapping import usual
from mcu.intake.actions import arrivals, digesting
from mcu.intake.actions.mentions import keep_mention
from mcu.intake.models import Arrival
from mcu.org.models import Body, Municipality
from mcu.org.rules.roles import Actor, program

PORTAL = {
    "secret": "учебный секрет портала", "header": "X-Signature", "way": "hex", "offset": "+03:00",
    "mapping": usual(), "sample": "", "base": "", "proxy": "", "ca": "",
}  # fmt: skip
NEWSPAPER = {"base": "https://gazeta.example/rss", "words": "округ", "proxy": "", "ca": ""}
SAID = (
    (46, "На остановке «Школа» разбили стекло павильона, осколки лежат на скамейке."),
    (30, "Второй вечер не горят фонари вдоль тропинки к поликлинике."),
    (9, "После ремонта водопровода двор так и не выровняли, коляску не провезти."),
    (3, "Переполнена площадка для мусора у рынка, вывоза не было три дня."),
)
NEWS = (
    ("В округе начали расчищать русло речки", 20),
    ("Автобус до станции поедет по новому расписанию", 7),
    ("Жители округа выбирают место для катка", 2),
)
REPLY = "Стекло заменят завтра до 15:00, осколки убраны сегодня утром. Спасибо, что сообщили."


def join_services(place: Municipality, until: datetime, chief: Actor) -> None:
    """Connected, with what came in the last days; one answer the portal does not take."""
    by = program(place.pk)
    portal = actions.connect(
        transport="region", name="Портал жителей (учебный)", settings=PORTAL, reads=True,
        replies=True, by=by,
    )  # fmt: skip
    for number, (hours, text) in enumerate(SAID, 1):
        _brought(portal, number, text, until - timedelta(hours=hours), by)
    _brought(portal, 0, "", until - timedelta(hours=1), by)  # without a number: not understood
    case = Case.objects.filter(conversation__channel=portal).order_by("pk").first()
    if case:
        _answered(case, chief)
        deliver_by(portal)
    newspaper = actions.connect(
        transport="news", name="Районная газета (учебная)", settings=NEWSPAPER, reads=False,
        replies=False, by=by,
    )  # fmt: skip
    for title, hours in NEWS:
        item = Item(
            key=f"news:{hours}", at=until - timedelta(hours=hours), author=Author("gazeta.example"),
            title=title, community="gazeta.example", url=f"https://gazeta.example/{hours}",
            publication=True,
        )  # fmt: skip
        keep_mention(channel=newspaper, item=item, now=until)


def _brought(portal: Channel, number: int, text: str, at: datetime, by: Actor) -> None:
    """An event as the portal sends it, kept raw and understood."""
    message = {"id": number or None, "created_at": at.isoformat(), "text": text}
    body = json.dumps({"event": "created", "message": message}, ensure_ascii=False).encode()
    arrivals.keep(channel=portal, payloads=[Payload(f"event-{number}", body)], now=at)
    arrival = Arrival.objects.get(channel=portal, key=f"event-{number}")
    with connector_of(portal) as connector:
        try:
            digesting.digest(arrival=arrival, connector=connector, by=by, now=at)
        except ValueError as broken:
            sentence = digesting.BROKEN.format(what=type(broken).__name__)
            digesting.not_digested(arrival=arrival, sentence=sentence, now=at)


def _answered(case: Case, chief: Actor) -> None:
    body = Body.objects.filter(municipality_id=case.municipality_id, active=True).first()
    if case.body_id is None and body:
        route.assign(case=case, body=body, by=chief)
    answer.save_draft(case=case, text=REPLY, by=chief)
    answer.submit(case=case, by=chief, reason="Согласовано с подрядчиком")
    while case.state == State.APPROVAL:
        answer.approve(case=case, by=program(case.municipality_id))
    answer.publish(case=case, url="", by=chief)
