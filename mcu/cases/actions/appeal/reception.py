"""A personal reception is written down; what needs a written answer becomes an appeal of thirty days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.appeal.numbers import RECEPTIONS, next_number
from mcu.cases.actions.register import MAX_TEXT, Incoming, register
from mcu.cases.models import Case, Reception, Topic
from mcu.cases.rules.appeal import Heard
from mcu.cases.rules.words import AppealKind, Channel, Regime
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.text.mask import mask


@dataclass(frozen=True, slots=True)
class Card:
    """What a card of reception says; `applicant` is sealed, `former` had the answer before."""

    at: datetime
    place: str
    official: str
    matter: str
    kind: str
    heard: str
    booked: bool = False
    document_shown: bool = False
    consent: bool = False
    answer: str = ""
    topic: Topic | None = None
    former: Case | None = None
    signed: bool = False
    category: str = ""
    applicant: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive(
    *, card: Card, municipality: Municipality, by: Actor, now: datetime | None = None
) -> Reception:
    """Keep the card under its own number; a written answer to be given, or a letter taken, is an appeal."""
    require(by, Permission.REGISTER)
    moment = now or timezone.now()
    _check(card, moment)
    made = Reception.objects.create(
        municipality=municipality,
        number=next_number(municipality, RECEPTIONS, card.at),
        at=card.at,
        place=card.place.strip()[:200],
        official=card.official.strip()[:300],
        booked=card.booked,
        sealed=vault.seal(card.applicant),
        document_shown=card.document_shown,
        matter=mask(card.matter.replace("\x00", "").strip()),
        kind=card.kind,
        topic=card.topic,
        heard=card.heard,
        consent=card.consent,
        answer=mask(card.answer.replace("\x00", "").strip()),
        case=_appeal(card, municipality, by, moment),
        former=card.former,
        signed=card.signed,
        by_name=by.name,
        made_at=moment,
    )
    journal.write(
        "reception.register",
        by=by,
        municipality_id=municipality.pk,
        of=made,
        after={"number": made.number, "heard": str(Heard(made.heard).label)},
        at=moment,
    )
    return made


@transaction.atomic
def reveal_visitor(*, reception: Reception, by: Actor) -> dict[str, Any]:
    """Who was heard, with an entry in the journal."""
    require(by, Permission.REVEAL)
    if reception.erased_at:
        raise RuleViolation(f"Данные стёрты {reception.erased_at:%d.%m.%Y} по графику хранения.")
    values: dict[str, Any] = vault.unseal(reception.sealed)
    journal.write(
        "reception.reveal",
        by=by,
        municipality_id=reception.municipality_id,
        of=reception,
        after={"fields": sorted(values)},
    )
    return values


def _appeal(card: Card, municipality: Municipality, by: Actor, now: datetime) -> Case | None:
    if card.heard not in {Heard.WRITTEN, Heard.ACCEPTED}:
        return None
    return register(
        incoming=Incoming(
            channel=Channel.RECEPTION,
            text=card.matter,
            received_at=card.at,
            regime=Regime.APPEAL,
            appeal_kind=card.kind,
            form="written" if card.heard == Heard.ACCEPTED else "",
            category=card.category,
            applicant=card.applicant,
        ),
        municipality=municipality,
        by=by,
        now=now,
    )


def _check(card: Card, now: datetime) -> None:
    missing = {
        "Впишите, где идёт приём.": card.place,
        "Впишите, кто ведёт приём: фамилия и должность.": card.official,
        "Впишите суть вопроса.": card.matter,
        "Впишите фамилию и имя гражданина.": card.applicant.get("applicant_name", ""),
    }
    for sentence, value in missing.items():
        if not value.strip():
            raise RuleViolation(sentence)
    if len(card.matter) > MAX_TEXT or len(card.answer) > MAX_TEXT:
        raise RuleViolation("Текст слишком длинный. Сократите его, а полный приложите файлом.")
    if card.at > now + timedelta(minutes=5):
        raise RuleViolation("Время приёма ещё не наступило. Проверьте дату.")
    if card.kind not in AppealKind.values:
        raise RuleViolation("Выберите вид: предложение, заявление или жалоба.")
    _check_end(card)


def _check_end(card: Card) -> None:
    if card.heard not in Heard.values:
        raise RuleViolation("Выберите, чем закончился приём.")
    if card.heard == Heard.ORALLY and not card.consent:
        raise RuleViolation(
            "Устный ответ дают только с согласия гражданина (59-ФЗ, ст. 13 ч. 3): отметьте согласие "
            "или выберите письменный ответ."
        )
    if card.heard in {Heard.ORALLY, Heard.EXPLAINED} and not card.answer.strip():
        raise RuleViolation("Впишите, что ответили или куда посоветовали обратиться.")
    if card.heard == Heard.REFUSED and card.former is None:
        raise RuleViolation(
            "Отказать можно, если ответ по существу уже был дан: впишите номер прежнего обращения."
        )
    if card.former and card.former.first_answer_at is None:
        raise RuleViolation(f"На {card.former} ответа ещё не было: отказать в приёме нельзя.")
