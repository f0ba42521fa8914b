"""The page «Обучение»: which versions there are, how good the shown one is, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404

from mcu.cases.models import Case, ConfirmRun, LearnedModel, Training
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.queries.confirming import confirm_runs
from mcu.cases.queries.decisions import decided_count
from mcu.cases.queries.suggesting import executor_names, learning_of
from mcu.cases.rules.learning import Learning, Score, Target
from mcu.org.rules.roles import Actor

VERSIONS, RUNS, TOPICS_SHOWN = 20, 5, 12
TALL, COLUMN = 96, 18  # of the chart
GONE = "больше не в классификаторе"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One topic or executor on the decisions kept aside."""

    name: str
    decided: int
    right: int
    in_vain: int

    @property
    def share(self) -> float:
        return self.right / self.decided if self.decided else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """What people decided where something else was suggested."""

    truth: str
    guess: str
    truth_name: str
    guess_name: str
    times: int


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of the flow is above a threshold and how often it is right; `x` on the chart."""

    threshold: int
    above: int
    right: int
    n: int
    x: int

    @property
    def share(self) -> float:
        return self.above / self.n if self.n else 0.0

    @property
    def accuracy(self) -> float:
        return self.right / self.above if self.above else 0.0

    @property
    def right_x(self) -> int:
        return self.x + COLUMN

    @property
    def above_height(self) -> int:
        return round(self.share * TALL)

    @property
    def above_y(self) -> int:
        return TALL - self.above_height

    @property
    def right_height(self) -> int:
        return round(self.accuracy * TALL)

    @property
    def right_y(self) -> int:
        return TALL - self.right_height


@dataclass(frozen=True, slots=True)
class Example:
    """A case where people decided otherwise; only one that the actor sees."""

    case: Case
    truth_name: str
    guess_name: str
    confidence: float


@dataclass(frozen=True)
class LearningPage:
    """Everything the page shows of one target; a constant number of queries."""

    learning: Learning
    target: Target
    versions: list[LearnedModel]
    model: LearnedModel | None
    decided: int
    training: Training | None
    runs: list[ConfirmRun]
    names: Mapping[str, str]

    @property
    def running(self) -> LearnedModel | None:
        return next((row for row in self.versions if row.state == LearnedModel.State.RUNNING), None)

    @cached_property
    def score(self) -> Score:
        return self.model.scored if self.model else Score()

    @property
    def left(self) -> int:
        """How many decisions are missing until the next training; 0: within the hour."""
        if self.training is None:
            return max(self.learning.least - self.decided, 0)
        new = abs(self.decided - self.training.decided)
        return max(self.learning.step - new, self.learning.least - self.decided, 0)

    @property
    def coverage(self) -> list[Covered]:
        return [
            Covered(threshold, above, right, self.score.n, 46 * place)
            for place, (threshold, above, right) in enumerate(self.score.coverage)
        ]

    @cached_property
    def labels(self) -> list[LabelRow]:
        """What was decided most often first."""
        rows = [
            LabelRow(named(self.names, label), *row) for label, row in self.score.labels.items()
        ]
        return sorted(rows, key=lambda row: (-row.decided, -row.in_vain, row.name))

    @property
    def first_labels(self) -> list[LabelRow]:
        return self.labels[:TOPICS_SHOWN]

    @property
    def more_labels(self) -> list[LabelRow]:
        return self.labels[TOPICS_SHOWN:]

    @property
    def pairs(self) -> list[Pair]:
        return [
            Pair(truth, guess, named(self.names, truth), named(self.names, guess), times)
            for truth, guess, times in self.score.confused
        ]


def learning_page(actor: Actor, target: Target, version: int | None) -> LearningPage:
    """The version asked for, else the one that works, else the last one."""
    place = actor.municipality_id
    versions = list(models_of(actor).filter(target=target)[:VERSIONS])
    running = next((row for row in versions if row.state == LearnedModel.State.RUNNING), None)
    asked = next((row for row in versions if row.version == version), None)
    return LearningPage(
        learning=learning_of(place),
        target=target,
        versions=versions,
        model=asked or running or (versions[0] if versions else None),
        decided=decided_count(place),
        training=trainings(actor).first(),
        runs=list(confirm_runs(actor)[:RUNS]),
        names=names_of(place, target),
    )


def examples(model: LearnedModel, actor: Actor, truth: str, guess: str) -> list[Example]:
    """The cases behind the mistakes of a version, the surest mistakes first."""
    wanted = [
        row
        for row in model.scored.mistakes
        if (not truth or row[1] == truth) and (not guess or row[2] == guess)
    ]
    seen = cases_for(actor).select_related("topic").in_bulk([row[0] for row in wanted])
    names = names_of(model.municipality_id, Target(model.target))
    return [
        Example(seen[key], named(names, right), named(names, wrong), confidence)
        for key, right, wrong, confidence in wanted
        if key in seen
    ]


def models_of(actor: Actor) -> QuerySet[LearnedModel]:
    return LearnedModel.objects.filter(municipality_id=actor.municipality_id)


def model_for(actor: Actor, pk: int) -> LearnedModel:
    """A version of the municipality, else Http404."""
    found = models_of(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой версии нет.")
    return found


def trainings(actor: Actor) -> QuerySet[Training]:
    return Training.objects.filter(municipality_id=actor.municipality_id)


def names_of(municipality_id: int, target: Target) -> Mapping[str, str]:
    if target == Target.EXECUTOR:
        return executor_names(municipality_id)
    return {code: topic.name for code, topic in classifier_for(municipality_id).by_code.items()}


def named(names: Mapping[str, str], label: str) -> str:
    return names.get(label) or f"{label} ({GONE})"
