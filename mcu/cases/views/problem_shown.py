"""What the page of a problem is given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms as django_forms
from django.utils import timezone

from mcu.cases import queries
from mcu.cases.forms.acts import AttachForm
from mcu.cases.forms.problem import ByNumber, ChargeForm, DescribeForm, PlanForm, StepForm
from mcu.cases.models import Answer, Problem, ProblemAnswer
from mcu.cases.queries import problem as problems
from mcu.cases.queries.conversation import sent_to_all
from mcu.cases.queries.effect import Measured, measure_problem, weekly
from mcu.cases.rules.problem import JOINABLE, OVER, ProblemState, Step, steps_from
from mcu.cases.rules.sentences import sentence
from mcu.org import queries as org
from mcu.org.rules.roles import Actor, Permission, may

P = Permission
SHOWN_MESSAGES = 200
FLOW_WEEKS = 13
BAR, GAP, HIGH = 26, 6, 96
ASKS = {"done": ("done", "done_on"), "proof": ("proof",), "reason": ("reason",)}


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the flow as a bar of the drawing, with its words."""

    since: date
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class StepShown:
    """A button of the page: without fields it is pressed at once."""

    step: Step
    fields: list[django_forms.BoundField]
    blocked: str = ""


def problem_shown(actor: Actor, problem: Problem, now: datetime) -> dict[str, Any]:
    """Everything the page shows; a constant number of queries."""
    whose = problems.belongs_problem(problem)
    may_lead, may_work = (
        bool(may(actor, P.PROBLEM_LEAD, whose)),
        bool(may(actor, P.PROBLEM_WORK, whose)),
    )
    messages = problems.messages_of(actor, problem, SHOWN_MESSAGES)
    return {
        "problem": problem,
        "links": messages,
        "unseen": problem.size - len(messages),
        "open_count": sum(link.case.is_open for link in messages),
        "bars": flow_bars(problem, now),
        "measured": measured(problem, now),
        "files": list(problem.files.all()),
        "events": [
            (entry.at, entry.actor_name, sentence(entry.action, entry.after))
            for entry in problems.problem_history(problem)
        ],
        "acts": problems.undoable(problem) if may_lead else [],
        "answerings": list(problem.answers.all()[:5]),
        "united": list(problem.joined.all()),
        "today": timezone.localdate(now),
        "may_lead": may_lead and problem.state in JOINABLE,
        "may_work": may_work,
        "may_answer": bool(may(actor, P.DRAFT)) and problem.state != ProblemState.JOINED,
        **(work_forms(actor, problem, now) if may_work else {}),
        "unite": ByNumber(actor=actor, auto_id="unite_%s"),
    }


def work_forms(actor: Actor, problem: Problem, now: datetime) -> dict[str, Any]:
    """The forms of the work; none of the plan and of charging where the problem is over."""
    classifier = queries.classifier_for(problem.municipality_id)
    found: dict[str, Any] = {
        "steps": [_step(step, problem) for step in steps_from(problem.state)],
        "describe": DescribeForm(
            problem=problem, topics=[t for t in classifier.rows if t.parent_id]
        ),
        "attach": AttachForm(),
    }
    if problem.state not in OVER:
        found |= {
            "plan": PlanForm(problem=problem),
            "charge": charge_form(None, actor, problem, now),
        }
    return found


def charge_form(data: Any, actor: Actor, problem: Problem, now: datetime) -> ChargeForm:
    """Bodies in force, blocks, whoever may be an executor."""
    return ChargeForm(
        data,
        bodies=[body for body in org.bodies(actor) if body.active],
        blocks=list(org.blocks(actor).filter(active=True)),
        people=list(org.executors_of(None, actor.municipality_id, now)),
        problem=problem,
    )


def flow_bars(problem: Problem, now: datetime) -> list[Bar]:
    """Messages of the problem by week, the last quarter; drawn in a box of HIGH units."""
    since = timezone.localdate(now) - timedelta(weeks=FLOW_WEEKS, days=-1)
    counts = weekly(problems.cases_of(problem), since, FLOW_WEEKS)
    most = max(counts) or 1
    return [
        Bar(since + timedelta(weeks=i), n, i * (BAR + GAP), HIGH - HIGH * n / most, HIGH * n / most)
        for i, n in enumerate(counts)
    ]


def measured(problem: Problem, now: datetime) -> Measured | None:
    """The effect of the work, when its day and place are known."""
    return measure_problem(problem, now)


def progress(answering: ProblemAnswer) -> dict[str, Any]:
    """How far an answering of everyone came, message by message; four queries."""
    lines = list(answering.replies.select_related("case").prefetch_related("case__answers"))
    done = sum(line.state != line.State.WAITING for line in lines)
    sent = sent_to_all(line.case_id for line in lines)
    shown = [
        (line, max(line.case.answers.all(), key=_number, default=None), sent.get(line.case_id))
        for line in lines
    ]
    return {"answering": answering, "lines": shown, "done": done, "total": len(lines)}


def _number(answer: Answer) -> int:
    return answer.number


def _step(step: Step, problem: Problem) -> StepShown:
    """The fields the step asks for; what has to be said elsewhere blocks it in words."""
    initial = {
        "to": step.target,
        "done": problem.done,
        "done_on": problem.done_on or timezone.localdate(),
        "proof": problem.proof,
    }
    form = StepForm(initial=initial, auto_id=f"step_{step.target}_%s")
    names = [
        name for need in ("done", "proof", "reason") if need in step.needs for name in ASKS[need]
    ]
    missing = "plan" in step.needs and not (problem.plan and problem.plan_until)
    return StepShown(step, [form[name] for name in names], "сначала план" if missing else "")
