"""Whom an act leaves something to decide or to write: approvers by their turn, who extends, co-executors."""

from datetime import datetime

from django.db.models import QuerySet

from mcu.cases.models import Answer, AnswerPart, AppealDecision, Case
from mcu.cases.rules.answering import next_stage
from mcu.cases.rules.appeal import DecisionState
from mcu.core.models import JournalEntry
from mcu.desk.rules import notices as rules
from mcu.desk.rules.notices import CaseFacts, Staff
from mcu.org.models import Municipality
from mcu.org.queries.rights import rights_of
from mcu.org.rules.notices import Kind
from mcu.org.rules.roles import Permission, Role

NOBODY: frozenset[int] = frozenset()
OF_PARTS = frozenset({Kind.PART, Kind.PART_GIVEN})
KINDS = OF_PARTS | {Kind.TO_APPROVE, Kind.TO_DECIDE, Kind.DECIDED}


def people(
    kind: Kind, entry: JournalEntry, case: Case, facts: CaseFacts, staff: Staff
) -> frozenset[int]:
    """Whom an act of one of these kinds concerns."""
    if kind == Kind.PART:
        return writers(entry, case, staff)
    if kind == Kind.PART_GIVEN:
        return gatherers(entry, case, facts, staff)
    if kind == Kind.TO_APPROVE:
        return approvers(entry, case, facts, staff)
    if kind == Kind.TO_DECIDE:
        return deciders(entry, case, facts, staff)
    return proposers(entry, case)


def approvers(entry: JournalEntry, case: Case, facts: CaseFacts, staff: Staff) -> frozenset[int]:
    """Whoever holds the role of the stage that waits; without a chain whoever approves here."""
    found = Answer.objects.filter(case=case, number=entry.after.get("answer") or 0)
    answer = found.prefetch_related("approvals").first()
    turns = list(answer.approvals.all()) if answer else []
    if not turns:
        return rules.to_approver(facts, staff) if entry.action == "case.submit" else NOBODY
    mine = next_stage(turns) if answer and answer.state == Answer.State.APPROVAL else None
    return rules.to_approve(mine.role, facts, staff) if mine else NOBODY


def deciders(entry: JournalEntry, case: Case, facts: CaseFacts, staff: Staff) -> frozenset[int]:
    """Whoever may decide over this case by the table of rights, while the proposal waits."""
    waits = AppealDecision.objects.filter(
        case=case, proposed_at=entry.at, state=DecisionState.PROPOSED
    )
    if not waits.exists():
        return NOBODY
    rights = rights_of(Municipality.objects.get(pk=case.municipality_id))
    found = (
        rules.within(right.scope, right.role, facts, staff)
        for right in rights.holders(Permission.APPEAL)
    )
    return NOBODY.union(*found)


def proposers(entry: JournalEntry, case: Case) -> frozenset[int]:
    """Whose proposal was decided by this act."""
    decided = AppealDecision.objects.filter(case=case, decided_at=entry.at)
    return frozenset(key for key in decided.values_list("proposed_by_id", flat=True) if key)


def writers(entry: JournalEntry, case: Case, staff: Staff) -> frozenset[int]:
    """The people of the bodies whose parts the act asks for."""
    found = _parts(entry, case).values_list("body_id", "block_id")
    roles = Role.EXECUTOR, Role.APPROVER
    return NOBODY.union(*(rules.to_place(body, block, staff, *roles) for body, block in found))


def gatherers(entry: JournalEntry, case: Case, facts: CaseFacts, staff: Staff) -> frozenset[int]:
    """Who makes one answer of the parts, and who asked for this one."""
    asked_by = _parts(entry, case).values_list("asked_by_id", flat=True)
    return rules.to_executor(facts, staff) | frozenset(key for key in asked_by if key)


def part_due(entry: JournalEntry, case: Case) -> datetime | None:
    """The day of the part, where it has one."""
    part = _parts(entry, case).select_related("term").first()
    return part.term.due_at if part and part.term else None


def _parts(entry: JournalEntry, case: Case) -> QuerySet[AnswerPart]:
    keys = entry.after.get("parts") or [entry.after.get("part") or 0]
    return AnswerPart.objects.filter(case=case, pk__in=keys)
