"""Reading tasks: who sees what, the list, the page, what they are about."""

from mcu.tasks.queries.access import (
    OF_CASE,
    link_for,
    parts_of,
    recurrence_for,
    task_for,
    tasks_for,
    verification_for,
    verified_case_for,
)
from mcu.tasks.queries.card import TaskCard, card, clock_of, fits, timeline
from mcu.tasks.queries.listed import board, counts, listed, matching, pressing
from mcu.tasks.queries.objects import (
    About,
    about_case,
    about_for,
    colleagues,
    head_of,
    link_of,
    settings_of,
    tasks_about,
)
from mcu.tasks.queries.verification import closed_cases, results, sheet

__all__ = [
    "OF_CASE",
    "About",
    "TaskCard",
    "about_case",
    "about_for",
    "board",
    "card",
    "clock_of",
    "closed_cases",
    "colleagues",
    "counts",
    "fits",
    "head_of",
    "link_for",
    "link_of",
    "listed",
    "matching",
    "parts_of",
    "pressing",
    "recurrence_for",
    "results",
    "settings_of",
    "sheet",
    "task_for",
    "tasks_about",
    "tasks_for",
    "timeline",
    "verification_for",
    "verified_case_for",
]
