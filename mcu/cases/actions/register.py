"""A message enters: registered, its clocks started, its topic suggested."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mcu.cases import queries
from mcu.cases.actions.appeal.facts import address
from mcu.cases.actions.appeal.numbers import enter
from mcu.cases.actions.appeal.reply import reply_to_channels
from mcu.cases.actions.labels import suggest_labels
from mcu.cases.actions.likeness import leave_footprints
from mcu.cases.actions.lookup import index
from mcu.cases.actions.object import keep_object
from mcu.cases.actions.suggest import suggest
from mcu.cases.models import Applicant, Case, SaidPoint, Suggestion, Term, Topic
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.queries.knowledge import fitting_each
from mcu.cases.queries.opening import opening_terms
from mcu.cases.queries.places import guessed_places
from mcu.cases.rules.appeal import barred, form_of
from mcu.cases.rules.appeal.regime import refusal
from mcu.cases.rules.labels import codes, told
from mcu.cases.rules.words import Channel, Importance, Regime, System
from mcu.core import bulk, journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Body, Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission
from mcu.places.queries import gazetteer_for, known_names
from mcu.territory.models import MapObject
from mcu.territory.queries.areas import territory_of
from mcu.text.mask import mask
from mcu.text.personal.known import KnownNames

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
    object: int | None = None  # the key of what stands on a layer of the map
    part: bool = False  # split off: its regime is that of the whole, nobody is answered twice
    number: str = ""  # the one its author was told when it was received: registered by that
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
    one = [incoming]
    return register_all(
        incoming=one, municipality=municipality, by=by, now=now, registered_at=registered_at
    )[0]


def register_all(
    *,
    incoming: Sequence[Incoming],
    municipality: Municipality,
    by: Actor,
    now: datetime | None = None,
    registered_at: datetime | None = None,
) -> list[Case]:
    """The same for many at once, all of them or none: what one asks of the database is asked for all."""
    require(by, Permission.REGISTER)
    moment = now or timezone.now()
    for each in incoming:
        _check(each, moment)
    with transaction.atomic():
        cases = _cases(incoming, municipality, registered_at or moment)
        clocks = _clocks(cases, municipality)
        _save_once(cases)
        _keep_points(cases, incoming)
        _keep_objects(cases, incoming)
        leave_footprints(municipality.pk, [case.pk for case in cases])
        _seal(cases, incoming)
        Term.objects.bulk_create(clocks)
        _enter(cases, incoming, moment)
        suggest(cases, moment)
        suggest_places(cases, moment)
        suggest_labels(cases, moment)
        said = [
            (case, {"channel": case.channel, "regime": case.regime, "system": case.system})
            for case in cases
        ]
        journal.write_each(
            "case.register", by=by, municipality_id=municipality.pk, of=said, at=moment
        )
    return cases


def numbers(municipality: Municipality, count: int, received: list[datetime]) -> list[str]:
    """The next case numbers of the municipality, «2026-11-1843»; call inside a transaction.

    The running part never repeats and never goes back, whatever the month.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ON, [count, municipality.pk])
        first = cursor.fetchone()[0] - count + 1
    return [f"{moment:%Y-%m}-{first + i}" for i, moment in enumerate(received)]


