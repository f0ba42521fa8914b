"""What the block about the appeal is given: facts in words and a form for each verb that is possible."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms

from mcu.cases import queries
from mcu.cases.forms import appeal as filled
from mcu.cases.forms.papers import MigrationForm, PapersForm
from mcu.cases.models import Case
from mcu.cases.queries.appeal import (
    AppealFacts,
    appeal_facts,
    suggested_former,
)
from mcu.cases.rules.appeal import LAW, DecisionKind, Form, NoticeKind, form_of
from mcu.cases.rules.terms import ClockView, clock
from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import Verb, available
from mcu.cases.views.shown import Act
from mcu.org import queries as org
from mcu.org.rules.roles import Actor

RARE = frozenset(
    {Verb.REGIME, Verb.SPLIT, Verb.UNSPLIT, Verb.COPIES, Verb.MIGRATION, Verb.NO_REPLY}
)
ORDER = (
    Verb.ENROL, Verb.RESOLVE, Verb.EXTEND, Verb.RESULT, Verb.FILE, Verb.FACETS, Verb.PAPERS, Verb.COPIES,
    Verb.MIGRATION, Verb.NO_REPLY,
    Verb.SPLIT, Verb.UNSPLIT, Verb.REGIME,
)  # fmt: skip


def appeal_shown(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """Everything the block shows; a constant number of queries."""
    facts = appeal_facts(case)
    moves = {m.verb: m.label for m in available(case.state, actor, queries.belongs(case))}
    fitting = [verb for verb in ORDER if verb in moves and _fits(verb, facts)]
    makers = _makers(actor, case, facts, now)
    appeal = facts.appeal
    unchecked = Verb.REPEAT in moves and appeal is not None and not appeal.former_checked_at
    return {
        "case": case,
        "facts": facts,
        "appeal": appeal if case.regime == Regime.APPEAL else None,
        "form_label": str(Form(case.form or form_of(case.channel)).label),
        "acts": [
            Act(verb, moves[verb], makers[verb]() if verb in makers else None, verb == Verb.ENROL, verb in RARE)
            for verb in fitting
        ],
        "decisions": [_decision(row) for row in facts.decisions],
        "notices": [(notice, _notice_clock(notice, now)) for notice in facts.notices],
        "may_decide": Verb.REFUSE in moves,
        "may_notify": Verb.NOTIFY in moves,
        "may_receive": Verb.PAPERS_CAME in moves,
        "may_link": Verb.REPEAT in moves and appeal is not None,
        "suggested": suggested_former(case, actor) if unchecked else None,
        "sent_form": filled.SentForm(auto_id=False),
        "former_form": filled.FormerForm(actor=actor),
        "by": actor,
    }  # fmt: skip


def facets_form(
    data: Any, actor: Actor, case: Case, facts: AppealFacts | None = None
) -> filled.FacetsForm:
    bodies = [body for body in org.bodies(actor) if body.active]
    return filled.FacetsForm(data, case=case, bodies=bodies, facts=facts)


def resolution_form(data: Any, actor: Actor, now: datetime) -> filled.ResolutionForm:
    bodies = [body for body in org.bodies(actor) if body.active]
    people = list(org.executors_of(None, actor.municipality_id, now))
    return filled.ResolutionForm(data, bodies=bodies, people=people)


def _makers(
    actor: Actor, case: Case, facts: AppealFacts, now: datetime
) -> dict[Verb, Callable[[], django_forms.Form]]:
    return {
        Verb.FACETS: lambda: facets_form(None, actor, case, facts),
        Verb.REGIME: lambda: _regime_form(case),
        Verb.RESOLVE: lambda: resolution_form(None, actor, now),
        Verb.COPIES: lambda: filled.CopiesForm(
            bodies=[body for body in org.bodies(actor) if body.active]
        ),
        Verb.MIGRATION: MigrationForm,
        Verb.PAPERS: PapersForm,
        Verb.EXTEND: lambda: filled.ExtendForm(auto_id="extend_%s"),
        Verb.NO_REPLY: lambda: filled.NoReplyForm(auto_id="no_reply_%s"),
        Verb.RESULT: lambda: filled.ResultForm(auto_id="result_%s"),
        Verb.FILE: lambda: filled.FileForm(auto_id="file_%s"),
        Verb.SPLIT: lambda: filled.SplitForm(auto_id="split_%s"),
    }


def _regime_form(case: Case) -> filled.RegimeForm:
    form = filled.RegimeForm(auto_id="regime_%s")
    if case.regime == Regime.APPEAL:
        del form.fields["identified"]
    return form


def _fits(verb: Verb, facts: AppealFacts) -> bool:
    """Whether the verb means anything for this item as it is; the actions check it all the same."""
    appeal, case = facts.appeal, facts.case
    if verb in {Verb.SPLIT, Verb.UNSPLIT}:
        return (facts.split_of is None) == (verb == Verb.SPLIT)
    if case.regime != Regime.APPEAL:
        return verb in {Verb.FACETS, Verb.REGIME}
    if appeal is None:
        return verb in {Verb.ENROL, Verb.REGIME}
    waiting = {decision.kind for decision in facts.waiting}
    unfit = {
        Verb.ENROL: True,
        Verb.EXTEND: bool(facts.extension) or DecisionKind.EXTEND in waiting or bool(facts.answer),
        Verb.NO_REPLY: DecisionKind.NO_REPLY in waiting,
        Verb.RESULT: appeal.filed_on is not None,
        Verb.MIGRATION: any(n.kind == NoticeKind.MIGRATED for n in facts.notices),
        Verb.FILE: not appeal.result or appeal.filed_on is not None,
    }
    return not unfit.get(verb, False)


def _decision(row: Any) -> tuple[Any, str, str]:
    """A decision with its ground in words and the clause; what the law no longer knows by its code."""
    known = LAW.reasons if row.kind == DecisionKind.EXTEND else LAW.grounds
    ground = known.get(row.reason)
    return row, ground.title if ground else row.reason, ground.clause if ground else ""


def _notice_clock(notice: Any, now: datetime) -> ClockView | None:
    return clock(notice.due_at, notice.sent_at, now) if notice.due_at else None
