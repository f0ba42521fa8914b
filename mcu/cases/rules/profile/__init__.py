"""What a profile says of the work with messages: sections, what is wrong with them, what they mean."""

from mcu.cases.rules.profile.acting import APPEALS, APPROVALS, CHECKS, FAST_ROUTES, RULES, STAGES
from mcu.cases.rules.profile.checks import check, complete, known_topics, starter_classifier
from mcu.cases.rules.profile.parts import (
    CasesPart,
    NormPart,
    RoutePart,
    common_norms,
    read,
    route_steps,
    rungs,
)
from mcu.cases.rules.profile.sections import CHANNELS, LADDER, NORMS, ROUTES, TOPICS
from mcu.cases.rules.words import Channel
from mcu.core.profile import Choice

SECTIONS = (
    TOPICS, NORMS, LADDER, ROUTES, FAST_ROUTES, RULES, CHANNELS, APPROVALS, STAGES, CHECKS, APPEALS,
)  # fmt: skip
CHOICES = {
    each.name: frozenset(each.kind.options)
    for each in NORMS.fields
    if isinstance(each.kind, Choice)
}
KNOWN = {"channels": tuple(Channel.values), "topics": known_topics()}

__all__ = [
    "APPEALS",
    "APPROVALS",
    "CHANNELS",
    "CHECKS",
    "CHOICES",
    "FAST_ROUTES",
    "KNOWN",
    "LADDER",
    "NORMS",
    "ROUTES",
    "RULES",
    "SECTIONS",
    "STAGES",
    "TOPICS",
    "CasesPart",
    "NormPart",
    "RoutePart",
    "check",
    "common_norms",
    "complete",
    "read",
    "route_steps",
    "rungs",
    "starter_classifier",
]
