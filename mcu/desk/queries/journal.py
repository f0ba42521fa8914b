"""The journal of a municipality, page by page from the newest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mcu.cases.rules.sentences import SENTENCES, sentence
from mcu.cases.rules.words import Outcome
from mcu.cases.rules.workflow import State
from mcu.core.models import JournalEntry
from mcu.org.rules.links import Purpose
from mcu.org.rules.roles import Actor, Role

PAGE = 50
# What the acts of the organisation are called; those of cases have sentences of their own.
ORGANISATION = {
    "person.add": "добавлен сотрудник",
    "person.password": "заменён пароль",
    "person.active": "открыт или закрыт вход",
    "link.make": "выдана одноразовая ссылка",
    "link.use": "пароль задан по одноразовой ссылке",
    "duty.give": "дана роль",
    "duty.end": "снята роль",
    "person.marks": "изменены служебные отметки",
    "person.hours": "внесены часы за неделю",
    "centre.set": "изменена карточка центра",
    "organisation.export": "выгружен список организации",
    "calendar.set": "изменён день календаря",
    "calendar.remove": "день календаря возвращён",
    "profile.load": "загружен профиль",
}
LABELS = {"purpose": Purpose, "role": Role, "state": State, "outcome": Outcome}
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+00:00)?")
FIELDS = {
    "state": "состояние",
    "role": "роль",
    "kind": "какой",
    "title": "почему",
    "name": "название",
    "login": "логин",
    "position": "должность",
    "until": "по",
    "since": "с",
    "value": "сколько",
    "unit": "единица",
    "valid_from": "действует с",
    "valid_to": "действует по",
    "body": "орган",
    "block": "блок",
    "settlement": "населённый пункт",
    "active": "может входить",
    "act": "основание",
    "password": "пароль",
    "due_at": "срок",
    "outcome": "итог",
    "purpose": "цель",
    "fields": "поля",
    "profile": "профиль",
    "permanent_since": "постоянно в МЦУ с",
    "permanent_act": "чем закреплён",
    "instruction_on": "инструкция актуализирована",
    "outside_service": "вне муниципальной службы",
    "pay": "источник оплаты",
    "pay_act": "акт об оплате",
    "address": "адрес",
    "room": "помещение",
    "equipment": "оснащение",
    "support": "обеспечение",
    "funding": "финансирование",
    "basis": "основание",
    "list": "список",
    "week": "неделя с",
    "hours": "часов",
    "reason": "причина",
}


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Days are local, both ends included; `before` is the number the page goes on from."""

    action: str = ""
    person: int | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with its sentence and what it changed, in words."""

    entry: JournalEntry
    what: str
    changes: list[tuple[str, str, str]]

    @property
    def case_id(self) -> int | None:
        """The case the entry speaks of, if it does."""
        return self.entry.object_id if self.entry.object_type == "cases.case" else None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """`next` is where the following page begins; None on the last one."""

    entries: list[Entry]
    next: int | None


def acts() -> list[tuple[str, str]]:
    """Every act the journal is known to hold, by its sentence without values."""
    bare = {
        code: words.split(":")[0].split(" «")[0].split(",")[0] for code, words in SENTENCES.items()
    }
    return sorted((bare | ORGANISATION).items(), key=lambda pair: pair[1])


def journal_page(actor: Actor, chosen: JournalFilter) -> JournalPage:
    """Fifty entries; one query, by the number of the entry, so that a deep page costs no more."""
    found = list(_matching(actor, chosen).order_by("-sequence")[: PAGE + 1])
    more = found[PAGE - 1].sequence if len(found) > PAGE else None
    return JournalPage([_entry(entry) for entry in found[:PAGE]], more)


def _matching(actor: Actor, chosen: JournalFilter) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.filter(municipality_id=actor.municipality_id)
    if chosen.action:
        entries = entries.filter(action=chosen.action)
    if chosen.person:
        entries = entries.filter(actor_id=chosen.person)
    if chosen.since:
        entries = entries.filter(at__gte=_midnight(chosen.since))
    if chosen.until:
        entries = entries.filter(at__lt=_midnight(chosen.until + timedelta(days=1)))
    if chosen.before:
        entries = entries.filter(sequence__lt=chosen.before)
    return entries


def _entry(entry: JournalEntry) -> Entry:
    what = ORGANISATION.get(entry.action) or sentence(entry.action, entry.after)
    return Entry(entry, what, _changes(entry.before, entry.after))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field, was, became) of what is worth reading; keys of rows are left out."""
    names = [name for name in {**before, **after} if name in FIELDS]
    told = [(FIELDS[n], _words(n, before.get(n)), _words(n, after.get(n))) for n in names]
    return [change for change in told if change[1] or change[2]]


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    labels = LABELS.get(name)
    if labels and value in labels.values:
        return str(labels(value).label)
    return _moment(str(value)) if ISO.fullmatch(str(value)) else str(value)


def _moment(text: str) -> str:
    """A day or a moment of the journal as people write it, in local time."""
    if len(text) == len("2026-01-31"):
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    return f"{timezone.localtime(datetime.fromisoformat(text)):%d.%m.%Y %H:%M}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
