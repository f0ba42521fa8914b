"""What bodies say of their place, and what is decided of the proposed priorities."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.step import filled
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Body
from mcu.org.rules.roles import Actor, Permission
from mcu.ratings.models import Priority, RatingComment, RatingRun
from mcu.ratings.queries.frozen import belongs
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.models import Task
from mcu.tasks.queries import About
from mcu.text.mask import mask

MOST_WORDS, MOST_REASON = 4000, 500


@dataclass(frozen=True, slots=True)
class Charge:
    """A task that carries out an accepted priority: until which day."""

    until: date


@transaction.atomic
def comment(
    *, run: RatingRun, body: Body, text: str, by: Actor, now: datetime | None = None
) -> RatingComment:
    """A word of the rated body; said once, never changed."""
    require(by, Permission.RATINGS_COMMENT, belongs(body))
    if not run.rows.filter(body=body).exists():
        raise RuleViolation("Этого органа в рейтинге нет: комментировать нечего.")
    row = RatingComment.objects.create(
        run=run, body=body, by_id=by.person_id, by_name=by.name, at=now or timezone.now(),
        text=mask(filled(text, "Напишите комментарий.", MOST_WORDS))[:MOST_WORDS],
    )  # fmt: skip
    _journal("ratings.comment", run, by, {"body": str(body)}, row.at)
    return row


@transaction.atomic
def accept(
    *, priority: Priority, by: Actor, reason: str = "", charge: Charge | None = None,
    now: datetime | None = None,
) -> Task | None:  # fmt: skip
    """The priority is taken up, with a task to the body when a day is named."""
    row = _decided(priority, Priority.State.ACCEPTED, reason, by, now)
    if charge is None:
        return None
    url = reverse("ratings:run-body", args=[row.run_id, row.body_id])
    about = About(row._meta.label_lower, row.pk, f"{row.run}: {row.body}", url)
    what = What(
        title=f"{row.title} ({row.body})"[:300], kind="measure", text=row.text, body=row.body,
        until=charge.until,
    )  # fmt: skip
    return set_task(municipality=row.run.municipality, what=what, by=by, about=about, now=now)


@transaction.atomic
def refuse(*, priority: Priority, reason: str, by: Actor, now: datetime | None = None) -> Priority:
    """Not now, and why."""
    words = filled(reason, "Напишите, почему приоритет отклонён.", MOST_REASON)
    return _decided(priority, Priority.State.REFUSED, words, by, now)


def _decided(
    priority: Priority, state: Priority.State, reason: str, by: Actor, now: datetime | None
) -> Priority:
    require(by, Permission.RATINGS)
    found = Priority.objects.select_for_update(of=("self",)).select_related(
        "run__municipality", "body"
    )
    row = found.get(pk=priority.pk)
    if row.state != Priority.State.PROPOSED:
        raise RuleViolation(
            f"По этому приоритету уже решено: {row.get_state_display().lower()}, {row.decided_by_name}."
        )
    words = reason.replace("\x00", "").strip()
    row.state, row.reason = state, mask(words)[:MOST_REASON] if words else ""
    row.decided_at, row.decided_by_name = now or timezone.now(), by.name
    row.save()
    verb = "ratings.accept" if state == Priority.State.ACCEPTED else "ratings.refuse"
    _journal(verb, row.run, by, {"title": row.title, "body": str(row.body)}, row.decided_at)
    return row


def _journal(code: str, run: RatingRun, by: Actor, after: dict[str, str], at: datetime) -> None:
    journal.write(code, by=by, municipality_id=run.municipality_id, of=run, after=after, at=at)
