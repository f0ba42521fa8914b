"""What our Open311 server shows to everybody: services, requests, updates. Never an appeal, never a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from mcu.cases.models import Answer, Case, Topic, Utterance
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.rules.words import Outcome, Regime
from mcu.cases.rules.workflow import FINISHED, State
from mcu.channels.models import Channel
from mcu.connectors.georeport.connector import GeoreportConnector
from mcu.connectors.georeport.form import EVERY
from mcu.core import vault
from mcu.exchange.rules.georeport import Attribute, Refused, Wanted, neutral
from mcu.org.models import Municipality
from mcu.places.rules.public import coarse
from mcu.portal.models import Question
from mcu.text.mask import mask

UPDATES = 1000


@dataclass(frozen=True)
class Server:
    """The Open311 server of one municipality."""

    place: Municipality
    channel: Channel

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Contact, what is listed; empty when they cannot be opened."""
        try:
            found: Mapping[str, Any] = vault.unseal(self.channel.settings or b"")
        except vault.SealBroken:
            return {}
        return found


def servers() -> list[Server]:
    """Every municipality whose server is switched on."""
    channels = Channel.objects.filter(
        transport=GeoreportConnector.code, active=True, reads=True
    ).select_related("municipality")
    found = {channel.municipality_id: channel for channel in channels.order_by("-pk")}
    return [Server(channel.municipality, channel) for channel in found.values()]


def server_of(jurisdiction: str) -> Server:
    """The server asked for: the only one where nothing is said, else by its code."""
    found = servers()
    if not found:
        raise Refused(404, "Сервер Open311 здесь не включён.")
    if not jurisdiction and len(found) == 1:
        return found[0]
    if not jurisdiction:
        raise Refused(400, "Муниципалитетов несколько: назовите jurisdiction_id.")
    for server in found:
        if server.place.code == jurisdiction:
            return server
    raise Refused(404, "Такого jurisdiction_id нет.")


def services_of(place: int) -> list[tuple[Topic, bool]]:
    """Topics that may be reported, each with whether it asks anything."""
    asking = set(Question.objects.filter(municipality_id=place).values_list("topic", flat=True))
    leaves = [topic for topic in classifier_for(place).rows if topic.parent_id]
    return [(topic, bool(asking & set(topic.path.split("/")))) for topic in leaves]


def service_of(place: int, code: str) -> tuple[Topic, list[Attribute]]:
    """A service with its questions, else 404."""
    topic = classifier_for(place).by_code.get(code)
    if topic is None or not topic.parent_id:
        raise Refused(404, "Такого service_code нет. Список — GET services.")
    questions = Question.objects.filter(municipality_id=place, topic__in=topic.path.split("/"))
    return topic, [_attribute(question) for question in questions.order_by("position", "pk")]


def requests_of(server: Server, asked: Wanted) -> list[dict[str, Any]]:
    """The requests as everybody may read them; three queries."""
    found = _listed(server)
    if asked.numbers:
        found = found.filter(number__in=asked.numbers)
    else:
        found = found.filter(received_at__gte=asked.since, received_at__lte=asked.until)
        found = found.filter(_of_states(asked.states))
        if asked.services:
            found = found.filter(topic__code__in=asked.services)
    start = (asked.page - 1) * asked.size
    rows = _with_all(found).order_by("-received_at", "-pk")[start : start + asked.size]
    return [_shown(case) for case in rows]


def updates_of(server: Server, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Answers given and requests closed within the period, in order."""
    answers = Answer.objects.filter(
        state=Answer.State.PUBLISHED, published_at__range=(since, until), case__in=_listed(server)
    ).select_related("case")
    closed = _listed(server).filter(closed_at__range=(since, until))
    found = [_answered(answer) for answer in answers.order_by("published_at")[:UPDATES]]
    found += [_closed(case) for case in closed.order_by("closed_at")[:UPDATES]]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])][:UPDATES]


def number_of(server: Server, token: str) -> str | None:
    """The number of what was taken under this token; None while it waits for a person."""
    said = Utterance.objects.filter(channel=server.channel, key=f"georeport:{token}")
    return said.values_list("conversation__case__number", flat=True).first()


def _listed(server: Server) -> QuerySet[Case]:
    """Messages with a topic; which of them, the municipality has chosen."""
    found = Case.objects.filter(
        municipality=server.place, regime=Regime.MESSAGE, topic__isnull=False,
        depersonalised_at__isnull=True,
    )  # fmt: skip
    if server.settings.get("listed") == EVERY:
        return found
    return found.filter(conversation__channel__transport=GeoreportConnector.code)


def _with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    answers = Answer.objects.filter(state=Answer.State.PUBLISHED).order_by("number")
    rows = cases.select_related("topic__parent", "body", "block", "said_point")
    return rows.prefetch_related(Prefetch("answers", answers, to_attr="given"))


def _of_states(states: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    if "closed" in states:
        found |= Q(state__in=sorted(FINISHED))
    if "open" in states:
        found |= ~Q(state__in=sorted(FINISHED))
    return found


def _shown(case: Case) -> dict[str, Any]:
    said = getattr(case, "said_point", None)
    point = coarse(said.lat, said.lon) if said else (None, None)
    last = case.given[-1] if case.given else None  # type: ignore[attr-defined]
    topic = case.topic
    return {
        "service_request_id": case.number,
        "status": _status(case),
        "status_notes": neutral(mask(last.text)) if last else _notes(case),
        "service_name": topic.name if topic else "",
        "service_code": topic.code if topic else "",
        "description": neutral(case.text),
        "agency_responsible": str(case.body or case.block or ""),
        "service_notice": "",
        "requested_datetime": w3c(case.received_at),
        "updated_datetime": w3c(_updated(case)),
        "expected_datetime": w3c(case.due_at) if case.due_at else "",
        "address": neutral(_where(case)),
        "address_id": "",
        "zipcode": "",
        "lat": point[0],
        "long": point[1],
        "media_url": "",
    }


def _where(case: Case) -> str:
    """Without the house: whoever wrote may live there."""
    parts = case.street, mask(case.landmark), case.settlement
    return ", ".join(part for part in parts if part)


def w3c(moment: datetime) -> str:
    """With the offset of the municipality."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _status(case: Case) -> str:
    return "closed" if case.state in FINISHED else "open"


def _notes(case: Case) -> str:
    return str(Outcome(case.outcome).label if case.outcome else State(case.state).label)


def _updated(case: Case) -> datetime:
    if case.closed_at and case.state in FINISHED:
        return case.closed_at
    moments = (case.registered_at, case.heard_at, case.first_answer_at)
    return max(moment for moment in moments if moment)


def _answered(answer: Answer) -> tuple[datetime, dict[str, Any]]:
    at = answer.published_at or answer.written_at
    return at, _update(f"a{answer.pk}", answer.case, at, neutral(mask(answer.text)))


def _closed(case: Case) -> tuple[datetime, dict[str, Any]]:
    at = case.closed_at or case.received_at
    return at, _update(f"c{case.pk}-{int(at.timestamp())}", case, at, _notes(case))


def _update(key: str, case: Case, at: datetime, words: str) -> dict[str, Any]:
    return {
        "update_id": key,
        "service_request_id": case.number,
        "status": _status(case),
        "updated_datetime": w3c(at),
        "description": words,
        "media_url": "",
    }


def _attribute(question: Question) -> Attribute:
    values = tuple((str(number), name) for number, name in enumerate(question.options, 1))
    return Attribute(f"q{question.pk}", question.text, question.required, values)
