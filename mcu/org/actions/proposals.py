"""A proposal is made, agreed, approved, laid down by an act and carried out."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import structure
from mcu.org.actions.access import require
from mcu.org.actions.people import end_duty, give_duty
from mcu.org.models import Block, Municipality, Person, Proposal, ProposedChange
from mcu.org.queries import deciders
from mcu.org.rules.proposals import EDITABLE, Ask, Origin, Seen, State, Subject, Verb, check
from mcu.org.rules.roles import Actor, Permission, Role
from mcu.org.rules.structure import Grounds

# What each kind of change cannot do without, and how that is called.
NEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    Ask.GIVE_DUTY: (("person", "кого назначить"), ("role", "роль")),
    Ask.END_DUTY: (("duty", "какую роль снять"),),
    Ask.MOVE_BODY: (("body", "орган"), ("block", "блок")),
    Ask.ADD_BLOCK: (("name", "название блока"),),
    Ask.RENAME_BLOCK: (("block", "блок"), ("name", "новое название")),
    Ask.OTHER: (("name", "что сделать"),),
}


@transaction.atomic
def make_proposal(
    *,
    municipality: Municipality,
    subject: Subject,
    text: str,
    by: Actor,
    made_by: Person,
    block: Block | None = None,
    origin: Origin = Origin.MUNICIPALITY,
    letter: str = "",
    now: datetime | None = None,
) -> Proposal:
    """Ask for a change of the composition; a proposal of ЦУР is entered with its letter."""
    require(by, Permission.PROPOSE)
    _check_words(subject, text, block, origin, letter)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    last = municipality.proposals.aggregate(last=Max("number"))["last"]
    row = Proposal.objects.create(
        municipality=municipality, number=(last or 0) + 1, subject=subject, origin=origin,
        letter=letter.strip(), block=block, text=text.strip(), made_by=made_by,
        made_at=now or timezone.now(),
    )  # fmt: skip
    _journal("proposal.make", row, by, {"subject": subject, "origin": origin, "block": block}, now)
    return row


@transaction.atomic
def ask_for(*, proposal: Proposal, ask: Ask, by: Actor, **what: Any) -> ProposedChange:
    """One more change in a proposal that is not decided yet."""
    row = _editable(proposal, by)
    missing = [words for name, words in NEEDS[ask] if not what.get(name)]
    if missing:
        raise RuleViolation(f"«{ask.label}»: укажите, {', '.join(missing)}.")
    change = ProposedChange.objects.create(proposal=row, ask=ask, **what)
    _journal("proposal.ask", row, by, {"ask": ask})
    return change


@transaction.atomic
def drop_change(*, change: ProposedChange, by: Actor) -> None:
    """Take one change out of a proposal that is not decided yet."""
    row = _editable(change.proposal, by)
    _journal("proposal.drop", row, by, {"ask": change.ask})
    change.delete()


@transaction.atomic
def move_proposal(
    *,
    proposal: Proposal,
    verb: Verb,
    by: Actor,
    remark: str = "",
    act: str = "",
    act_on: date | None = None,
    now: datetime | None = None,
) -> Proposal:
    """One step by the table of moves; carrying out makes the real changes in the same breath."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not by.is_program and row.municipality_id != by.municipality_id:
        raise AccessDenied("Это предложение другого муниципалитета.")
    roles = deciders(row.municipality, row.subject)
    move = check(verb, Seen(row.state, row.made_by_id), by, roles)
    if move.said and not remark.strip():
        raise RuleViolation(f"«{move.label}»: напишите почему, чтобы можно было исправить.")
    moment = now or timezone.now()
    if verb is Verb.ENACT:
        _enact(row, act, act_on)
    if verb is Verb.CARRY_OUT:
        _carry_out(row, by)
        row.done_at, row.done_by_name = moment, by.name
    elif move.permission is Permission.DECIDE or verb is Verb.AGREE:
        row.decided_at, row.decided_by_name = moment, by.name
    before, row.state = row.state, move.target
    row.remark = remark.strip()[:1000] or ("" if verb is Verb.RESUBMIT else row.remark)
    row.save()
    after = {"state": move.target, "remark": row.remark, "act": row.act}
    _journal(f"proposal.{verb}", row, by, after, moment, before={"state": before})
    return row


def _enact(row: Proposal, act: str, act_on: date | None) -> None:
    if not act.strip() or act_on is None:
        raise RuleViolation("Укажите акт: вид, номер и дату.")
    if act_on > timezone.localdate():
        raise RuleViolation("Дата акта ещё не наступила.")
    row.act, row.act_on = act.strip()[:300], act_on


def _carry_out(row: Proposal, by: Actor) -> None:
    """Every change in order; when one is impossible none is made."""
    for number, change in enumerate(row.changes.select_related("duty__person", "body", "block"), 1):
        try:
            _do(change, row, by)
        except AccessDenied:
            raise
        except RuleViolation as refusal:
            raise RuleViolation(
                f"Изменение {number} не выполнить: {refusal.sentence} Ничего не изменено."
            ) from refusal


def _do(change: ProposedChange, row: Proposal, by: Actor) -> None:
    grounds = Grounds(row.act_on or timezone.localdate(), f"{row}", row.act)
    if change.ask == Ask.GIVE_DUTY and change.person:
        give_duty(
            person=change.person, role=Role(change.role), body=change.body, block=change.block,
            since=row.act_on, act=row.act, by=by,
        )  # fmt: skip
    elif change.ask == Ask.END_DUTY and change.duty:
        if change.duty.until is not None:
            raise RuleViolation(f"Роль уже снята: {change.duty}.")
        end_duty(duty=change.duty, by=by, on=row.act_on)
    elif change.ask == Ask.MOVE_BODY and change.body:
        structure.move_body(
            body=change.body, parent=change.body.parent, block=change.block, grounds=grounds, by=by
        )
    elif change.ask == Ask.ADD_BLOCK:
        structure.add_block(municipality=row.municipality, name=change.name, grounds=grounds, by=by)
    elif change.ask == Ask.RENAME_BLOCK and change.block:
        structure.rename_block(block=change.block, name=change.name, grounds=grounds, by=by)


def _editable(proposal: Proposal, by: Actor) -> Proposal:
    require(by, Permission.PROPOSE)
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.made_by_id != by.person_id and not by.is_program:
        raise AccessDenied("Предложение меняет тот, кто его подал.")
    if row.state not in EDITABLE:
        label = State(row.state).label
        raise RuleViolation(f"Предложение в состоянии «{label}»: менять его уже нельзя.")
    return row


def _check_words(
    subject: Subject, text: str, block: Block | None, origin: Origin, letter: str
) -> None:
    if not text.strip():
        raise RuleViolation("Напишите, что предлагается и почему.")
    if subject == Subject.BLOCK and block is None:
        raise RuleViolation("Укажите, о составе какого блока речь.")
    if origin == Origin.REGION_CENTRE and not letter.strip():
        raise RuleViolation("Для предложения ЦУР укажите письмо: номер и дату.")


def _journal(
    code: str,
    row: Proposal,
    by: Actor,
    after: dict[str, Any],
    at: datetime | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    journal.write(
        code, by=by, municipality_id=row.municipality_id, of=row, before=before, after=after, at=at
    )
