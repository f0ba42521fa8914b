"""What an answer is measured against, whose turn it is, who else is writing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mcu.cases.models import (
    Answer,
    Applicant,
    ApplicantKey,
    ApprovalStage,
    ApprovalTurn,
    Case,
    CaseQuestion,
    CheckRule,
    Editing,
    Promise,
)
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.answering import STILL_HERE, Mark, Mode, held_up, marked, modes
from mcu.cases.rules.checks import BY_CODE, Check, Draft, Finding, Review, Ticked, answers, review
from mcu.cases.rules.workflow import State
from mcu.core import vault
from mcu.org.rules.roles import Actor, Permission

EARLIER = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the list: `answered` as it stands, `ticked` when a person said so."""

    number: int
    text: str
    answered: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one check says of an answer, all its findings together."""

    check: Check
    blocks: bool
    findings: list[tuple[Finding, str]]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft measured, for the editor and for the act of sending it."""

    text: str
    review: Review
    modes: dict[str, Mode]
    questions: list[Asked]

    @property
    def score(self) -> float:
        return self.review.score

    @property
    def blocks(self) -> bool:
        return bool(held_up(self.review, self.modes))

    @property
    def said(self) -> list[Said]:
        """By check, what holds the answer up before what is only advised."""
        found: dict[str, list[tuple[Finding, str]]] = {}
        for one in self.review.findings:
            quoted = "" if one.start is None else self.text[one.start : one.end]
            found.setdefault(one.code, []).append((one, quoted))
        rows = [
            Said(BY_CODE[code], self.modes[code] == Mode.BLOCK, pairs)
            for code, pairs in found.items()
        ]
        return sorted(rows, key=lambda row: not row.blocks)

    @property
    def marks(self) -> list[Mark]:
        return marked(self.text, self.review.findings)

    @property
    def open_questions(self) -> int:
        return sum(not asked.answered for asked in self.questions)


def modes_of(municipality_id: int) -> dict[str, Mode]:
    chosen = CheckRule.objects.filter(municipality_id=municipality_id)
    return modes(dict(chosen.values_list("code", "mode")))


def reviewed(case: Case, text: str, now: datetime) -> Reviewed:
    """The text against the case, by the checks the municipality holds; a constant number of queries."""
    held = modes_of(case.municipality_id)
    kept = list(case.asked.all())
    draft = draft_of(case, text, kept, now)
    off = {code for code, mode in held.items() if mode == Mode.OFF}
    asked = [
        Asked(number, one.text, told, bool(kept) and kept[number].answered is not None)
        for number, (one, told) in enumerate(answers(draft))
    ]
    return Reviewed(text, review(draft, off), held, asked)


def draft_of(case: Case, text: str, kept: list[CaseQuestion], now: datetime) -> Draft:
    ticked = tuple(Ticked(row.text, row.answered) for row in kept) if kept else None
    return Draft(
        text=text,
        message=case.text,
        channel=case.channel,
        regime=case.regime,
        kind=case.kind or Draft.kind,
        today=timezone.localdate(now),
        author=_author(case),
        earlier=_earlier(case),
        questions=ticked,
    )


def stages_of(case: Case) -> list[ApprovalStage]:
    """The chain for the regime of the case: its own stages and those of every regime."""
    rows = ApprovalStage.objects.filter(municipality_id=case.municipality_id)
    return list(rows.filter(regime__in=("", case.regime)))


def roles_of(actor: Actor) -> frozenset[str]:
    """The roles somebody holds, their own and those of whom they stand in for."""
    return frozenset(duty.role for duty in actor.duties)


def awaiting(actor: Actor) -> QuerySet[Case]:
    """Cases whose answer waits for this person: their stage of the chain, or no chain at all."""
    last = Answer.objects.filter(case=OuterRef("pk"), state=Answer.State.APPROVAL)
    last = last.exclude(kind=Answer.Kind.SECOND)
    of_case = {"answer__case": OuterRef("pk")}
    waiting = _waiting_turns().filter(**of_case).exclude(answer__kind=Answer.Kind.SECOND)
    mine = _turns_of(actor).filter(**of_case).exclude(answer__kind=Answer.Kind.SECOND)
    cases = cases_for(actor, Permission.APPROVE).filter(Exists(last), state=State.APPROVAL)
    return cases.filter(Q(Exists(mine)) | ~Q(Exists(waiting)))


def second_awaiting(actor: Actor) -> QuerySet[Promise]:
    """Promises kept whose second answer waits for this person: those always have a chain."""
    kept = Promise.objects.filter(case__in=cases_for(actor, Permission.APPROVE))
    return kept.filter(second_answer__in=_turns_of(actor).values("answer"), told_at__isnull=True)


def others_writing(case: Case, actor: Actor, now: datetime) -> list[str]:
    """Who else has the editor of this case open just now."""
    here = Editing.objects.filter(case=case, at__gt=now - STILL_HERE)
    others = here.exclude(person_id=actor.person_id or 0).select_related("person")
    return [row.person.get_short_name() for row in others]


def _waiting_turns() -> QuerySet[ApprovalTurn]:
    """Stages nobody has decided, of answers that are at approval."""
    return ApprovalTurn.objects.filter(verdict="", answer__state=Answer.State.APPROVAL)


def _turns_of(actor: Actor) -> QuerySet[ApprovalTurn]:
    """Those whose turn it is now and which this person decides."""
    earlier = ApprovalTurn.objects.filter(
        answer=OuterRef("answer"), verdict="", order__lt=OuterRef("order")
    )
    return _waiting_turns().filter(~Exists(earlier), role__in=roles_of(actor))


def _author(case: Case) -> str:
    """The name the answer is compared with: it stays inside the program and is never shown."""
    row = Applicant.objects.filter(case=case, erased_at__isnull=True).first()
    if row is None:
        return ""
    try:
        return str(vault.unseal(row.sealed).get("applicant_name") or "")
    except vault.SealBroken:
        return ""


def _earlier(case: Case) -> tuple[str, ...]:
    """The last answers to the same person in the same channel: by the blind index, texts only."""
    keys = ApplicantKey.objects.filter(case=case).values("value")
    others = ApplicantKey.objects.filter(value__in=keys).exclude(case=case).values("case")
    given = Answer.objects.filter(
        case__in=others, case__municipality_id=case.municipality_id, state=Answer.State.PUBLISHED
    )
    return tuple(given.order_by("-written_at").values_list("text", flat=True)[:EARLIER])


def versions_awaiting(cases: Iterable[Case]) -> dict[int, Answer]:
    """By case the version that waits, with its turns of approval; two queries."""
    rows = Answer.objects.filter(case__in=cases, state=Answer.State.APPROVAL)
    rows = rows.exclude(kind=Answer.Kind.SECOND)
    return {row.case_id: row for row in rows.prefetch_related("approvals").order_by("number")}


def stages_in(municipality_id: int) -> QuerySet[ApprovalStage]:
    """Every stage of approval of the municipality, of both regimes."""
    return ApprovalStage.objects.filter(municipality=municipality_id)


def stage_for(actor: Actor, pk: int) -> ApprovalStage:
    """A stage of one's own municipality, else Http404."""
    return get_object_or_404(stages_in(actor.municipality_id), pk=pk)
