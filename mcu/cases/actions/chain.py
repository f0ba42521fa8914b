"""The chain of approval of one version of an answer: laid when it is sent, decided stage by stage."""

from mcu.cases.actions.step import Step
from mcu.cases.models import Answer, ApprovalTurn
from mcu.cases.queries.answering import roles_of, stages_of
from mcu.cases.rules.answering import Verdict, require_turn
from mcu.org.rules.roles import Role


def lay_chain(work: Step, answer: Answer) -> list[ApprovalTurn]:
    """The stages as they are now: a chain that changes later leaves this answer alone."""
    return ApprovalTurn.objects.bulk_create(
        ApprovalTurn(answer=answer, order=number, title=stage.title, role=stage.role)
        for number, stage in enumerate(stages_of(work.case), 1)
    )


def decide_stage(work: Step, stage: ApprovalTurn, verdict: Verdict) -> None:
    """Only whose turn it is decides; somebody who stands in for them counts."""
    if not work.by.is_program:
        require_turn(stage, roles_of(work.by), Role(stage.role).label)
    stage.verdict = verdict
    stage.decided_at = work.now
    stage.decided_by_name = work.by.name
    stage.save(update_fields=["verdict", "decided_at", "decided_by_name"])
