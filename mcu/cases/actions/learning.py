"""What a person decides about learning: the settings, training now, a former version again."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.cases.models import LearnedModel, LearningSettings, Training
from mcu.cases.queries.decisions import decided_count
from mcu.cases.queries.suggesting import learning_of
from mcu.cases.rules.learning import Learning, Mode, is_due
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

LOST_AFTER = timedelta(minutes=30)
"""A training that has said nothing for so long died with its process."""
BUSY = (Training.State.WAITING, Training.State.RUNNING)


@transaction.atomic
def set_learning(*, place: Municipality, learning: Learning, by: Actor) -> Learning:
    """The settings; what is senseless is refused in words."""
    require(by, Permission.TOPICS)
    learning.check()
    before = asdict(learning_of(place.pk))
    row, _ = LearningSettings.objects.update_or_create(
        municipality=place, defaults=asdict(learning)
    )
    old, new = journal.changes(before, asdict(learning))
    if new:
        journal.write(
            "learning.change", by=by, municipality_id=place.pk, of=place, before=old, after=new
        )
    return row.learning


@transaction.atomic
def ask_training(*, place: Municipality, by: Actor, now: datetime | None = None) -> Training:
    """Begin now, one at a time."""
    require(by, Permission.TOPICS)
    if learning_of(place.pk).mode != Mode.LEARNED:
        raise RuleViolation("Обучение выключено. Включите его в настройках ниже.")
    moment = now or timezone.now()
    Municipality.objects.select_for_update().get(pk=place.pk)
    drop_lost(place, moment)
    if Training.objects.filter(municipality=place, state__in=BUSY).exists():
        raise RuleViolation("Обучение уже идёт. Дождитесь, пока оно закончится.")
    return Training.objects.create(
        municipality=place,
        asked_at=moment,
        seen_at=moment,
        asked_by_name=by.name,
        decided=decided_count(place.pk),
    )


def ask_if_due(*, place: Municipality, by: Actor, now: datetime | None = None) -> Training | None:
    """A training when enough was decided since the last one, else None."""
    moment = now or timezone.now()
    drop_lost(place, moment)
    last = Training.objects.filter(municipality=place).first()
    if last and last.state in BUSY:
        return None
    before = last.decided if last else None
    if not is_due(learning_of(place.pk), decided_count(place.pk), before):
        return None
    return ask_training(place=place, by=by, now=moment)


@transaction.atomic
def bring_back(*, model: LearnedModel, by: Actor) -> LearnedModel:
    """A former version works again, whatever the figures say: a person decides."""
    require(by, Permission.TOPICS)
    Municipality.objects.select_for_update().get(pk=model.municipality_id)
    found = LearnedModel.objects.select_for_update().get(pk=model.pk)
    if found.state != LearnedModel.State.FORMER or not found.key:
        raise RuleViolation("Эту версию вернуть нельзя: её веса не хранятся. Обновите страницу.")
    rows = LearnedModel.objects.filter(municipality=found.municipality_id, target=found.target)
    running = rows.filter(state=LearnedModel.State.RUNNING).first()
    rows.filter(state=LearnedModel.State.RUNNING).update(state=LearnedModel.State.FORMER)
    found.state = LearnedModel.State.RUNNING
    found.save(update_fields=["state"])
    journal.write(
        "learning.bring_back",
        by=by,
        municipality_id=found.municipality_id,
        of=found,
        before={"version": running.version if running else None},
        after={"target": found.get_target_display(), "version": found.version},
    )
    return found


@transaction.atomic
def stand_down(*, model: LearnedModel, by: Actor) -> LearnedModel:
    """No learnt version works: suggestions come from the starter lexicon until the next one."""
    require(by, Permission.TOPICS)
    found = LearnedModel.objects.select_for_update().get(pk=model.pk)
    if found.state != LearnedModel.State.RUNNING:
        raise RuleViolation("Эта версия уже не работает. Обновите страницу.")
    found.state = LearnedModel.State.FORMER
    found.save(update_fields=["state"])
    journal.write(
        "learning.stand_down",
        by=by,
        municipality_id=found.municipality_id,
        of=found,
        after={"target": found.get_target_display(), "version": found.version},
    )
    return found


def drop_lost(place: Municipality, now: datetime) -> None:
    """A training whose process died stands in nobody's way."""
    lost = Training.objects.filter(municipality=place, state__in=BUSY, seen_at__lt=now - LOST_AFTER)
    lost.update(
        state=Training.State.FAILED,
        finished_at=now,
        result="Обучение прервалось вместе с программой, работает прежнее. Начните его снова.",
    )
