"""Learning from decisions: a candidate is taught, compared on what was kept aside, takes over or not.

Runs in a process of its own (`mcu learn`): only here is the teaching library loaded.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mcu.cases.actions.suggest import suggest_anew
from mcu.cases.models import LearnedModel, Training
from mcu.cases.queries.classifier import Classifier, classifier_for
from mcu.cases.queries.decisions import (
    Decision,
    executor_decisions,
    refusals,
    routed,
    topic_decisions,
)
from mcu.cases.queries.suggesting import (
    Running,
    as_words,
    executor_names,
    load,
    proposed_executors,
    proposed_topics,
    running_models,
)
from mcu.cases.rules.learning import Judged, Proposed, Target, compare, is_kept_aside, score
from mcu.cases.rules.learning.policy import FEWEST, rarest
from mcu.core import files, journal
from mcu.core.contents import remove_unused
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor
from mcu.text.learn.model import Model
from mcu.text.learn.rows import BadRows, LabelledText
from mcu.text.learn.training import train

LARGEST = 100 * 2**20
KEPT = 5
"""Versions whose weights stay on the disk, so that they can be brought back."""

UNTAUGHT = {Target.TOPIC: "у начального словаря", Target.EXECUTOR: "у маршрутов тем"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is taught about one target, and how an answer of a model is got."""

    target: Target
    taught: list[Decision]
    aside: list[Decision]
    refusals: dict[str, dict[str, list[int]]]


def carry_out(training: Training, by: Actor) -> Training:
    """Both targets, one after the other; what was found stands in the result."""
    place, results = training.municipality, []
    _tell(training, 0, "читаем решения")
    try:
        results = [_target(training, lesson, by) for lesson in _lessons(place)]
    except Exception:
        _finish(
            training, Training.State.FAILED, "Обучение прервалось из-за ошибки, работает прежнее."
        )
        raise
    _tell(training, 95, "подсказываем заново")
    if any(took_over for took_over, _ in results):
        suggest_anew(place.pk, timezone.now())
    return _finish(training, Training.State.DONE, " ".join(words for _, words in results))


def _lessons(place: Municipality) -> list[Lesson]:
    topics = _lesson(Target.TOPIC, topic_decisions(place.pk), {})
    decisions, refused = executor_decisions(place.pk)
    decided = [one for one in decisions if one.label]
    return [topics, _lesson(Target.EXECUTOR, decided, refusals(decisions, refused))]


def _lesson(
    target: Target, decisions: Sequence[Decision], given_back: dict[str, dict[str, list[int]]]
) -> Lesson:
    """Kept aside is what no version ever learns; a label with too few examples is not taught."""
    aside = [one for one in decisions if is_kept_aside(one.asked.text)]
    rest = [one for one in decisions if not is_kept_aside(one.asked.text)]
    often = Counter(one.label for one in rest)
    taught = [one for one in rest if often[one.label] >= FEWEST]
    return Lesson(target, taught, aside, given_back)


def _target(training: Training, lesson: Lesson, by: Actor) -> tuple[bool, str]:
    """Whether a new version took over, and a sentence for people."""
    title = lesson.target.label.capitalize()
    try:
        model = _taught(training, lesson)
    except BadRows:
        return False, f"{title}: решений пока мало, учиться не на чем."
    row = _compared(training.municipality, lesson, model, by)
    return row.state == LearnedModel.State.RUNNING, f"{title}, версия {row.version}: {row.why}."


def _taught(training: Training, lesson: Lesson) -> Model:
    base = 5 if lesson.target == Target.TOPIC else 50

    def told(share: float, what: str) -> None:
        _tell(training, base + int(share * 40), f"{lesson.target.label}: {what.lower()}")

    rows = [
        LabelledText(text=as_words(one.asked), **{str(lesson.target): one.label}, id=str(one.key))
        for one in lesson.taught
    ]
    classifier = classifier_for(training.municipality_id)
    return train(
        rows,
        target=str(lesson.target),
        least=rarest(len(rows)),
        names=_names(training.municipality_id, lesson.target, classifier),
        lexicon=classifier.lexicon,
        progress=told,
    )


def _names(municipality_id: int, target: Target, classifier: Classifier) -> dict[str, str]:
    """What labels are called: a name is an example of its label."""
    if target == Target.TOPIC:
        return {topic.code: topic.name for topic in classifier.rows}
    return executor_names(municipality_id)


