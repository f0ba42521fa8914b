"""What letters are filled with, by which template, and which of the issued ones fit no longer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404

from mcu.cases.models import (
    Answer,
    AppealDecision,
    AppealNotice,
    Attachment,
    Case,
    CaseLetter,
    LetterTemplate,
    Reception,
    Redirect,
    Term,
)
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.appeal import AppealFacts, appeal_facts
from mcu.cases.rules.appeal import LAW, Form, form_of
from mcu.cases.rules.letters import LETTERS, Letter, Needed, Wanted, fitting, standard
from mcu.cases.rules.letters.kinds import OF_THE_LETTER, PERSONAL
from mcu.cases.rules.lookup import in_words
from mcu.cases.rules.terms import TermKind
from mcu.core import documents, files
from mcu.core.errors import RuleViolation
from mcu.org.models import Body, CentreCard, Municipality, Person
from mcu.org.rules.roles import Actor, Role

HIDDEN = "[подставится при оформлении]"
BLANK = "____________"


@dataclass(frozen=True, slots=True)
class Template:
    """The template in force: its file, its version (0 is ours), the names that it asks for."""

    content: bytes
    version: int
    names: set[str]


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything letters of one case are made of, read once."""

    facts: AppealFacts
    answer: Answer | None
    term: Term | None
    redirect: Redirect | None
    office: Mapping[str, str]
    zone: tzinfo
    notices: Mapping[int, AppealNotice] = field(default_factory=dict)
    decisions: Mapping[int, AppealDecision] = field(default_factory=dict)

    @property
    def wanted(self) -> list[Wanted]:
        """The letters that fit the case as it is now."""
        rows = [
            Needed(notice.pk, notice.kind, decision.reason if decision else "")
            for notice in self.notices.values()
            for decision in [self.decisions.get(notice.decision_id or 0)]
        ]
        return fitting(
            numbered=self.facts.appeal is not None,
            answered=self.answer is not None,
            reception=bool(self.facts.receptions),
            notices=rows,
        )


def letter_named(code: str) -> Letter:
    """The kind of letter of an address, else Http404."""
    if code not in LETTERS:
        raise Http404("Такого документа нет.")
    return LETTERS[code]


def wanted_of(papers: Papers, code: str, notice: int) -> Wanted:
    """The letter of this kind for this notice, as far as it fits the case now."""
    for wanted in papers.wanted:
        if wanted.letter.code == code and wanted.notice == notice:
            return wanted
    title = letter_named(code).title
    raise RuleViolation(
        f"«{title}» сейчас не нужен этому обращению. Обновите карточку: возможно, его уже изменили."
    )


def templates_of(municipality_id: int, kind: str = "") -> list[LetterTemplate]:
    """Versions, the newest first; of one kind where it is said."""
    rows = LetterTemplate.objects.filter(municipality_id=municipality_id)
    return list(rows.filter(kind=kind) if kind else rows)


def template_for(municipality_id: int, kind: str, version: int | None = None) -> Template:
    """The template in force, or a former version of it; ours where nothing was uploaded."""
    rows = LetterTemplate.objects.filter(municipality_id=municipality_id, kind=kind)
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None and version:
        raise Http404("Такой версии шаблона нет.")
    content = _content(row) if row and row.key else standard(kind)
    number = row.version if row and version != 0 else 0
    return Template(content, number, documents.names(documents.checked(content)))


def papers_of(case: Case) -> Papers:
    """Gather what letters of the case may say; a constant number of queries."""
    facts = appeal_facts(case)
    ready = (Answer.State.APPROVED, Answer.State.PUBLISHED)
    answers = case.answers.filter(state__in=ready, kind=Answer.Kind.FINAL).order_by("-number")
    terms = case.terms.filter(kind=TermKind.ANSWER, cancelled_at__isnull=True)
    return Papers(
        facts=facts,
        answer=answers.first(),
        term=terms.order_by("-due_at").first(),
        redirect=case.redirects.filter(ended_at__isnull=True).first(),
        office=office_of(case.municipality),
        zone=ZoneInfo(case.municipality.timezone),
        notices={row.pk: row for row in facts.notices},
        decisions={row.pk: row for row in facts.decisions},
    )


