"""The things tasks are about, and people who may be charged."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from mcu.cases.models import Case
from mcu.cases.queries import case_for
from mcu.org.models import Body, Duty, Participant, Person
from mcu.org.queries import in_force
from mcu.org.rules.links import digest
from mcu.org.rules.roles import Actor, Role
from mcu.tasks.models import Task, TaskSettings, WorkLink
from mcu.tasks.queries.access import OF_CASE, tasks_for


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: its type and key, and how it is shown."""

    type: str = ""
    id: int | None = None
    name: str = ""
    url: str = ""


def about_case(case: Case) -> About:
    return About(OF_CASE, case.pk, str(case), reverse("cases:card", args=[case.pk]))


def about_for(actor: Actor, object_type: str, pk: int) -> About:
    """The thing of this type and key as the actor sees it; of a higher app only what its tasks say
    of it, for those who see one of them."""
    if object_type == OF_CASE:
        return about_case(case_for(actor, pk))
    known = tasks_for(actor).filter(object_type=object_type, object_id=pk).first()
    if known is None:
        raise Http404("Задач об этом нет или они не в вашем ведении.")
    return About(object_type, pk, known.object_name, known.object_url)


def tasks_about(actor: Actor, about: About) -> QuerySet[Task]:
    """Its tasks; who sees a case sees its tasks."""
    rows = Task.objects.filter(municipality_id=actor.municipality_id)
    rows = rows if about.type == OF_CASE else tasks_for(actor)
    found = rows.filter(object_type=about.type, object_id=about.id)
    return found.select_related("body", "block", "executor").order_by("due_at", "pk")


def head_of(body: Body, today: date) -> Person | None:
    """Whom a requirement to the body is addressed: its approver, else its responsible participant.

    No act names the head of a body in the program; whoever signs for it stands nearest to that.
    """
    duties = in_force(Duty.objects.filter(body=body, role=Role.APPROVER), today)
    approver = (
        duties.filter(person__is_active=True).select_related("person").order_by("since").first()
    )
    if approver:
        return approver.person
    taking_part = Participant.objects.filter(body=body, active=True, responsible__is_active=True)
    found = taking_part.select_related("responsible").first()
    return found.responsible if found else None


def colleagues(actor: Actor) -> QuerySet[Person]:
    """Everybody of the municipality who can be charged."""
    return Person.objects.filter(municipality_id=actor.municipality_id, is_active=True)


def settings_of(municipality_id: int) -> TaskSettings:
    found = TaskSettings.objects.filter(pk=municipality_id).select_related("lawyer_body", "lawyer")
    return found.first() or TaskSettings(municipality_id=municipality_id)


def link_of(secret: str) -> WorkLink | None:
    """The link of this secret, in whatever state it is."""
    links = WorkLink.objects.select_related("task__municipality", "task__body")
    return links.filter(digest=digest(secret)).first()
