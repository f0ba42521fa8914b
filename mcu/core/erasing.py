"""How personal data is erased: written next to the data, listed by `desk`, run by its rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule of retention asks for: whose, of which regime, older than when.

    `reviewed` narrows it to what a person has decided to erase.
    """

    municipality_id: int
    moment: str
    before: datetime
    now: datetime
    regime: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Eraser:
    """One kind of personal data: its fields as «app.Model.field», how it is found and erased.

    `rows` gives what is due and not erased yet, so that a run that was killed finds the rest;
    `erase` takes keys of those rows and answers how many were erased. `of_cases` tells whether the
    rows hang on cases, which may be held or put before a review.
    """

    what: str
    title: str
    fields: tuple[str, ...]
    moments: tuple[str, ...]
    rows: Callable[[Due], QuerySet[Any]]
    erase: Callable[[Sequence[int], datetime], int]
    of_cases: bool = True
