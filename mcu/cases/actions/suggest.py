"""The machine's guesses are kept with confidence and reason; nothing is decided by them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from mcu.cases.models import Case, Suggestion
from mcu.cases.queries.suggesting import Asked, Guess, Suggester, executor_names, suggester_for
from mcu.cases.rules.learning import Target
from mcu.cases.rules.workflow import FINISHED, State

LEARNT = (Target.TOPIC, Target.EXECUTOR)
BATCH = 500
UNCHARGED = (State.NEW, State.TRIAGE)


def suggest(
    cases: Sequence[Case], now: datetime, suggester: Suggester | None = None
) -> list[Suggestion]:
    """Topics and executors for new cases of one municipality, all of them in one go."""
    if not cases:
        return []
    place = cases[0].municipality_id
    suggester = suggester or suggester_for(place)
    topics = suggester.topics([case.text for case in cases])
    executors = _executors(suggester, cases, [found[0].code if found else "" for found in topics])
    made = [
        *_rows(Target.TOPIC, cases, topics, now),
        *_rows(Target.EXECUTOR, cases, executors, now),
    ]
    return Suggestion.objects.bulk_create(made)


def suggest_executor(case: Case, now: datetime) -> None:
    """Once its topic is said, whose it is is asked again."""
    suggester = suggester_for(case.municipality_id)
    if suggester.knows_executors:
        _open((case,)).filter(about=Target.EXECUTOR).delete()
        found = _executors(suggester, [case], [""])
        Suggestion.objects.bulk_create(_rows(Target.EXECUTOR, [case], found, now))


def suggest_anew(municipality_id: int, now: datetime) -> int:
    """After another model took over: open cases nobody has sorted yet are asked about again."""
    suggester, position, done = suggester_for(municipality_id), 0, 0
    waiting = Case.objects.filter(municipality_id=municipality_id).exclude(
        state__in=sorted(FINISHED)
    )
    waiting = waiting.filter(Q(topic_confirmed=False) | Q(state__in=UNCHARGED))
    waiting = waiting.select_related("topic")
    while cases := list(waiting.filter(pk__gt=position).order_by("pk")[:BATCH]):
        with transaction.atomic():
            _suggest_again(suggester, cases, now)
        position, done = cases[-1].pk, done + len(cases)
    return done


def decide(case: Case, about: str, value: str, now: datetime) -> None:
    """What a person decided is kept beside what was suggested: the difference teaches."""
    _open((case,)).filter(about=about).update(decided_at=now, decided_value=value)


def reopen(cases: Sequence[Case], now: datetime) -> None:
    """A decision was taken back: the same is suggested again."""
    found = Suggestion.objects.filter(case__in=cases, about__in=LEARNT)
    found.update(decided_at=None, decided_value="")


def _suggest_again(suggester: Suggester, cases: Sequence[Case], now: datetime) -> None:
    _open(cases).filter(about__in=LEARNT).delete()
    unsorted = [case for case in cases if not case.topic_confirmed]
    suggest(unsorted, now, suggester)
    sorted_ = [case for case in cases if case.topic_confirmed]
    found = _executors(suggester, sorted_, ["" for _ in sorted_])
    Suggestion.objects.bulk_create(_rows(Target.EXECUTOR, sorted_, found, now))


def _open(cases: Sequence[Case]) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(case__in=cases, decided_at__isnull=True)


def _executors(
    suggester: Suggester, cases: Sequence[Case], topics: Sequence[str]
) -> list[list[Guess]]:
    """By the topic a person said, else by the likeliest."""
    if not (suggester.knows_executors and cases):
        return [[] for _ in cases]
    asked = [
        Asked(case.text, case.topic.code if case.topic else topic, case.settlement, case.street)
        for case, topic in zip(cases, topics, strict=True)
    ]
    return suggester.executors(asked, executor_names(cases[0].municipality_id))


def _rows(
    about: str, cases: Sequence[Case], guesses: Sequence[Sequence[Guess]], now: datetime
) -> list[Suggestion]:
    return [
        Suggestion(
            case=case,
            about=about,
            value=guess.code,
            title=guess.name[:300],
            confidence=guess.confidence,
            reason=guess.reason,
            made_at=now,
            model_id=guess.model_id,
        )
        for case, found in zip(cases, guesses, strict=True)
        for guess in found
    ]
