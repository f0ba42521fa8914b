"""Templates of letters are changed, letters are issued. Naming the author in one is a logged reveal."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mcu.cases.actions.annotate import lay, reveal, take_letter
from mcu.cases.actions.appeal.notices import issued
from mcu.cases.actions.appeal.reception import reveal_visitor
from mcu.cases.actions.step import step
from mcu.cases.models import Applicant, Case, CaseLetter, LetterTemplate, Reception
from mcu.cases.queries import belongs
from mcu.cases.queries.letters import (
    BLANK,
    HIDDEN,
    Papers,
    Template,
    digest,
    office_of,
    papers_of,
    personal_values,
    reception_values,
    template_for,
    values_of,
    wanted_of,
)
from mcu.cases.rules.letters import LETTERS, Letter, To, Wanted
from mcu.cases.rules.words import RevealReason
from mcu.cases.rules.workflow import Verb, check
from mcu.core import documents, files, journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

MOST = 5 * 2**20
SHOWN_FAULTS = 8
NOBODY = "не указан"
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Requisites:
    """What is chosen with each letter anew."""

    dated: date
    number: str = ""
    position: str = ""
    signer: str = ""
    executor: str = ""
    phone: str = ""

    @property
    def values(self) -> dict[str, str]:
        return {
            "дата": f"{self.dated:%d.%m.%Y}",
            "исходящий_номер": self.number or BLANK,
            "должность_подписанта": self.position,
            "подписант": self.signer,
            "исполнитель": self.executor,
            "телефон_исполнителя": self.phone,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as a file to look at or to keep."""

    name: str
    content: bytes
    mime: str = FORMS["docx"]


def upload(
    *, kind: str, name: str, content: bytes, municipality: Municipality, by: Actor
) -> LetterTemplate:
    """A template of one's own, looked through and tried on the example before it is in force."""
    require(by, Permission.ORGANISATION)
    letter = LETTERS[kind]
    if len(content) > MOST:
        raise RuleViolation("Шаблон больше 5 МБ. Уменьшите рисунки в нём и загрузите снова.")
    if not name.lower().endswith(".docx"):
        raise RuleViolation("Нужен файл .docx. Сохраните шаблон как «Документ Word (.docx)».")
    faults = documents.faults(documents.checked(content), letter.places)
    if faults:
        shown = [fault.sentence for fault in faults[:SHOWN_FAULTS]]
        more = len(faults) - len(shown)
        tail = f" И ещё ошибок: {more}." if more > 0 else ""
        raise RuleViolation(f"Шаблон не принят, действует прежний. {' '.join(shown)}{tail}")
    documents.pdf(documents.fill(content, letter.examples), letter.title)
    stored = files.store([content], limit=MOST, name=name)
    return _version(kind, municipality, by, key=stored.key, name=name[-255:], why="загружен")


def restore(*, kind: str, version: int, municipality: Municipality, by: Actor) -> LetterTemplate:
    """A former version, or ours (0), is in force again: as the next version."""
    require(by, Permission.ORGANISATION)
    if version == 0:
        return _version(kind, municipality, by, why="возвращён исходный")
    rows = LetterTemplate.objects.filter(municipality=municipality, kind=kind)
    row = rows.filter(version=version).first()
    if row is None:
        raise RuleViolation("Такой версии шаблона нет. Обновите страницу.")
    why = f"возвращена версия {version}"
    return _version(kind, municipality, by, key=row.key, name=row.name, why=why)


@transaction.atomic
def _version(
    kind: str, municipality: Municipality, by: Actor, *, why: str, key: str = "", name: str = ""
) -> LetterTemplate:
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    rows = LetterTemplate.objects.filter(municipality=municipality, kind=kind)
    last = rows.aggregate(last=Max("version"))["last"] or 0
    made = LetterTemplate.objects.create(
        municipality=municipality, kind=kind, version=last + 1, key=key, name=name, why=why,
        at=timezone.now(), by_name=by.name,
    )  # fmt: skip
    journal.write(
        "letter.template", by=by, municipality_id=municipality.pk, of=made,
        after={"letter": LETTERS[kind].title, "version": made.version, "why": why},
    )  # fmt: skip
    return made


