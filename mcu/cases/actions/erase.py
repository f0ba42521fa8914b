"""Erasing what cases hold of people; a case stays, with its masked text, clocks and numbers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from mcu.cases.actions.likeness import anew
from mcu.cases.actions.register import searchable
from mcu.cases.models import (
    Answer,
    AnswerPart,
    AppealDecision,
    Applicant,
    ApplicantKey,
    Assignment,
    Attachment,
    Case,
    CaseQuestion,
    ControlMark,
    Conversation,
    FastRun,
    InfoRequest,
    Intervention,
    Note,
    PartVersion,
    ProblemFile,
    Promise,
    Reception,
    Redirect,
    RequestMessage,
    Resolution,
    TermExtension,
    TermPause,
    Utterance,
)
from mcu.cases.queries.retention import due_cases
from mcu.core.contents import remove_unused
from mcu.core.erasing import Due, Eraser
from mcu.text.mask import mask

ERASED = b""


def applicants_due(due: Due) -> QuerySet[Applicant]:
    return Applicant.objects.filter(case__in=due_cases(due), erased_at__isnull=True)


def erase_applicants(keys: Sequence[int], now: datetime) -> int:
    """The sealed record goes, and with it whatever the applicant could be found by."""
    ApplicantKey.objects.filter(case__in=keys).delete()
    _forget_talks(keys)
    left = Applicant.objects.filter(pk__in=keys, erased_at__isnull=True)
    return left.update(sealed=ERASED, erased_at=now)


def _forget_talks(cases: Sequence[int]) -> None:
    """Nobody is found by where they wrote, nor written to."""
    Conversation.objects.filter(case__in=cases).update(place=ERASED, author=ERASED, to=None)


def texts_due(due: Due) -> QuerySet[Case]:
    return due_cases(due).filter(depersonalised_at__isnull=True)


def erase_texts(keys: Sequence[int], now: datetime) -> int:
    """Every text of the cases, in the resident's words or ours, gives way to its masked version."""
    found = Case.objects.filter(pk__in=keys, depersonalised_at__isnull=True)
    cases = list(found.select_for_update(no_key=True).order_by("pk"))
    for case in cases:
        for name in ("text", "landmark", "tags", "close_reason"):
            setattr(case, name, _short(Case, name, mask(getattr(case, name))))
        case.search_text = searchable(case)
        case.depersonalised_at = now
    Case.objects.bulk_update(
        cases,
        ["text", "landmark", "tags", "close_reason", "search_text", "depersonalised_at"],
        batch_size=500,
    )
    anew(keys)
    _mask_rows(Answer, keys, ("text", "return_reason", "override"), _service_words)
    _mask_rows(AnswerPart, keys, ("about", "reason"), mask)
    _mask_rows(PartVersion, keys, ("text",), _service_words, "part__case__in")
    _mask_rows(CaseQuestion, keys, ("text",), mask)
    _mask_rows(InfoRequest, keys, ("question", "reply"), mask)
    _mask_rows(RequestMessage, keys, ("text",), mask, "request__case__in")
    _mask_rows(Note, keys, ("text",), mask)
    _mask_rows(Assignment, keys, ("reason",), mask)
    _mask_rows(FastRun, keys, ("reason",), mask)
    _mask_rows(ControlMark, keys, ("why", "end_reason"), mask)
    _mask_rows(Intervention, keys, ("words", "explanation"), mask)
    _mask_rows(TermPause, keys, ("reason",), mask, "term__case__in")
    _mask_rows(TermExtension, keys, ("reason",), mask, "term__case__in")
    _mask_rows(Promise, keys, ("what", "reason"), _service_words)
    _mask_rows(Redirect, keys, ("reason", "end_reason"), mask)
    _mask_rows(Resolution, keys, ("text",), mask)
    _mask_rows(Utterance, keys, ("text",), mask, "conversation__case__in")
    Utterance.objects.filter(conversation__case__in=keys).update(former=[], files=[])
    _forget_talks(keys)
    _mask_rows(AppealDecision, keys, ("words", "refusal"), mask)
    return len(cases)


def attachments_due(due: Due) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case__in=due_cases(due))


def problem_files_due(due: Due) -> QuerySet[ProblemFile]:
    """Files of problems that are over since long; a problem that is worked keeps its proof."""
    return ProblemFile.objects.filter(
        problem__municipality_id=due.municipality_id, problem__closed_at__lt=due.before
    )


def erase_problem_files(keys: Sequence[int], now: datetime) -> int:
    return _erase_files(ProblemFile.objects.filter(pk__in=keys))