def office_of(place: Municipality) -> dict[str, str]:
    """Who writes: the administration of the municipality, as far as it is in the register."""
    kind = Body.Kind.ADMINISTRATION
    body = Body.objects.filter(municipality=place, kind=kind, active=True, parent=None).first()
    card = CentreCard.objects.filter(municipality=place).first()
    return {
        "орган": body.name if body else place.name,
        "муниципалитет": place.name,
        "адрес_органа": card.address if card else "",
        "телефон_органа": card.phone if card else "",
    }


def signers_of(place: Municipality) -> Person | None:
    """Who signs unless somebody else is written in: the head of the municipality."""
    heads = Person.objects.filter(
        municipality=place, is_active=True, duties__role=Role.HEAD, duties__until__isnull=True
    )
    return heads.first()


def values_of(papers: Papers, wanted: Wanted, author: Mapping[str, Any] | None) -> dict[str, str]:
    """Every place of the letter but those chosen with it; `author` is None while it stays hidden."""
    known = {**papers.office, **_appeal(papers), **_control(papers), **_answer(papers)}
    notice = papers.notices.get(wanted.notice)
    if notice:
        decision = papers.decisions.get(notice.decision_id or 0)
        known |= _notice(notice) | (_decision(decision, papers.zone) if decision else {})
    if wanted.letter.code == "reception" and papers.facts.receptions:
        known |= reception_values(papers.facts.receptions[0], papers.zone)
    known |= personal_values(wanted.letter, author, notice.to if notice else "")
    return {name: known.get(name, "") for name in wanted.letter.places}


def personal_values(
    letter: Letter, author: Mapping[str, Any] | None, receiver: str = ""
) -> dict[str, str]:
    """Who wrote or came; a letter to a body is addressed to the body."""
    name, contacts = HIDDEN, ""
    if author is not None:
        name = in_words(author.get("applicant_name", ""))
        contacts = in_words(author.get("applicant_contacts", ""))
    to, where = (receiver, "") if letter.to == "body" else (name, contacts)
    return {
        "автор": name, "контакты_автора": contacts, "посетитель": name, "контакты_посетителя": contacts,
        "адресат": to, "адрес_адресата": where,
    }  # fmt: skip


def reception_values(card: Reception, zone: tzinfo) -> dict[str, str]:
    at = card.at.astimezone(zone)
    return {
        "номер_приёма": card.number,
        "дата_приёма": _day(card.at, zone),
        "время_приёма": f"{at:%H:%M}",
        "место_приёма": card.place,
        "кто_ведёт": card.official,
        "по_записи": _yes(card.booked),
        "документ": "предъявлен" if card.document_shown else "не предъявлен",
        "вид_приёма": card.get_kind_display(),
        "тема_приёма": card.topic.name if card.topic else "",
        "суть": card.matter,
        "итог_приёма": card.get_heard_display(),
        "согласие": _yes(card.consent),
        "устный_ответ": card.answer,
        "обращение_приёма": card.case.number if card.case else "",
    }


