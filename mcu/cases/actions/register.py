"""A message enters: registered, its clocks started, its topic suggested."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mcu.cases import queries
from mcu.cases.actions.appeal.facts import address
from mcu.cases.actions.appeal.numbers import enter
from mcu.cases.actions.appeal.reply import reply_to_channel
from mcu.cases.actions.labels import suggest_labels
from mcu.cases.actions.likeness import leave_footprints
from mcu.cases.actions.lookup import index
from mcu.cases.actions.suggest import suggest
from mcu.cases.models import Applicant, Case, SaidPoint, Suggestion, Term, Topic
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.queries.knowledge import fitting_for
from mcu.cases.queries.places import guessed_places
from mcu.cases.rules.appeal import barred, form_of
from mcu.cases.rules.appeal.regime import refusal
from mcu.cases.rules.labels import codes, told
from mcu.cases.rules.opening import Facts, open_terms
from mcu.cases.rules.words import Channel, Importance, Regime, System
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Body, Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission
from mcu.places.queries import gazetteer_for, known_names
from mcu.text.mask import mask

MAX_TEXT = 200_000
COUNT_ON = (
    "UPDATE org_municipality SET case_number = case_number + %s WHERE id = %s RETURNING case_number"
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is known when a message is registered by hand, by a form or by a channel."""

    channel: str
    text: str
    received_at: datetime
    system: str = System.OWN
    regime: str = Regime.MESSAGE
    appeal_kind: str = ""
    importance: str = Importance.NORMAL
    external_id: str = ""
    community: str = ""
    source_url: str = ""
    settlement: str = ""
    street: str = ""
    house: str = ""
    landmark: str = ""
    collective: bool = False
    form: str = ""
    category: str = ""
    identified: bool = False
    signatories: int | None = None
    addressees: tuple[Body, ...] = ()
    automatic: bool = False  # a machine wrote: no machine answers it
    topic: str = ""  # the code the author chose; a person of the centre has yet to confirm it
    point: tuple[float, float] | None = None
    part: bool = False  # split off: its regime is that of the whole, nobody is answered twice
    applicant: dict[str, Any] = field(default_factory=dict)


def register(
    *,
    incoming: Incoming,
    municipality: Municipality,
    by: Actor,
    now: datetime | None = None,
    registered_at: datetime | None = None,
) -> Case:
    """Store the case, seal the applicant's data, start the clocks, suggest a topic.

    `registered_at` is that of the whole where a part of it is registered; else it is now.
    """
    require(by, Permission.REGISTER)
    moment = now or timezone.now()
    _check(incoming, moment)
    with transaction.atomic():
        case = _case(incoming, municipality, registered_at or moment)
        case.topic = _said_topic(incoming, municipality)
        _save_once(case)
        _keep_point(case, incoming)
        leave_footprints(municipality.pk, [case.pk])
        _seal(case, incoming)
        _enter(case, incoming, moment)
        _repeat_nearest(case, _start_clocks(case))
        suggest([case], moment)
        suggest_place(case, moment)
        suggest_labels(case, moment)
        journal.write(
            "case.register",
            by=by,
            municipality_id=municipality.pk,
            of=case,
            after={"channel": case.channel, "regime": case.regime, "system": case.system},
            at=moment,
        )
    return case


