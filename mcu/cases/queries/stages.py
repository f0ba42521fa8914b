"""Where a case stands in its system of record, and what the municipality has set about systems."""

from dataclasses import dataclass
from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils import timezone

from mcu.cases.models import ApprovalNeed, Case, Redirect, SourceRecord, StageWord
from mcu.cases.queries.redirects import redirects_of
from mcu.cases.rules.reaction import Reaction, reaction
from mcu.cases.rules.stages import Mark, Stage, line, plain, stage_of_word, stages_of
from mcu.cases.rules.words import Approval, System
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor


@dataclass(frozen=True, slots=True)
class SystemView:
    """What the block «В ПОС» or «В Инциденте» of the card shows."""

    case: Case
    source: SourceRecord | None
    marks: list[Mark]
    word_known: bool
    reaction: Reaction | None
    redirects: list[Redirect]
    moved: int

    @property
    def unverified(self) -> bool:
        return not all(mark.stage.verified for mark in self.marks)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage on the page of settings: its known words and those of one's own."""

    stage: Stage
    own: list[StageWord]


def system_view(case: Case) -> SystemView:
    """For a case already found for an actor."""
    own = own_words(case.municipality_id, case.system)
    calendar = calendar_for(case.municipality)
    return SystemView(
        case=case,
        source=SourceRecord.objects.filter(case=case).first(),
        marks=line(case.system, case.state, case.source_step, own),
        word_known=stage_of_word(case.system, case.source_step, own) is not None,
        reaction=reaction(case.received_at, case.first_answer_at, calendar),
        redirects=redirects_of(case),
        moved=sum(case.promises.values_list("moved", flat=True)),
    )


def own_words(municipality_id: int, system: str) -> dict[str, str]:
    """Plain word → code of the stage, as the municipality reads it."""
    rows = StageWord.objects.filter(municipality_id=municipality_id, system=system)
    return {plain(word): stage for word, stage in rows.values_list("word", "stage")}


def stage_table(municipality_id: int, system: str) -> list[StageRow]:
    """Every stage of a system with all words that mean it."""
    own: dict[str, list[StageWord]] = {}
    for row in StageWord.objects.filter(municipality_id=municipality_id, system=system):
        own.setdefault(row.stage, []).append(row)
    return [StageRow(stage, own.get(stage.code, [])) for stage in stages_of(system)]


def unknown_words(municipality_id: int, system: str) -> list[str]:
    """Words that came with files of the last year and mean nothing here yet."""
    own = own_words(municipality_id, system)
    since = timezone.now() - timedelta(days=366)
    came = Case.objects.filter(
        municipality_id=municipality_id, system=system, received_at__gte=since
    ).exclude(source_step="")
    words = came.order_by("source_step").values_list("source_step", flat=True).distinct()[:500]
    return [word for word in words if stage_of_word(system, word, own) is None]


def approvals_of(municipality_id: int) -> dict[str, str]:
    """Whether answers of each system are approved; they are where nothing is set."""
    found = ApprovalNeed.objects.filter(municipality_id=municipality_id)
    return dict.fromkeys(System.values, Approval.NEEDED.value) | dict(
        found.values_list("system", "need")
    )


def approval_of(municipality_id: int, system: str) -> str:
    """Whether answers of this system are approved."""
    return approvals_of(municipality_id)[system]


def is_approved(case: Case) -> bool:
    """Whether answers of the system of the case are approved before they are given."""
    return approval_of(case.municipality_id, case.system) != Approval.NONE


def own_word_for(actor: Actor, pk: int) -> StageWord:
    """A status word read in the municipality's own way, else Http404."""
    return get_object_or_404(StageWord, municipality_id=actor.municipality_id, pk=pk)
