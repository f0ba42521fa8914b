"""Acts around an answer: questions ticked, how checks are held, who is writing."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.step import allowed
from mcu.cases.models import ApprovalNeed, ApprovalStage, Case, CaseQuestion, CheckRule, Editing
from mcu.cases.queries.stages import approvals_of
from mcu.cases.rules.answering import Mode, modes
from mcu.cases.rules.checks import BY_CODE, MOST_QUESTIONS, split
from mcu.cases.rules.words import Approval, System
from mcu.cases.rules.workflow import Verb
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def tick_question(*, case: Case, number: int, answered: bool | None, by: Actor) -> CaseQuestion:
    """A person says whether the question is answered; None gives it back to the program."""
    locked = allowed(Verb.DRAFT, case, by)
    rows = _kept(locked)
    if not 0 <= number < len(rows):
        raise RuleViolation("Такого вопроса уже нет. Обновите страницу.")
    row = rows[number]
    row.answered, row.by_name = answered, by.name
    row.save(update_fields=["answered", "by_name"])
    _journal(locked, number, by)
    return row


@transaction.atomic
def add_question(*, case: Case, text: str, by: Actor) -> CaseQuestion:
    """What the program did not see in the message."""
    locked = allowed(Verb.DRAFT, case, by)
    text = " ".join(text.replace("\x00", "").split())[:300]
    if not text:
        raise RuleViolation("Впишите вопрос жителя.")
    rows = _kept(locked)
    if len(rows) >= MOST_QUESTIONS:
        raise RuleViolation(f"Вопросов уже {MOST_QUESTIONS}, больше не добавить.")
    _journal(locked, len(rows), by)
    return CaseQuestion.objects.create(case=locked, number=len(rows), text=text, by_name=by.name)


@transaction.atomic
def set_checks(*, municipality: Municipality, chosen: Mapping[str, str], by: Actor) -> int:
    """How each check is held from now on; how many changed."""
    require(by, Permission.NORMS)
    if any(code not in BY_CODE or mode not in Mode.values for code, mode in chosen.items()):
        raise RuleViolation("Выберите для проверки один из трёх вариантов.")
    rows = CheckRule.objects.filter(municipality=municipality)
    before = modes(dict(rows.values_list("code", "mode")))
    changed = {code: mode for code, mode in chosen.items() if before[code] != mode}
    for code, mode in changed.items():
        CheckRule.objects.update_or_create(
            municipality=municipality, code=code, defaults={"mode": mode}
        )
    if changed:
        journal.write(
            "answer.checks",
            by=by,
            municipality_id=municipality.pk,
            of=municipality,
            before={code: before[code] for code in changed},
            after=changed,
        )
    return len(changed)


def touch(*, case: Case, by: Actor, now: datetime | None = None) -> None:
    """Somebody has the editor open: the others are told for a minute."""
    if by.person_id is not None:
        Editing.objects.update_or_create(
            case=case, person_id=by.person_id, defaults={"at": now or timezone.now()}
        )


def _journal(case: Case, number: int, by: Actor) -> None:
    journal.write(
        "case.tick",
        by=by,
        municipality_id=case.municipality_id,
        of=case,
        after={"question": number + 1},
    )


def _kept(case: Case) -> list[CaseQuestion]:
    """The questions as rows: those split out of the message become rows with the first tick."""
    rows = list(case.asked.all())
    if rows:
        return rows
    found = [
        CaseQuestion(case=case, number=number, text=one.text)
        for number, one in enumerate(split(case.text))
    ]
    return CaseQuestion.objects.bulk_create(found)


@transaction.atomic
def set_stage(
    *, municipality: Municipality, order: int, title: str, role: str, regime: str, by: Actor
) -> ApprovalStage:
    """A stage of the chain; the same place again changes it. Answers already sent keep their chain."""
    require(by, Permission.NORMS)
    title = " ".join(title.replace("\x00", "").split())[:100]
    if not title:
        raise RuleViolation("Назовите шаг согласования.")
    stage, _ = ApprovalStage.objects.update_or_create(
        municipality=municipality,
        order=order,
        regime=regime,
        defaults={"title": title, "role": role},
    )
    _journal_stage("answer.stage", stage, by)
    return stage


@transaction.atomic
def set_approvals(*, municipality: Municipality, needs: Mapping[str, str], by: Actor) -> int:
    """Whether answers of each system are approved at all; by whom, the stages say. How many changed."""
    require(by, Permission.NORMS)
    if any(s not in System.values or need not in Approval.values for s, need in needs.items()):
        raise RuleViolation("Выберите для системы: требуется согласование или нет.")
    before = approvals_of(municipality.pk)
    changed = {system: need for system, need in needs.items() if before[system] != need}
    for system, need in changed.items():
        ApprovalNeed.objects.update_or_create(
            municipality=municipality, system=system, defaults={"need": need}
        )
        journal.write(
            "answer.approval",
            by=by,
            municipality_id=municipality.pk,
            of=municipality,
            before={"need": before[system]},
            after={"need": need, "system": System(system).label},
        )
    return len(changed)


@transaction.atomic
def remove_stage(*, stage: ApprovalStage, by: Actor) -> None:
    require(by, Permission.NORMS)
    _journal_stage("answer.stage_removed", stage, by)
    stage.delete()


def _journal_stage(action: str, stage: ApprovalStage, by: Actor) -> None:
    journal.write(
        action,
        by=by,
        municipality_id=stage.municipality_id,
        of=stage,
        after={"title": stage.title, "role": stage.role, "number": stage.order},
    )