def _compared(place: Municipality, lesson: Lesson, model: Model, by: Actor) -> LearnedModel:
    """The candidate and whoever works now answer the same questions."""
    classifier, running = classifier_for(place.pk), running_models(place.pk).get(lesson.target)
    new = _judged(lesson, _answers(place, lesson, classifier, Running(0, model, lesson.refusals)))
    old = _judged(lesson, _answers(place, lesson, classifier, running))
    return _keep(place, lesson, model, (new, old), running, by)


def _answers(
    place: Municipality, lesson: Lesson, classifier: Classifier, running: Running | None
) -> list[list[Proposed]]:
    asked = [one.asked for one in lesson.aside]
    if lesson.target == Target.TOPIC:
        texts = [each.text for each in asked]
        return proposed_topics(classifier, running.model if running else None, texts)
    if running is None:
        return routed(place.pk, asked, classifier)
    return proposed_executors(running, asked, executor_names(place.pk))


def _judged(lesson: Lesson, answers: Sequence[Sequence[Proposed]]) -> list[Judged]:
    return [
        Judged(one.key, one.label, tuple((each.label, each.confidence) for each in proposed))
        for one, proposed in zip(lesson.aside, answers, strict=True)
    ]


@transaction.atomic
def _keep(
    place: Municipality,
    lesson: Lesson,
    model: Model,
    judged: tuple[list[Judged], list[Judged]],
    running: Running | None,
    by: Actor,
) -> LearnedModel:
    """The next version, in force or refused; the weights of a refused one are not kept."""
    Municipality.objects.select_for_update().get(pk=place.pk)
    rows = LearnedModel.objects.filter(municipality=place, target=lesson.target)
    before = rows.filter(pk=running.pk).first() if running else None
    last = rows.order_by("-version").first()
    name = f"у версии {before.version}" if before else UNTAUGHT[lesson.target]
    new, old = judged
    verdict = compare(new, old, name)
    key, size = _stored(model) if verdict.takes_over else ("", 0)
    if verdict.takes_over:
        rows.filter(state=LearnedModel.State.RUNNING).update(state=LearnedModel.State.FORMER)
    row = LearnedModel.objects.create(
        municipality=place,
        target=lesson.target,
        version=last.version + 1 if last else 1,
        state=LearnedModel.State.RUNNING if verdict.takes_over else LearnedModel.State.REFUSED,
        key=key,
        size=size,
        made_at=timezone.now(),
        made_by_name=by.name,
        examples=len(lesson.taught),
        fingerprint=model.about.fingerprint,
        rival=before.version if before else None,
        refusals=lesson.refusals,
        score=score(new).as_json(),
        rival_score=score(old).as_json(),
        why=verdict.why,
    )
    journal.write(
        "learning.train",
        by=by,
        municipality_id=place.pk,
        of=row,
        after={
            "target": lesson.target.label,
            "version": row.version,
            "state": row.get_state_display(),
            "why": verdict.why,
            "examples": row.examples,
            "fingerprint": row.fingerprint,
        },
    )
    _clear_old(rows)
    return row


def _stored(model: Model) -> tuple[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        model.save(path)
        stored = files.store([path.read_bytes()], limit=LARGEST, name="модель")
    load(stored.key)  # what was written can be read, before anybody relies on it
    return stored.key, stored.size


def _clear_old(rows: QuerySet[LearnedModel]) -> None:
    """The weights of versions long gone leave the disk, their figures stay."""
    former = rows.filter(state=LearnedModel.State.FORMER).exclude(key="").order_by("-version")
    old = list(former[KEPT:])
    LearnedModel.objects.filter(pk__in=[row.pk for row in old]).update(key="")
    remove_unused([row.key for row in old])


def _tell(training: Training, share: int, stage: str) -> None:
    training.state, training.share, training.stage = Training.State.RUNNING, share, stage[:120]
    training.seen_at = timezone.now()
    training.save(update_fields=["state", "share", "stage", "seen_at"])


def _finish(training: Training, state: str, result: str) -> Training:
    training.state, training.result, training.stage = state, result[:600], ""
    training.share, training.finished_at = 100, timezone.now()
    training.save(update_fields=["state", "share", "stage", "result", "finished_at"])
    return training
