"""What was said in the channel of a case after it began, and what became of the answers sent there."""

from collections.abc import Iterable

from django.db.models import Q
from django.shortcuts import get_object_or_404

from mcu.cases.models import Answer, Case, Utterance
from mcu.channels.models import AMEND, ANSWER, WITHDRAW, Outgoing
from mcu.text.search import TEXT_LIMIT


def said_of(case: Case) -> list[Utterance]:
    """Later words, and the first ones when their author changed or took them back; one query."""
    changed = Q(edited_at__isnull=False) | Q(withdrawn_at__isnull=False)
    said = Utterance.objects.filter(changed | Q(first=False), conversation=case.pk)
    return list(said.order_by("at", "pk"))


def words_said(case: Case) -> str:
    """The author's words of `said_of` as a search looks through them, the last ones of an endless talk."""
    said = [each.text for each in said_of(case) if not each.ours]
    return " ".join(said)[-TEXT_LIMIT:]


def sent_of(case: Case, answers: Iterable[Answer]) -> dict[int, Outgoing]:
    """By the key of an answer how it left; one query, none while nothing is published."""
    if not any(answer.published_at for answer in answers):
        return {}
    letters = Outgoing.objects.filter(case_id=case.pk, kind__in=[ANSWER, AMEND, WITHDRAW])
    letters = letters.select_related("channel").defer("body", "to").order_by("pk")
    return {int(letter.key.rpartition(":")[2]): letter for letter in letters}


def sent_to_all(cases: Iterable[int]) -> dict[int, Outgoing]:
    """By the key of a case how its last answer left; one query for all of them."""
    letters = Outgoing.objects.filter(case_id__in=list(cases), kind__in=[ANSWER, AMEND, WITHDRAW])
    return {letter.case_id or 0: letter for letter in letters.defer("body", "to").order_by("pk")}


def letter_of(answer: Answer) -> Outgoing | None:
    """What carried this version to its author, or put it in the place of the version before."""
    keys = [f"answer:{answer.pk}", f"amend:{answer.pk}"]
    return Outgoing.objects.filter(key__in=keys).select_related("channel", "about").first()


def answer_for(case: Case, number: int) -> Answer:
    """A version of the answer of a case that was found already, else Http404."""
    return get_object_or_404(Answer, case=case, number=number)
