"""A clause of a founding act as people write it."""

from collections.abc import Iterable, Mapping
from typing import Any

from mcu.org.rules.profile.words import ACT_KINDS


def cite(clauses: Iterable[str], acts: Mapping[str, Mapping[str, Any]]) -> str:
    """«п. 3.3.3», or «порядок № 5, п. 2» for an act other than the main one."""
    told = []
    for clause in clauses:
        code, slash, point = clause.partition("/")
        act = acts.get(code, {}) if slash else {}
        point = point if slash else clause
        words = f"п. {point}" if point[:1].isdigit() else point
        told.append(f"{_act(act)}, {words}" if act else words)
    return "; ".join(told)


def _act(act: Mapping[str, Any]) -> str:
    kind = ACT_KINDS[act.get("kind", "other")]
    return f"{kind} № {act['number']}" if act.get("number") else kind