def digest(values: Mapping[str, str]) -> str:
    """By what a letter that no longer fits is told: the facts, without people and requisites."""
    facts = {
        name: value
        for name, value in values.items()
        if name not in PERSONAL and name not in OF_THE_LETTER
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def letters_of(case: Case, papers: Papers) -> list[tuple[CaseLetter, bool]]:
    """The issued letters, the newest first, each with whether its facts have changed since."""
    now = {(one.letter.code, one.notice): one for one in papers.wanted}
    rows = case.letters.select_related("word", "pdf")
    return [(row, _is_stale(row, now, papers)) for row in rows]


def is_letter(file: Attachment) -> bool:
    """Whether a file of a case is a letter, which names whoever wrote."""
    found = CaseLetter.objects.filter(word=file) | CaseLetter.objects.filter(pdf=file)
    return found.exists()


def case_numbered(actor: Actor, number: str) -> Case:
    """A visible case by its number or that of the appeal, for a preview of a template."""
    rows = cases_for(actor).select_related("municipality", "topic", "body", "executor")
    found = rows.filter(number=number).first() or rows.filter(appeal__number=number).first()
    if found is None:
        raise RuleViolation(
            f"Обращения «{number}» нет или оно не в вашем ведении. Проверьте номер."
        )
    return found


def _is_stale(row: CaseLetter, now: Mapping[tuple[str, int], Wanted], papers: Papers) -> bool:
    wanted = now.get((row.kind, row.notice_id or 0))
    return wanted is None or digest(values_of(papers, wanted, None)) != row.digest


def _content(row: LetterTemplate) -> bytes:
    try:
        return files.path_of(row.key).read_bytes()
    except FileNotFoundError as lost:
        raise RuleViolation(
            f"Файл шаблона «{row.get_kind_display()}» (версия {row.version}) не найден. "
            "Загрузите его снова или верните исходный: Настройки → Шаблоны писем."
        ) from lost


def _appeal(papers: Papers) -> dict[str, str]:
    facts, zone = papers.facts, papers.zone
    case, appeal, former = facts.case, facts.appeal, facts.former
    return {
        "номер": appeal.number if appeal else "",
        "номер_сообщения": case.number,
        "дата_регистрации": _day(case.registered_at, zone),
        "дата_поступления": _day(case.received_at, zone),
        "срок": _day(papers.term.due_at if papers.term else None, zone),
        "вид": case.get_appeal_kind_display(),
        "форма": str(Form(case.form or form_of(case.channel)).label),
        "способ": case.get_channel_display(),
        "категория": case.get_category_display(),
        "коллективное": _yes(case.collective),
        "подписей": str(appeal.signatories or "") if appeal and case.collective else "",
        "кому_адресовано": "; ".join(body.name for body in facts.addressees),
        "на_кого_жалоба": appeal.about_body.name if appeal and appeal.about_body else "",
        "прежний_номер": former.number if former else "",
        "прежняя_дата": _day(former.case.received_at, zone) if former else "",
        "тема": case.topic.name if case.topic else "",
        "место": case.address,
        "содержание": case.text,
        "ответственный": case.body.name if case.body else "",
        "сотрудник": case.executor.get_short_name() if case.executor else "",
    }


def _control(papers: Papers) -> dict[str, str]:
    facts, zone = papers.facts, papers.zone
    appeal, gone, extension = facts.appeal, papers.redirect, facts.extension
    resolutions = [
        f"{_day(row.at, zone)} {row.author_name}: {row.text}"
        + (f" Контроль {row.control_on:%d.%m.%Y}" if row.control_on else "")
        for row in facts.resolutions
    ]
    until = _day(extension.due_after, zone) if extension else ""
    return {
        "резолюции": "\n".join(resolutions),
        "продление": f"на {extension.days} дн., до {until}" if extension else "",
        "переадресация": f"{gone.to_name}, {_day(gone.decided_at, zone)}" if gone else "",
        "результат": appeal.get_result_display() if appeal else "",
        "номер_ответа": appeal.answer_number if appeal else "",
        "чем_отправлен": appeal.get_answer_way_display() if appeal else "",
        "кто_подписал": appeal.signed_by if appeal else "",
        "дело": _file(appeal) if appeal and appeal.filed_on else "",
    }


def _file(appeal: Any) -> str:
    sheets = f", {appeal.file_sheets} л." if appeal.file_sheets else ""
    return f"{appeal.file_index}{sheets}, {appeal.filed_on:%d.%m.%Y}"


def _answer(papers: Papers) -> dict[str, str]:
    answer = papers.answer
    day = _day(answer.published_at, papers.zone) if answer else ""
    return {"текст_ответа": answer.text if answer else "", "дата_ответа": day}


def _notice(notice: AppealNotice) -> dict[str, str]:
    return {"куда": notice.to or notice.subject.partition(": ")[2], "статья": notice.source, "о_чём": notice.subject}  # fmt: skip


def _decision(decision: AppealDecision, zone: tzinfo) -> dict[str, str]:
    law = LAW.grounds.get(decision.reason) or LAW.reasons.get(decision.reason)
    return {
        "основание": law.title if law else decision.reason,
        "пояснение": decision.words,
        "дней": str(decision.days or ""),
        "прежний_срок": _day(decision.due_before, zone),
        "новый_срок": _day(decision.due_after, zone),
        "адрес_страницы": decision.url,
        "переслано": decision.forward_to,
    }


def _day(value: datetime | date | None, zone: tzinfo) -> str:
    if value is None:
        return ""
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return f"{local:%d.%m.%Y}"


def _yes(value: bool) -> str:
    return "да" if value else "нет"