def numbers(municipality: Municipality, count: int, received: list[datetime]) -> list[str]:
    """The next case numbers of the municipality, «2026-11-1843»; call inside a transaction.

    The running part never repeats and never goes back, whatever the month.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ON, [count, municipality.pk])
        first = cursor.fetchone()[0] - count + 1
    return [f"{moment:%Y-%m}-{first + i}" for i, moment in enumerate(received)]


def suggest_place(case: Case, now: datetime) -> list[Suggestion]:
    """Where it is, by the words of the text, when nobody said it."""
    if case.settlement or case.street or case.landmark:
        return []
    gazetteer = gazetteer_for(case.municipality_id)
    return Suggestion.objects.bulk_create(
        Suggestion(
            case=case,
            about="place",
            value=guess.words.value,
            title=guess.words.title[:300],
            confidence=guess.confidence,
            reason=guess.reason[:500],
            made_at=now,
        )
        for guess in guessed_places(case.text, gazetteer)
    )


def searchable(case: Case, later: str = "") -> str:
    """What a search looks through: number, masked text, place, community; what was said later."""
    told = (case.number, case.text, case.address, case.community, case.tags, later)
    return " ".join(part for part in told if part)


def _check(incoming: Incoming, now: datetime) -> None:
    if not incoming.text.strip():
        raise RuleViolation("Текст сообщения пуст. Впишите, о чём пишет житель.")
    if len(incoming.text) > MAX_TEXT:
        raise RuleViolation(
            f"Текст длиннее {MAX_TEXT // 1000} тысяч знаков. Сократите его, "
            "а полный текст приложите файлом."
        )
    if incoming.channel not in Channel.values:
        raise RuleViolation("Выберите канал из списка.")
    if incoming.received_at > now + timedelta(minutes=5):
        raise RuleViolation("Время получения ещё не наступило. Проверьте дату.")
    on = timezone.localdate(incoming.received_at)
    rule = barred(incoming.channel, identified=incoming.identified, on=on)
    if rule and incoming.regime == Regime.APPEAL and not incoming.part:
        raise RuleViolation(refusal(rule, incoming.channel))


def _case(incoming: Incoming, municipality: Municipality, now: datetime) -> Case:
    local = incoming.received_at.astimezone(timezone.get_current_timezone())
    case = Case(
        municipality=municipality,
        number=numbers(municipality, 1, [local])[0],
        regime=incoming.regime,
        appeal_kind=incoming.appeal_kind,
        system=incoming.system,
        external_id=incoming.external_id,
        channel=incoming.channel,
        community=incoming.community,
        source_url=incoming.source_url,
        text=mask(incoming.text.replace("\x00", ""), known=known_names(municipality.pk)),
        settlement=incoming.settlement,
        street=incoming.street,
        house=incoming.house,
        landmark=incoming.landmark,
        importance=incoming.importance,
        collective=incoming.collective,
        form="" if incoming.form == form_of(incoming.channel) else incoming.form,
        category=incoming.category,
        received_at=incoming.received_at,
        registered_at=now,
    )
    case.labels = codes(told(case.text))
    case.search_text = searchable(case)
    return case


def _said_topic(incoming: Incoming, municipality: Municipality) -> Topic | None:
    """The topic of this code while it is in force."""
    if not incoming.topic:
        return None
    return classifier_for(municipality.pk).by_code.get(incoming.topic)


def _keep_point(case: Case, incoming: Incoming) -> None:
    if incoming.point:
        lat, lon = incoming.point
        SaidPoint.objects.create(case=case, lat=lat, lon=lon)


def _save_once(case: Case) -> None:
    """The number in the system of record enters once, also when two register it together."""
    if not case.external_id:
        case.save(force_insert=True)
        return
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as twice:
        raise RuleViolation(
            f"Сообщение с номером «{case.external_id}» уже есть. Найдите его поиском."
        ) from twice


def _seal(case: Case, incoming: Incoming) -> None:
    personal = {**incoming.applicant}
    if incoming.text != case.text:
        personal["original_text"] = incoming.text
    if personal:
        Applicant.objects.create(
            case=case,
            sealed=vault.seal(personal),
        )


def _enter(case: Case, incoming: Incoming, now: datetime) -> None:
    """An appeal gets its number and is findable at once; a wrong channel gets its reply."""
    if incoming.addressees:
        address(case, incoming.addressees)
    if case.regime == Regime.APPEAL:
        enter(case, now, identified=incoming.identified, signatories=incoming.signatories)
        index(list(Applicant.objects.filter(case=case).select_related("case")))
    elif not incoming.part and not incoming.automatic:
        reply_to_channel(case, incoming.applicant, now)


def _start_clocks(case: Case) -> list[Term]:
    norms = queries.norms_of(case.municipality_id)
    fitting = fitting_for(case, [row.view.condition for row in norms])
    facts = Facts(
        about=queries.about(case, fitting),
        received_at=case.received_at,
        registered_at=case.registered_at,
    )
    opened = open_terms(facts, [row.view for row in norms], calendar_for(case.municipality))
    keys = {row.view: row.pk for row in norms}
    return Term.objects.bulk_create(
        Term(
            case=case,
            kind=term.kind,
            norm_id=keys[term.norm],
            started_at=term.started_at,
            due_at=term.due_at,
            met_at=term.met_at,
        )
        for term in opened
    )


def _repeat_nearest(case: Case, terms: list[Term]) -> None:
    """The nearest running term of a new case; nothing has paused it yet, nothing need be read again."""
    running = [term for term in terms if term.met_at is None]
    if running:
        nearest = min(running, key=lambda term: (term.due_at, term.pk))
        case.due_at, case.due_kind = nearest.due_at, nearest.kind
        case.save(update_fields=["due_at", "due_kind"])
