"""What the worker does with cases by itself."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.cases.actions.automation import look_at_terms, look_through, settle_ways
from mcu.cases.actions.files import recheck
from mcu.cases.actions.handover import settle
from mcu.cases.actions.learning import ask_if_due
from mcu.cases.actions.likeness import fill_in
from mcu.cases.actions.lookup import index_batch
from mcu.cases.actions.problem_answer import carry_on
from mcu.cases.actions.problem_guess import find_groups
from mcu.cases.actions.recount import look_on
from mcu.cases.actions.remask import is_behind, remask
from mcu.cases.actions.stream import look_for_problems
from mcu.cases.actions.suggest import suggest_anew
from mcu.cases.models import Attachment, ProblemAnswer, Recount, Training
from mcu.core.claims import claimed
from mcu.org.models import Municipality
from mcu.org.queries import actor_for
from mcu.org.rules.roles import program

MASK_LOCK, AUTOMATION_LOCK, GUESS_LOCK, ANSWER_LOCK, RECOUNT_LOCK = 4014, 4021, 4022, 4023, 4031
TRAINING_LOCK, SUGGEST_LOCK, LIKENESS_LOCK = 4041, 4042, 4050
STALLED_AFTER = timedelta(seconds=20)


@app.task(name="cases.substitutions", queue="default")
def substitutions(timestamp: int) -> None:
    """Every few minutes: absences that began or ended, and the cases that go with them."""
    for place in Municipality.objects.all():
        settle(municipality=place)


@app.task(name="cases.files", queue="default")
def recheck_files(timestamp: int) -> None:
    """Every few minutes: files the antivirus was silent on; the first silence ends the round."""
    waiting = Attachment.objects.filter(held=Attachment.Hold.UNCHECKED).order_by("id")
    for file in waiting.select_related("case"):
        if not recheck(file=file):
            return


@app.task(name="cases.remask", queue="default")
def remask_texts(timestamp: int) -> None:
    """Every hour: where the rules of masking got better, the texts are gone over again."""
    for place in Municipality.objects.all():
        if not is_behind(place):
            continue
        with claimed(MASK_LOCK, place.pk) as free:
            if free:
                remask(place=place, by=program(place.pk))


@app.task(name="cases.automation", queue="default")
def automation(timestamp: int) -> None:
    """Every minute: rules and fast routes follow what happened and which terms came near."""
    for place in Municipality.objects.all():
        with claimed(AUTOMATION_LOCK, place.pk) as free:
            if free:
                now = timezone.now()
                look_through(place=place, now=now)
                look_at_terms(place=place, now=now)
                settle_ways(place=place, now=now)


@app.task(name="cases.index_applicants", queue="default")
def index_applicants(timestamp: int) -> None:
    """Every few minutes: new applicants become findable by their own contacts, in their own scope."""
    while index_batch():
        pass


@app.task(name="cases.likeness", queue="default")
def likeness(timestamp: int) -> None:
    """Every minute: new messages leave their footprints and find their problems."""
    for place in Municipality.objects.all():
        with claimed(LIKENESS_LOCK, place.pk) as free:
            while free and (fill_in(place=place) or look_for_problems(place=place)):
                pass


@app.task(name="cases.guess_problems", queue="default")
def guess_problems(timestamp: int) -> None:
    """Every quarter of an hour: open messages that look like one problem are put side by side."""
    for place in Municipality.objects.all():
        with claimed(GUESS_LOCK, place.pk) as free:
            if free:
                find_groups(place=place)


@app.task(name="cases.answer_everyone", queue="default", pass_context=False)
def answer_everyone(answering: int) -> None:
    """The drafts of one answering of everyone, unless another process is at it."""
    with claimed(ANSWER_LOCK, answering) as free:
        found = ProblemAnswer.objects.select_related("problem__municipality", "by").get(
            pk=answering
        )
        if free and found.finished_at is None:
            by = actor_for(found.by) if found.by else program(found.problem.municipality_id)
            carry_on(answering=found, by=by)


@app.task(name="cases.resume_answers", queue="default")
def resume_answers(timestamp: int) -> None:
    """Every minute: answerings whose process died go on from where they were."""
    late = timezone.now() - STALLED_AFTER
    for stalled in ProblemAnswer.objects.filter(finished_at__isnull=True, at__lt=late):
        answer_everyone(stalled.pk)


@app.task(name="cases.count_anew", queue="default")
def count_anew(recount_id: int) -> None:
    """Look at the open terms of one recount, unless another process is at it."""
    with claimed(RECOUNT_LOCK, recount_id) as free:
        if free:
            look_on(Recount.objects.select_related("municipality").get(pk=recount_id))


@app.task(name="cases.resume_recounts", queue="default")
def resume_recounts(timestamp: int) -> None:
    """Every minute: recounts whose process died go on from where they were."""
    for stalled in Recount.objects.filter(state=Recount.State.COUNTING):
        count_anew(stalled.pk)


@app.task(name="cases.learn", queue="default")
def learn(training_id: int) -> None:
    """One training in a process of its own: what it takes in memory is given back with it."""
    with claimed(TRAINING_LOCK, training_id) as free:
        if free and Training.objects.filter(pk=training_id, finished_at__isnull=True).exists():
            subprocess.run(  # noqa: S603 (our own interpreter and command)
                [sys.executable, "-m", "mcu", "learn", "--training", str(training_id)],
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
                stdout=subprocess.DEVNULL,
                check=True,
            )


@app.task(name="cases.learn_when_due", queue="default")
def learn_when_due(timestamp: int) -> None:
    """Every hour: where enough was decided since the last time, suggestions learn anew."""
    for place in Municipality.objects.all():
        training = ask_if_due(place=place, by=program(place.pk))
        if training:
            learn.defer(training_id=training.pk)


@app.task(name="cases.suggest_anew", queue="default")
def suggest_again(municipality_id: int) -> None:
    """After a person chose another version or setting: open cases are asked about again."""
    with claimed(SUGGEST_LOCK, municipality_id) as free:
        if free:
            suggest_anew(municipality_id, timezone.now())