def erase_attachments(keys: Sequence[int], now: datetime) -> int:
    """Rows and contents; a content that another case still has stays for it."""
    return _erase_files(Attachment.objects.filter(pk__in=keys))


def _erase_files(rows: QuerySet[Attachment] | QuerySet[ProblemFile]) -> int:
    contents = {key for keys in rows.values_list(*rows.model.STORED) for key in keys}
    count = rows.count()
    rows.delete()
    remove_unused(contents)
    return count


def receptions_due(due: Due) -> QuerySet[Reception]:
    return Reception.objects.filter(
        municipality_id=due.municipality_id, at__lt=due.before, erased_at__isnull=True
    )


def erase_receptions(keys: Sequence[int], now: datetime) -> int:
    """Who was heard goes, the matter stays masked, the card stays in the count."""
    rows = Reception.objects.filter(pk__in=keys, erased_at__isnull=True)
    for row in rows:
        row.sealed, row.erased_at = ERASED, now
        row.matter, row.answer = mask(row.matter), _service_words(row.answer)
        row.save(update_fields=["sealed", "erased_at", "matter", "answer"])
    return len(rows)


ERASERS = (
    Eraser(
        "applicant",
        "Данные заявителя",
        (
            *("cases.Applicant.sealed", "cases.ApplicantKey.value"),
            *("cases.Conversation.place", "cases.Conversation.author", "cases.Conversation.to"),
        ),
        ("closed", "received"),
        applicants_due,
        erase_applicants,
    ),
    Eraser(
        "texts",
        "Тексты сообщений, ответов, запросов и заметок",
        (
            *("cases.Case.text", "cases.Case.search_text", "cases.Case.landmark"),
            *("cases.Case.tags", "cases.Case.close_reason"),
            *("cases.Footprint.words", "cases.Footprint.signs"),
            *("cases.Answer.text", "cases.Answer.return_reason", "cases.Answer.override"),
            *("cases.AnswerPart.about", "cases.AnswerPart.reason", "cases.PartVersion.text"),
            "cases.CaseQuestion.text",
            *("cases.InfoRequest.question", "cases.InfoRequest.reply", "cases.RequestMessage.text"),
            *("cases.Note.text", "cases.Assignment.reason", "cases.FastRun.reason"),
            *("cases.ControlMark.why", "cases.ControlMark.end_reason"),
            *("cases.Intervention.words", "cases.Intervention.explanation"),
            *("cases.TermPause.reason", "cases.TermExtension.reason"),
            *("cases.Promise.what", "cases.Promise.reason"),
            *("cases.Utterance.text", "cases.Utterance.former", "cases.Utterance.files"),
            *("cases.Redirect.reason", "cases.Redirect.end_reason"),
            *(
                "cases.Resolution.text",
                "cases.AppealDecision.words",
                "cases.AppealDecision.refusal",
            ),
        ),
        ("closed", "received"),
        texts_due,
        erase_texts,
    ),
    Eraser(
        "attachments",
        "Приложенные файлы",
        tuple(f"cases.Attachment.{name}" for name in Attachment.PERSONAL),
        ("closed", "received"),
        attachments_due,
        erase_attachments,
    ),
    Eraser(
        "problem_files",
        "Файлы проблем: фото и акты работ",
        ("cases.ProblemFile.key", "cases.ProblemFile.name"),
        ("closed",),
        problem_files_due,
        erase_problem_files,
        of_cases=False,
    ),
    Eraser(
        "receptions",
        "Карточки личного приёма",
        ("cases.Reception.sealed", "cases.Reception.matter", "cases.Reception.answer"),
        ("received",),
        receptions_due,
        erase_receptions,
        of_cases=False,
    ),
)


def _service_words(text: str) -> str:
    """The telephone in an answer is that of a service, the name is the resident's."""
    return mask(text, phones=False)


def _mask_rows(
    model: type[models.Model],
    cases: Sequence[int],
    names: tuple[str, ...],
    masked: Callable[[str], str],
    of_case: str = "case__in",
) -> None:
    changed: list[Any] = []
    for row in model._default_manager.filter(**{of_case: cases}):
        before = [getattr(row, name) for name in names]
        after = [
            _short(model, name, masked(value)) for name, value in zip(names, before, strict=True)
        ]
        if before != after:
            for name, value in zip(names, after, strict=True):
                setattr(row, name, value)
            changed.append(row)
    model._default_manager.bulk_update(changed, names, batch_size=500)


def _short(model: type[models.Model], name: str, text: str) -> str:
    """A word in brackets may be longer than what it hides."""
    limit = getattr(model._meta.get_field(name), "max_length", None)
    return text[:limit] if limit else text
