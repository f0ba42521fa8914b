"""Texts to begin an answer with: templates that fit the case, good past answers of others."""

from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.cases.models import Answer, AnswerTemplate, Case
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.words import Outcome
from mcu.org.rules.roles import Actor
from mcu.text.mask import mask

SHOWN_TEMPLATES, SHOWN_ANSWERS = 8, 4
GOOD_FROM = 4
PLACEHOLDERS = ("номер", "получено", "адрес", "тема", "орган", "сегодня", "срок")


class PastAnswer(NamedTuple):
    """An answer to somebody else, depersonalised, with why it is shown."""

    pk: int
    text: str
    why: str


def templates_of(municipality_id: int, words: str = "") -> QuerySet[AnswerTemplate]:
    """Every template of the municipality, or those with these words in them."""
    found = AnswerTemplate.objects.filter(municipality_id=municipality_id)
    found = found.select_related("topic", "owner")
    for word in words.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found


def template_for(actor: Actor, pk: int) -> AnswerTemplate:
    found = AnswerTemplate.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого шаблона нет.")
    return found


def fitting(case: Case, words: str = "") -> list[AnswerTemplate]:
    """Those for the topic and channel of the case or for any, the nearest and most used first."""
    topics = [case.topic_id, case.topic.parent_id] if case.topic else []
    rows = templates_of(case.municipality_id, words).filter(
        Q(topic__in=[key for key in topics if key]) | Q(topic__isnull=True),
        channel__in=("", case.channel),
        active=True,
    )
    nearest = sorted(rows[:200], key=lambda row: (row.topic_id != case.topic_id, -row.uses))
    return nearest[:SHOWN_TEMPLATES]


def values_of(case: Case) -> dict[str, str]:
    """What a template may take from the case. Nothing of the author: the name is typed by a person."""
    values = (
        case.number,
        f"{timezone.localtime(case.received_at):%d.%m.%Y}",
        case.address,
        case.topic.name if case.topic else "",
        str(case.body or case.block or ""),
        f"{timezone.localdate():%d.%m.%Y}",
        f"{timezone.localtime(case.due_at):%d.%m.%Y}" if case.due_at else "",
    )
    return dict(zip(PLACEHOLDERS, values, strict=True))


def good_past(case: Case, actor: Actor) -> list[PastAnswer]:
    """Good answers given on the same topic, closed as solved, without people."""
    if case.topic_id is None:
        return []
    found = Answer.objects.filter(
        Q(score__gte=GOOD_FROM) | Q(score__isnull=True),
        case__in=cases_for(actor),
        case__topic=case.topic_id,
        case__outcome=Outcome.SOLVED,
        state=Answer.State.PUBLISHED,
    ).exclude(case=case)
    rows = found.select_related("case").order_by("-score", "-published_at")[:SHOWN_ANSWERS]
    return [PastAnswer(row.pk, mask(row.text, phones=False), _why(row, case)) for row in rows]


def past_for(case: Case, actor: Actor, pk: int) -> PastAnswer:
    """One of those that were shown."""
    found = next((row for row in good_past(case, actor) if row.pk == pk), None)
    if found is None:
        raise Http404("Такого ответа среди похожих нет.")
    return found


def _why(row: Answer, case: Case) -> str:
    reasons = ["та же тема", "решено"]
    if row.case.street and row.case.street == case.street:
        reasons.append("та же улица")
    if row.case.channel == case.channel:
        reasons.append("тот же канал")
    if row.score is not None:
        reasons.append(f"оценка {row.score:g}")
    return ", ".join(reasons)
