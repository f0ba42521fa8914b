"""What else an appeal obliges to: facts of migration told to others, documents asked of others."""

from datetime import datetime

from mcu.cases.actions.appeal.notices import not_about, write
from mcu.cases.actions.appeal.numbers import of
from mcu.cases.actions.step import step
from mcu.cases.models import AppealNotice, Case
from mcu.cases.rules.appeal import NoticeKind
from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

MIGRATION = "59-ФЗ, ст. 8 ч. 3.1 (не проверено)"
MIGRATION_NORM = "59fz-migration"
PAPERS = "59-ФЗ, ст. 10 ч. 2 (не проверено)"
NOT_APPEAL = "Это сообщение, а не обращение по 59-ФЗ."


def tell_migration(
    *, case: Case, police: str, official: str, by: Actor, now: datetime | None = None
) -> list[AppealNotice]:
    """Facts of possible violations go to the police and to the highest official; the author is told."""
    receivers = [name.replace("\x00", "").strip()[:300] for name in (police, official)]
    if not all(receivers):
        raise RuleViolation("Впишите оба адресата: орган МВД и высшее должностное лицо региона.")
    with step(Verb.MIGRATION, case, by=by, now=now) as work:
        _require_appeal(work.case)
        if work.case.notices.filter(kind=NoticeKind.MIGRATED).exists():
            raise RuleViolation("Сведения о нарушениях в сфере миграции уже направляются.")
        for name in receivers:
            not_about(work.case, name)
        subject = f"Обращение направлено: {'; '.join(receivers)}"
        rows = [
            (NoticeKind.MIGRATION, name, "Сведения о возможных нарушениях") for name in receivers
        ]
        made = [
            write(
                work, kind, told, MIGRATION, verified=False, to=to, norm=MIGRATION_NORM
            )
            for kind, to, told in (*rows, (NoticeKind.MIGRATED, "", subject))
        ]  # fmt: skip
        work.extra["to"] = ", ".join(receivers)
    return made


def ask_papers(
    *, case: Case, to: str, what: str, by: Actor, now: datetime | None = None
) -> AppealNotice:
    """Documents that another body holds are asked for; its term runs from the day it is sent."""
    to, what = (text.replace("\x00", "").strip() for text in (to, what))
    if not (to and what):
        raise RuleViolation("Впишите, у кого и какие документы запросить.")
    with step(Verb.PAPERS, case, by=by, now=now) as work:
        _require_appeal(work.case)
        made = write(work, NoticeKind.PAPERS, what, PAPERS, verified=False, to=to)
        work.extra["to"] = made.to
    return made


def papers_came(*, notice: AppealNotice, by: Actor, now: datetime | None = None) -> AppealNotice:
    """The documents are here."""
    with step(Verb.PAPERS_CAME, notice.case, by=by, now=now) as work:
        notice = AppealNotice.objects.select_for_update().get(pk=notice.pk)
        if not notice.waits_for_reply:
            raise RuleViolation("Этот запрос не ждёт ответа. Обновите страницу.")
        notice.replied_at = work.now
        notice.save(update_fields=["replied_at"])
        work.extra["to"] = notice.to
    return notice


def _require_appeal(case: Case) -> None:
    if case.regime != Regime.APPEAL:
        raise RuleViolation(NOT_APPEAL)
    of(case)
