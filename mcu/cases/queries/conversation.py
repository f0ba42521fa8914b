"""What was said in the channel of a case after it began, and what became of the answers sent there."""

from collections.abc import Iterable

from django.db.models import Q

from mcu.cases.models import Answer, Case, Utterance
from mcu.channels.models import ANSWER, Outgoing


def said_of(case: Case) -> list[Utterance]:
    """Later words, and the first ones when their author changed or took them back; one query."""
    changed = Q(edited_at__isnull=False) | Q(withdrawn_at__isnull=False)
    said = Utterance.objects.filter(changed | Q(first=False), conversation=case.pk)
    return list(said.order_by("at", "pk"))


def sent_of(case: Case, answers: Iterable[Answer]) -> dict[int, Outgoing]:
    """By the key of an answer how it left; one query, none while nothing is published."""
    if not any(answer.published_at for answer in answers):
        return {}
    letters = Outgoing.objects.filter(case_id=case.pk, kind=ANSWER).defer("body", "to")
    return {int(letter.key.rpartition(":")[2]): letter for letter in letters}