def example(letter: Letter, template: Template, form: str, office: dict[str, str]) -> Made:
    """A template on the example of the list."""
    values = letter.examples | office
    shown = {name: values[name] for name in letter.places}
    return _made(f"Образец. {letter.title}", documents.fill(template.content, shown), form)


def draft(papers: Papers, wanted: Wanted, requisites: Requisites, form: str) -> Made:
    """The letter as it will be, the author hidden: nothing is revealed, nothing is kept."""
    template = template_for(papers.facts.case.municipality_id, wanted.letter.code)
    values = values_of(papers, wanted, None) | _own(wanted.letter, requisites)
    name = f"Просмотр. {_name(wanted.letter, papers)}"
    return _made(name, documents.fill(template.content, values), form)


def issue(
    *,
    case: Case,
    kind: str,
    notice: int,
    requisites: Requisites,
    by: Actor,
    now: datetime | None = None,
) -> CaseLetter:
    """The letter in Word and PDF among the files of the case, with its date and number."""
    check(Verb.LETTER, case.state, by, belongs(case))
    papers = papers_of(case)
    wanted = wanted_of(papers, kind, notice)
    letter = wanted.letter
    if letter.signed and not requisites.signer:
        raise RuleViolation("Впишите, кто подписывает письмо.")
    template = template_for(case.municipality_id, kind)
    author = _author(case, letter, template, by)
    facts = values_of(papers, wanted, author)
    word = documents.fill(template.content, facts | _own(letter, requisites))
    name = _name(letter, papers)
    laid = [
        take_letter(f"{name}.docx", word),
        take_letter(f"{name}.pdf", documents.pdf(word, letter.title)),
    ]
    with step(Verb.LETTER, case, by=by, now=now) as work:
        kept = [lay(work, file) for file in laid]
        work.extra["letter"] = letter.title
        work.extra["number"] = requisites.number or "без номера"
        if notice:
            issued(work, notice, requisites.number)
        return CaseLetter.objects.create(
            case=work.case, kind=kind, notice_id=notice or None, number=requisites.number,
            dated=requisites.dated, signed_by=requisites.signer, version=template.version,
            digest=digest(facts), word=kept[0], pdf=kept[1], made_at=work.now, by_name=by.name,
        )  # fmt: skip


def reception_card(*, card: Reception, form: str, by: Actor) -> Made:
    """The card of a reception, also of one without an appeal; who came is revealed by it."""
    require(by, Permission.REVEAL)
    letter, place = LETTERS["reception"], card.municipality
    template = template_for(place.pk, letter.code)
    visitor: dict[str, Any] = {}
    if letter.personal(template.names):
        visitor = reveal_visitor(reception=card, by=by)
    values = {
        **office_of(place),
        **reception_values(card, timezone.get_current_timezone()),
        **personal_values(letter, visitor),
        "дата": f"{timezone.localdate():%d.%m.%Y}",
    }
    filled = {name: values.get(name, "") for name in letter.places}
    name = _safe(f"{letter.title} {card.number}")
    return _made(name, documents.fill(template.content, filled), form)


def _author(case: Case, letter: Letter, template: Template, by: Actor) -> dict[str, Any]:
    """Opened only where the template names the author; what came without one says so."""
    if not letter.personal(template.names):
        return {"applicant_name": HIDDEN}
    if not Applicant.objects.filter(case=case).exists():
        if letter.to == To.AUTHOR:
            raise RuleViolation("Автор не указан: письмо ему отправить некуда.")
        return {"applicant_name": NOBODY}
    return reveal(case=case, by=by, reason=RevealReason.ANSWER, words=letter.title)


def _own(letter: Letter, requisites: Requisites) -> dict[str, str]:
    return {name: value for name, value in requisites.values.items() if name in letter.places}


def _made(name: str, word: bytes, form: str) -> Made:
    if form == "pdf":
        return Made(f"{name}.pdf", documents.pdf(word, name), FORMS["pdf"])
    return Made(f"{name}.docx", word)


def _name(letter: Letter, papers: Papers) -> str:
    appeal = papers.facts.appeal
    return _safe(f"{letter.title} {appeal.number if appeal else papers.facts.case.number}")


def _safe(name: str) -> str:
    return NOT_IN_NAMES.sub("-", name)
