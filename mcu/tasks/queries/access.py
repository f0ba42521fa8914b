"""Who sees which task, and what they are to it."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.cases.queries import cases_for
from mcu.org.models import Substitution
from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.models import Recurrence, Task, Verification, VerifiedCase, WorkLink
from mcu.tasks.rules.parts import Standing, Whose, parts
from mcu.tasks.rules.workflow import Part

OF_CASE = "cases.case"
NOBODY = Q(pk=0)


def standing(actor: Actor) -> Standing:
    """The person and those they stand in for today; one query."""
    if actor.person_id is None:
        return Standing()
    today = timezone.localdate()
    running = Substitution.objects.filter(
        substitute_id=actor.person_id, ended_at__isnull=True, since__lte=today, until__gte=today
    ).select_related("duty")
    whole, partly = {actor.person_id}, set()
    for row in running:
        if row.duty is None:
            whole.add(row.absent_id)
        elif row.duty.body_id:
            partly.add((row.absent_id, row.duty.body_id))
    return Standing(frozenset(whole), frozenset(partly))


def tasks_for(actor: Actor, stands: Standing | None = None) -> QuerySet[Task]:
    """The tasks of the municipality that the actor sees."""
    tasks = Task.objects.filter(municipality_id=actor.municipality_id)
    reach = actor.reach(Permission.TASK_SEE)
    if reach.everywhere:
        return tasks
    stands = stands or standing(actor)
    return tasks.filter(named(stands) | set_by(stands) | of_places(actor, Permission.TASK_SEE))


def named(stands: Standing) -> Q:
    """The condition that the person does it or helps."""
    helped = Task.helpers.through.objects.filter(
        task_id=OuterRef("pk"), person_id__in=stands.people
    )
    found = Q(executor_id__in=stands.people) | Q(Exists(helped))
    for person, body in stands.partly:
        found |= Q(executor_id=person, body_id=body)
    return found


def set_by(stands: Standing) -> Q:
    return Q(setter_id__in=stands.people)


def of_places(actor: Actor, permission: Permission) -> Q:
    """The condition that the task is of a body or block the permission reaches."""
    reach = actor.reach(permission)
    if reach.everywhere:
        return Q()
    if not reach.bodies and not reach.blocks:
        return NOBODY
    helped = Task.helping_bodies.through.objects.filter(
        task_id=OuterRef("pk"), body_id__in=reach.bodies
    )
    return Q(body_id__in=reach.bodies) | Q(block_id__in=reach.blocks) | Q(Exists(helped))


def task_for(actor: Actor, pk: int) -> Task:
    """The task when it is visible to the actor, by itself or with its case; else Http404."""
    related = ("body", "block", "executor", "setter", "municipality", "recurrence", "done_by")
    rows = Task.objects.filter(municipality_id=actor.municipality_id)
    found = rows.select_related(*related).filter(pk=pk).first()
    if found is None or not parts_of(found, actor):
        raise Http404("Такой задачи нет или она не в вашем ведении.")
    return found


def parts_of(task: Task, actor: Actor) -> frozenset[Part]:
    """What the actor is to the task; whoever sees its case reads it. Four queries at most."""
    found = parts(whose(task), actor, standing(actor))
    if not found and task.object_type == OF_CASE and _sees_case(actor, task.object_id):
        return frozenset({Part.READER})
    return found


def whose(task: Task) -> Whose:
    helpers = task.helpers.through.objects.filter(task_id=task.pk)
    bodies = task.helping_bodies.through.objects.filter(task_id=task.pk)
    return Whose(
        municipality_id=task.municipality_id,
        setter_id=task.setter_id,
        executor_id=task.executor_id,
        body_id=task.body_id,
        block_id=task.block_id,
        helpers=frozenset(helpers.values_list("person_id", flat=True)),
        bodies=frozenset(bodies.values_list("body_id", flat=True)),
    )


def link_for(task: Task, pk: int) -> WorkLink:
    found = task.links.filter(pk=pk).first()
    if found is None:
        raise Http404("Такой ссылки у задачи нет.")
    return found


def recurrences(actor: Actor) -> QuerySet[Recurrence]:
    """What repeats in the municipality."""
    rows = Recurrence.objects.filter(municipality_id=actor.municipality_id)
    return rows.select_related("body", "executor")


def recurrence_for(actor: Actor, pk: int) -> Recurrence:
    found = Recurrence.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого повтора нет.")
    return found


def verification_for(actor: Actor, pk: int) -> Verification:
    found = Verification.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такой проверки нет.")
    return found


def verified_case_for(actor: Actor, pk: int) -> VerifiedCase:
    rows = VerifiedCase.objects.select_related(
        "case__topic", "body", "verification__municipality", "requirement"
    )
    ours = rows.filter(verification__municipality_id=actor.municipality_id)
    found = ours.filter(pk=pk).first()
    if found is None:
        raise Http404("Такой строки проверки нет.")
    return found


def _sees_case(actor: Actor, pk: int | None) -> bool:
    return pk is not None and cases_for(actor).filter(pk=pk).exists()
