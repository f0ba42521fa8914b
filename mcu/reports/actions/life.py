"""The steps of a report: words, signature, correction; each is a move of the table of states."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.core import files
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor
from mcu.reports import papers
from mcu.reports.actions.step import allowed, locked, moved, told
from mcu.reports.actions.telling import tell_returned, tell_signers
from mcu.reports.models import Conclusion, Submission
from mcu.reports.papers import Paper
from mcu.reports.queries import figures_of, paper_of, submission_for
from mcu.reports.rules.figures import as_data, digest
from mcu.reports.rules.life import Act, State
from mcu.text.mask import mask

MOST_WORDS, MOST_REASON, MOST_FILE = 10_000, 500, 2**26


@transaction.atomic
def take(*, report: Submission, by: Actor) -> Submission:
    """Somebody has begun to work on it."""
    row = locked(report, Act.OPEN, by)
    return moved(row, Act.OPEN, by)


@transaction.atomic
def comment(*, report: Submission, words: Mapping[str, str], by: Actor) -> Submission:
    """What a person says of the sections; masked before it is kept. An empty text takes it back."""
    row = locked(report, Act.COMMENT, by)
    now, changed = timezone.now(), []
    known = {one.section: one for one in row.conclusions.all()}
    for section in (one.code for one in row.contents):
        text = mask(words.get(section, "").replace("\x00", "").strip())[:MOST_WORDS]
        if section not in words or text == getattr(known.get(section), "text", ""):
            continue
        _write(row, section, text, by, now)
        changed.append(section)
    return moved(row, Act.COMMENT, by, sections=", ".join(changed)) if changed else row


@transaction.atomic
def submit(*, report: Submission, by: Actor) -> Submission:
    """To whoever signs; every section must have its conclusion."""
    row = locked(report, Act.SUBMIT, by)
    said = {one.section for one in row.conclusions.all()}
    silent = [f"«{one.title}»" for one in row.contents if one.code not in said]
    if silent:
        raise RuleViolation(
            f"Нет выводов к разделам: {', '.join(silent)}. Напишите их или возьмите заготовку."
        )
    row.submitted_at, row.returned = timezone.now(), ""
    done = moved(row, Act.SUBMIT, by)
    tell_signers(done, row.submitted_at)
    return done


@transaction.atomic
def give_back(*, report: Submission, reason: str, by: Actor) -> Submission:
    row = locked(report, Act.RETURN, by)
    row.returned = _reason(reason, "Напишите, что исправить.")
    done = moved(row, Act.RETURN, by, reason=row.returned)
    tell_returned(done, timezone.now())
    return done


def sign(
    *, report: Submission, by: Actor, read: str = "", now: datetime | None = None
) -> Submission:
    """Frozen: figures, words and the document stay as they are from here on.

    `read` is the digest of what the signer had before their eyes. The document is made before the row
    is held. A report that moved since they read it, or meanwhile, is not signed.
    """
    now = now or timezone.now()
    row = submission_for(by, report.pk)
    allowed(row, Act.SIGN, by)
    if read and read != sealed(row):
        raise RuleViolation(
            "Отчёт изменили после того, как вы его открыли, и он не подписан. Прочитайте его снова "
            "и подпишите."
        )
    paper = _under(row, by, now)
    with timezone.override(row.municipality.timezone):
        content = papers.made(paper, "docx")
    stored = files.store([content], limit=MOST_FILE, name=row.title)
    try:
        return _freeze(report, paper, stored.key, by, now)
    except RuleViolation:
        files.take_back(stored)
        raise


@transaction.atomic
def _freeze(report: Submission, paper: Paper, key: str, by: Actor, now: datetime) -> Submission:
    """Under the lock, only what the document says."""
    row = locked(report, Act.SIGN, by)
    if _under(row, by, now) != paper:
        raise RuleViolation(
            "Пока готовился файл, отчёт изменили, и он не подписан. Обновите страницу, прочитайте "
            "и подпишите снова."
        )
    row.document, row.digest = key, sealed(row)
    return moved(row, Act.SIGN, by, digest=row.digest)


def _under(row: Submission, by: Actor, now: datetime) -> Paper:
    """The report as it will stand with the name of whoever signs."""
    row.signed_at, row.signed_by = now, by.name
    with timezone.override(row.municipality.timezone):
        return paper_of(row)


def recount(*, report: Submission, by: Actor, now: datetime | None = None) -> Submission:
    """Figures anew, while nobody has signed: what came late is counted too."""
    now = now or timezone.now()
    allowed(report, Act.RECOUNT, by)
    figures = as_data(figures_of(report.form, report.period, now))
    with transaction.atomic():
        row = locked(report, Act.RECOUNT, by)
        row.figures, row.as_of = figures, now
        return moved(row, Act.RECOUNT, by)


def correct(
    *, report: Submission, reason: str, by: Actor, now: datetime | None = None
) -> Submission:
    """The next version: figures of now, the same words to begin with; the signed one stays."""
    now, reason = now or timezone.now(), _reason(reason, "Напишите, почему отчёт исправляется.")
    allowed(report, Act.CORRECT, by)
    figures = as_data(figures_of(report.form, report.period, now))
    with transaction.atomic():
        row = locked(report, Act.CORRECT, by)
        later = Submission.objects.filter(form=row.form, since=row.since, until=row.until)
        if later.filter(version__gt=row.version).exists():
            raise RuleViolation("Есть более новая версия этого отчёта. Исправляйте её.")
        fresh = Submission.objects.create(
            municipality=row.municipality, form=row.form, since=row.since, until=row.until,
            version=row.version + 1, reason=reason, title=row.title, state=State.OPENED,
            figures=figures, as_of=now, due_on=row.due_on, prepared_at=now, prepared_by=by.name,
        )  # fmt: skip
        for one in row.conclusions.all():
            _write(fresh, one.section, one.text, by, now)
        told(fresh, Act.CORRECT, by, reason=reason)
        return fresh


def sealed(row: Submission) -> str:
    """The digest of what the report says now: of an untouched one that of the signature."""
    words = {one.section: one.text for one in row.conclusions.all()}
    said = {
        "title": row.title, "since": row.since, "until": row.until, "version": row.version,
        "figures": row.figures, "words": words, "as_of": row.as_of.timestamp(), "by": row.signed_by,
    }  # fmt: skip
    return digest(said)


def _write(row: Submission, section: str, text: str, by: Actor, now: datetime) -> None:
    if not text:
        Conclusion.objects.filter(submission=row, section=section).delete()
        return
    Conclusion.objects.update_or_create(
        submission=row, section=section,
        defaults={"text": text, "by_id": by.person_id, "by_name": by.name, "at": now},
    )  # fmt: skip


def _reason(text: str, empty: str) -> str:
    reason = mask(" ".join(text.replace("\x00", "").split()))[:MOST_REASON]
    if not reason:
        raise RuleViolation(empty)
    return reason
