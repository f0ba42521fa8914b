"""Reading the quality of answers, each query narrowed to what the actor may see."""

from mcu.quality.queries.asking import last_answered, open_invitation, policy_of, to_ask, to_remind
from mcu.quality.queries.conflicts import conflict_for, conflicts
from mcu.quality.queries.looks import by_body, drawable, look_for, looks, run_for, runs
from mcu.quality.queries.ratings import (
    Satisfaction,
    invitation_for,
    ratings,
    satisfaction,
    waiting,
)
from mcu.quality.queries.surveys import open_survey, results, survey_for, surveys

__all__ = [
    "Satisfaction",
    "by_body",
    "conflict_for",
    "conflicts",
    "drawable",
    "invitation_for",
    "last_answered",
    "look_for",
    "looks",
    "open_invitation",
    "open_survey",
    "policy_of",
    "ratings",
    "results",
    "run_for",
    "runs",
    "satisfaction",
    "survey_for",
    "surveys",
    "to_ask",
    "to_remind",
    "waiting",
]
