"""What the templates of the list and of the card are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms

from mcu.cases import forms, queries
from mcu.cases.models import Case
from mcu.cases.queries import Card
from mcu.cases.rules.sentences import became, sentence
from mcu.cases.rules.terms import ClockView, clock
from mcu.cases.rules.workflow import Verb
from mcu.org import queries as org
from mcu.org.rules.roles import Actor, Permission, may


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: Case
    clock: ClockView


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    became: str


def rows(cases: list[Case], now: datetime) -> list[Row]:
    return [Row(case, clock(case.due_at, None, now)) for case in cases]


def card_shown(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """Everything the card shows, with a form for each act that is possible now."""
    card = queries.card(case, actor, now)
    return {
        "card": card,
        "case": case,
        "events": history(case),
        "forms": act_forms(card, actor, now),
        "topics": queries.classifier_for(case.municipality_id).rows if "classify" in card.can else [],
        "reveals": card.has_applicant and bool(may(actor, Permission.REVEAL)),
    }


def history(case: Case) -> list[Event]:
    return [
        Event(entry.at, entry.actor_name, sentence(entry.action, entry.after), became(entry.after))
        for entry in queries.timeline(case)
    ]


def act_forms(card: Card, actor: Actor, now: datetime) -> Mapping[str, django_forms.Form]:
    """An empty form for each possible verb that needs one."""
    case, returned = card.case, card.returned
    text = card.draft.text if card.draft else returned.text if returned else ""
    makers: dict[str, Callable[[], django_forms.Form]] = {
        Verb.CLASSIFY: lambda: forms.ClassifyForm(
            classifier=queries.classifier_for(case.municipality_id), case=case
        ),
        Verb.ASSIGN: lambda: assign_form(None, actor, case, now),
        Verb.ASK: lambda: forms.AskForm(blocks=list(org.blocks(actor)), case=case),
        Verb.DRAFT: lambda: forms.DraftForm(initial={"text": text}),
        Verb.RETURN: lambda: forms.ReasonForm(auto_id="return_%s"),
        Verb.PUBLISH: lambda: forms.PublishForm(),
        Verb.CLOSE: lambda: forms.CloseForm(auto_id="close_%s"),
        Verb.REOPEN: lambda: forms.ReasonForm(auto_id="reopen_%s"),
        Verb.REDIRECT: lambda: forms.RedirectForm(),
        Verb.POSTPONE: lambda: forms.PostponeForm(auto_id="postpone_%s"),
        Verb.MERGE: lambda: forms.MergeForm(actor=actor),
        Verb.NOTE: lambda: forms.NoteForm(auto_id="note_%s"),
        Verb.ATTACH: lambda: forms.AttachForm(),
        Verb.REPLY: lambda: forms.ReplyForm(),
    }
    return {str(verb): make() for verb, make in makers.items() if verb in card.can}


def assign_form(data: Any, actor: Actor, case: Case | None, now: datetime) -> forms.AssignForm:
    """The form to charge somebody: bodies in force, blocks, whoever may be an executor."""
    return forms.AssignForm(
        data,
        bodies=[body for body in org.bodies(actor) if body.active],
        blocks=list(org.blocks(actor)),
        people=list(org.executors_of(None, actor.municipality_id, now)),
        case=case,
    )