def suggest_places(cases: Sequence[Case], now: datetime) -> None:
    """Where each is, by the words of its text, when nobody said it."""
    unsaid = [case for case in cases if not (case.settlement or case.street or case.landmark)]
    if not unsaid:
        return
    gazetteer = gazetteer_for(unsaid[0].municipality_id)
    Suggestion.objects.bulk_create(
        Suggestion(
            case=case,
            about="place",
            value=guess.words.value,
            title=guess.words.title[:300],
            confidence=guess.confidence,
            reason=guess.reason[:500],
            made_at=now,
        )
        for case in unsaid
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


def _cases(incoming: Sequence[Incoming], municipality: Municipality, now: datetime) -> list[Case]:
    """Unsaved, but with their keys: what hangs on them is made before they are stored."""
    known, keys = known_names(municipality.pk), bulk.new_ids(Case, len(incoming))
    incoming = _settled(incoming, municipality)
    given = _numbers(incoming, municipality)
    cases = [
        _case(key, number, each, municipality, known, each.received_at if each.number else now)
        for key, number, each in zip(keys, given, incoming, strict=True)
    ]
    for case, each in zip(cases, incoming, strict=True):
        case.topic = _said_topic(each, municipality)
    return cases


def _settled(incoming: Sequence[Incoming], municipality: Municipality) -> Sequence[Incoming]:
    """Where only a point was said the borders tell the settlement it lies in."""
    if not any(each.point and not each.settlement for each in incoming):
        return incoming
    where = territory_of(municipality.pk).where
    return [
        replace(each, settlement=where(each.point).settlement)
        if each.point and not each.settlement
        else each
        for each in incoming
    ]


def _numbers(incoming: Sequence[Incoming], municipality: Municipality) -> list[str]:
    """As they were told at the door; the next ones for the rest."""
    zone = timezone.get_current_timezone()
    unnumbered = [each.received_at.astimezone(zone) for each in incoming if not each.number]
    fresh = iter(numbers(municipality, len(unnumbered), unnumbered) if unnumbered else ())
    return [each.number or next(fresh) for each in incoming]


def _case(
    key: int,
    number: str,
    incoming: Incoming,
    municipality: Municipality,
    known: KnownNames,
    now: datetime,
) -> Case:
    case = Case(
        id=key,
        municipality=municipality,
        number=number,
        regime=incoming.regime,
        appeal_kind=incoming.appeal_kind,
        system=incoming.system,
        external_id=incoming.external_id,
        channel=incoming.channel,
        community=incoming.community,
        source_url=incoming.source_url,
        text=mask(incoming.text.replace("\x00", ""), known=known),
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


def _keep_points(cases: Sequence[Case], incoming: Sequence[Incoming]) -> None:
    SaidPoint.objects.bulk_create(
        SaidPoint(case=case, lat=each.point[0], lon=each.point[1])
        for case, each in zip(cases, incoming, strict=True)
        if each.point
    )


def _keep_objects(cases: Sequence[Case], incoming: Sequence[Incoming]) -> None:
    """One that is there no more is left out: the message is worth more than its object."""
    wanted = {case: each.object for case, each in zip(cases, incoming, strict=True) if each.object}
    if not wanted:
        return
    place = next(iter(wanted)).municipality_id
    rows = MapObject.objects.filter(municipality_id=place, pk__in=set(wanted.values()))
    known = rows.select_related("layer").in_bulk()
    for case, key in wanted.items():
        if key in known:
            keep_object(case, known[key])


def _save_once(cases: Sequence[Case]) -> None:
    """A number in the system of record enters once, also when two register it together."""
    outside = next((case.external_id for case in cases if case.external_id), "")
    try:
        with transaction.atomic(savepoint=bool(outside)):
            Case.objects.bulk_create(cases)
    except IntegrityError as twice:
        if not outside:
            raise
        raise RuleViolation(
            f"Сообщение с номером «{outside}» уже есть. Найдите его поиском."
        ) from twice


def _seal(cases: Sequence[Case], incoming: Sequence[Incoming]) -> None:
    Applicant.objects.bulk_create(
        Applicant(case=case, sealed=vault.seal(personal))
        for case, each in zip(cases, incoming, strict=True)
        if (personal := _personal(case, each))
    )


def _personal(case: Case, incoming: Incoming) -> dict[str, Any]:
    """What is the author's own; the text too where something of it is hidden."""
    hidden = {"original_text": incoming.text} if incoming.text != case.text else {}
    return {**incoming.applicant, **hidden}


def _enter(cases: Sequence[Case], incoming: Sequence[Incoming], now: datetime) -> None:
    """An appeal gets its number and is findable at once; a wrong channel gets its reply."""
    told: list[tuple[Case, dict[str, Any]]] = []
    for case, each in zip(cases, incoming, strict=True):
        if each.addressees:
            address(case, each.addressees)
        if case.regime == Regime.APPEAL:
            enter(case, now, identified=each.identified, signatories=each.signatories)
            index(list(Applicant.objects.filter(case=case).select_related("case")))
        elif not each.part and not each.automatic:
            told.append((case, each.applicant))
    reply_to_channels(told, now)


def _clocks(cases: Sequence[Case], municipality: Municipality) -> list[Term]:
    """The clocks of new cases; the nearest of each is repeated on it."""
    norms, calendar = queries.norms_of(municipality.pk), calendar_for(municipality)
    keys = {row.view: row.pk for row in norms}
    fitting = fitting_each(cases, [norm.condition for norm in keys])
    found: list[Term] = []
    for case in cases:
        opened = opening_terms(case, list(keys), calendar, fitting[case.pk])
        terms = [
            Term(
                case=case, kind=term.kind, norm_id=keys[term.norm], started_at=term.started_at,
                due_at=term.due_at, met_at=term.met_at,
            )
            for term in opened
        ]  # fmt: skip
        running = [term for term in terms if term.met_at is None]
        if running:  # nothing has paused it yet
            nearest = min(running, key=lambda term: term.due_at)
            case.due_at, case.due_kind = nearest.due_at, nearest.kind
        found += terms
    return found
