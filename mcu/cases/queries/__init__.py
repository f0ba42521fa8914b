"""Reading cases, with access built in: what is not visible is not found."""

from mcu.cases.queries.access import (
    belongs,
    case_for,
    cases_for,
    held_files,
    request_for,
    view_for,
    within,
)
from mcu.cases.queries.card import Card, card, timeline
from mcu.cases.queries.classifier import Classifier, classifier_for, topics_of
from mcu.cases.queries.feed import PAGE, SHOWN_TEXT, FeedPage, counts, feed, matching
from mcu.cases.queries.knowledge import (
    NormRow,
    about,
    norm_for,
    norms_of,
    routing_for,
)
from mcu.cases.queries.stages import approval_of
from mcu.cases.queries.terms import clocks_of

__all__ = [
    "PAGE",
    "SHOWN_TEXT",
    "Card",
    "Classifier",
    "FeedPage",
    "NormRow",
    "about",
    "approval_of",
    "belongs",
    "card",
    "case_for",
    "cases_for",
    "classifier_for",
    "clocks_of",
    "counts",
    "feed",
    "held_files",
    "matching",
    "norm_for",
    "norms_of",
    "request_for",
    "routing_for",
    "timeline",
    "topics_of",
    "view_for",
    "within",
]
