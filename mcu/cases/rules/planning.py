"""What an act of a rule would make of a case: the same for a dry run and for the act itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mcu.cases.rules.automation import DEEDS, Act, Deed, Needs
from mcu.cases.rules.conditions import Facts
from mcu.cases.rules.workflow import MOVES, State, Verb

VERBS: Mapping[Deed, Verb] = {
    Deed.BODY: Verb.ASSIGN,
    Deed.BLOCK: Verb.ASSIGN,
    Deed.EXECUTOR: Verb.ASSIGN,
    Deed.IMPORTANCE: Verb.IMPORTANCE,
    Deed.ASK: Verb.ASK,
    Deed.TAG: Verb.TAG,
    Deed.CONTROL: Verb.CONTROL,
}
GONE = {
    Needs.BODY: "такого действующего органа нет",
    Needs.BLOCK: "такого действующего блока нет",
    Needs.PERSON: "такого сотрудника нет",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What there is to choose from: code → name, and the block of each body."""

    names: Mapping[str, Mapping[str, str]]
    block_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """An act and what comes of it: `refused` says why nothing, `same` that nothing is needed."""

    act: Act
    before: str
    facts: Facts
    refused: str = ""
    same: bool = False

    @property
    def result(self) -> str:
        return "refused" if self.refused else "same" if self.same else "done"

    @property
    def said(self) -> dict[str, Any]:
        """What is kept of it, in codes."""
        kept = {"do": str(self.act.deed), "value": self.act.value, "result": self.result}
        return kept | {"before": self.before} | ({"why": self.refused} if self.refused else {})


def plan(act: Act, facts: Facts, reference: Reference) -> Plan:
    """What the act would do to a case of which this is known."""
    before, after = _changed(act, facts, reference)
    known = reference.names.get(DEEDS[act.deed].needs)
    if known is not None and act.value not in known:
        return Plan(act, before, facts, GONE.get(DEEDS[act.deed].needs, "такого значения нет"))
    verb = VERBS.get(act.deed)
    if verb and facts.state not in MOVES[verb].sources:
        return Plan(act, before, facts, f"в состоянии «{State(facts.state).label}» это невозможно")
    if act.deed is Deed.EXECUTOR and not (facts.body or facts.block):
        return Plan(act, before, facts, "сначала нужен орган или блок")
    return Plan(act, before, after, same=after == facts and act.deed in CHANGING)


CHANGING = frozenset({Deed.BODY, Deed.BLOCK, Deed.EXECUTOR, Deed.IMPORTANCE, Deed.TAG})


def _changed(act: Act, facts: Facts, reference: Reference) -> tuple[str, Facts]:
    """What stood there, in codes, and the facts afterwards."""
    stood = f"{facts.state}|{facts.body}|{facts.block}|{facts.executor}"
    if act.deed is Deed.BODY:
        if facts.body == act.value:
            return stood, facts
        block = reference.block_of.get(act.value, "")
        return stood, _assigned(facts, body=act.value, block=block)
    if act.deed is Deed.BLOCK:
        same = facts.block == act.value
        return stood, facts if same else _assigned(facts, body="", block=act.value)
    if act.deed is Deed.EXECUTOR:
        same = facts.executor == act.value
        return stood, facts if same else replace(facts, executor=act.value, state=State.ASSIGNED)
    if act.deed is Deed.IMPORTANCE:
        return facts.importance, replace(facts, importance=act.value)
    if act.deed is Deed.TAG:
        return "", replace(facts, tags=with_tag(facts.tags, act.value))
    return "", facts


def _assigned(facts: Facts, *, body: str, block: str) -> Facts:
    return replace(facts, body=body, block=block, executor="", state=State.ASSIGNED)


def with_tag(tags: str, tag: str) -> str:
    """The tags with this one; it stands there once."""
    found = [part.strip() for part in tags.split(",") if part.strip()]
    return tags if tag in found else ", ".join([*found, tag])


def without_tag(tags: str, tag: str) -> str:
    return ", ".join(part.strip() for part in tags.split(",") if part.strip() not in {"", tag})
