"""What is said in a channel becomes a case, joins an open one, changes it; an answer goes back there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mcu.cases.actions import terms
from mcu.cases.actions.register import Incoming, register_all, searchable
from mcu.cases.actions.step import Step, open_terms_of, step
from mcu.cases.models import Answer, Case, Conversation, Utterance
from mcu.cases.queries.conversation import words_said
from mcu.cases.rules.workflow import FINISHED, Verb
from mcu.channels.actions import post, put
from mcu.channels.models import ANSWER, Channel, Outgoing
from mcu.core import vault
from mcu.org.rules.roles import Actor
from mcu.places.queries import known_names
from mcu.text.mask import mask

LONGEST = 20_000
# Two machines that answer each other begin talk after talk; a person does not, within a day.
MOST_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing said in a channel; `thread` and `author` are the service's words for where and who."""

    key: str
    at: datetime
    text: str
    thread: str
    author: str
    to: Mapping[str, Any]
    answers: str = ""
    ours: bool = False


def hear(
    *, channel: Channel, heard: Heard, incoming: Incoming, by: Actor, now: datetime
) -> Utterance | None:
    """Said, or said again: a new case, a word more in an open one, a new version, or nothing new.

    Whoever calls keeps others from hearing the same channel meanwhile. None: nothing of it is ours
    to keep (our own answer, or the town talking with itself).
    """
    known = _known(channel, heard.key)
    if known is not None:
        _reword(known, heard, by, now)
        return known
    if heard.ours:
        return _said_by_us(channel, heard)
    place, author = _digests(channel, heard)
    talk = _open_talk(channel, place) or _answered_talk(channel, heard.answers, author)
    if talk is not None:
        return _join(talk, heard, by, now)
    return begin(channel=channel, told=[(heard, incoming)], by=by, now=now)[0]


def begin(
    *, channel: Channel, told: Sequence[tuple[Heard, Incoming]], by: Actor, now: datetime
) -> list[Utterance]:
    """Each of them begins a talk and a case, all at once; whoever calls has looked that none is open."""
    digests = [_digests(channel, heard) for heard, _ in told]
    incoming = _without_end(channel, digests, [said for _, said in told], now)
    cases = register_all(incoming=incoming, municipality=channel.municipality, by=by, now=now)
    talks = Conversation.objects.bulk_create(
        Conversation(
            case=case, channel=channel, place=place, author=author, begun_at=now,
            to=vault.seal(dict(heard.to)) if heard.to else None,
        )
        for case, (place, author), (heard, _) in zip(cases, digests, told, strict=True)
    )  # fmt: skip
    return Utterance.objects.bulk_create(
        _utterance(talk, heard, case.text[:LONGEST], first=True)
        for talk, case, (heard, _) in zip(talks, cases, told, strict=True)
    )


def known_among(channel: Channel, told: Sequence[Heard]) -> set[str]:
    """Keys of those that say something of what is here already: under a known key, or in an open talk.
    Two queries however many they are."""
    places = {heard.key: _digests(channel, heard)[0] for heard in told}
    said = Utterance.objects.filter(channel=channel, key__in=list(places))
    talks = Conversation.objects.filter(channel=channel, place__in=list(places.values()))
    talks = talks.exclude(case__state__in=sorted(FINISHED))
    taken = {bytes(place) for place in talks.values_list("place", flat=True)}
    within = {key for key, place in places.items() if place in taken}
    return within | set(said.values_list("key", flat=True))


def unsay(
    *, channel: Channel, key: str, at: datetime, by: Actor, now: datetime
) -> Utterance | None:
    """The author took it back: it stays with a mark. None when it was never heard or is marked."""
    known = _known(channel, key)
    if known is None or known.withdrawn_at:
        return None
    with step(Verb.UNSAY, known.conversation.case, by=by, now=now):
        known.withdrawn_at = min(at, now)
        known.save(update_fields=["withdrawn_at"])
    return known


def send_answer(work: Step, answer: Answer) -> Outgoing | None:
    """A published answer goes to where the case came from, in the same transaction.

    Not when a person has published it by hand (then it has an address), and not where the channel
    only reads.
    """
    talk = Conversation.objects.select_related("channel").filter(case=work.case).first()
    if talk is None or answer.published_url or not talk.to or not talk.channel.replies:
        return None
    to, key = vault.unseal(talk.to), f"answer:{answer.pk}"
    title = f"Ответ на № {work.case.number}"
    if "to" in to:  # a mailbox: its letters leave by the mail server
        return put(
            municipality_id=work.case.municipality_id, key=key, kind=ANSWER, to=to["to"],
            thread={name: value for name, value in to.items() if name not in {"to", "subject"}},
            subject=to.get("subject") or title, body=answer.text, now=work.now,
            case_id=work.case.pk,
        )  # fmt: skip
    return post(
        channel=talk.channel, key=key, kind=ANSWER, to=to, title=title, text=answer.text,
        now=work.now, case_id=work.case.pk,
    )  # fmt: skip


def _known(channel: Channel, key: str) -> Utterance | None:
    """Looked up by its key alone: nearly everything is new, and then there is nothing more to read."""
    keys = Utterance.objects.filter(channel=channel, key=key).values_list("pk", flat=True)
    found = next(iter(keys), None)
    return Utterance.objects.select_related("conversation__case").get(pk=found) if found else None


def _open_talk(channel: Channel, place: bytes) -> Conversation | None:
    talks = Conversation.objects.filter(channel=channel, place=place)
    talks = talks.exclude(case__state__in=sorted(FINISHED)).order_by("-case_id")
    found = next(iter(talks.values_list("pk", flat=True)[:1]), None)
    return Conversation.objects.select_related("case").get(pk=found) if found else None


def _answered_talk(channel: Channel, answers: str, author: bytes) -> Conversation | None:
    """The open talk of this author that a letter of ours, named by its number, was about."""
    if not answers:
        return None
    letters = Outgoing.objects.filter(
        municipality_id=channel.municipality_id, remote_id=answers, case_id__isnull=False
    )
    talks = Conversation.objects.filter(
        channel=channel, author=author, case__in=letters.values("case_id")
    )
    return talks.exclude(case__state__in=sorted(FINISHED)).select_related("case").first()


def _join(talk: Conversation, heard: Heard, by: Actor, now: datetime) -> Utterance:
    """A word more in an open case; clocks that waited for the author go on."""
    with step(Verb.HEAR, talk.case, by=by, now=now) as work:
        said = _keep(talk, heard)
        if open_terms_of(work.case).filter(paused_at__isnull=False).exists():
            terms.resume(work)
        _find_by_talk(work.case)
    if heard.to:
        talk.to = vault.seal(dict(heard.to))  # the last word is the one that is answered
        talk.save(update_fields=["to"])
    return said


def _reword(known: Utterance, heard: Heard, by: Actor, now: datetime) -> None:
    """Another text under a known key is a new version; what was taken back and is there again, is."""
    text = _text(known.conversation.case.municipality_id, heard)
    if text == known.text and known.withdrawn_at is None:
        return
    with step(Verb.REWORD, known.conversation.case, by=by, now=now) as work:
        if text != known.text:
            before = {"text": known.text, "at": (known.edited_at or known.at).isoformat()}
            known.former = [*known.former, before]
            known.text, known.edited_at = text, now
        known.withdrawn_at = None
        known.save(update_fields=["former", "text", "edited_at", "withdrawn_at"])
        _find_by_talk(work.case)


def _said_by_us(channel: Channel, heard: Heard) -> Utterance | None:
    """Somebody of the town answered past this program; what this program sent is known already."""
    sent = Outgoing.objects.filter(channel=channel, remote_id=heard.key)
    if sent.exists():
        return None
    above = _known(channel, heard.answers) if heard.answers else None
    talk = above.conversation if above else _open_talk(channel, _digests(channel, heard)[0])
    return _keep(talk, heard) if talk else None


def _keep(talk: Conversation, heard: Heard) -> Utterance:
    said = _utterance(talk, heard, _text(talk.channel.municipality_id, heard))
    said.save(force_insert=True)
    return said


def _utterance(talk: Conversation, heard: Heard, text: str, *, first: bool = False) -> Utterance:
    return Utterance(
        conversation=talk, channel_id=talk.channel_id, key=heard.key, at=heard.at, text=text,
        first=first, ours=heard.ours,
    )  # fmt: skip


def _text(municipality_id: int, heard: Heard) -> str:
    """Masked as the first words of a case are."""
    said = heard.text.replace("\x00", "").strip()
    return mask(said, known=known_names(municipality_id))[:LONGEST]


def _find_by_talk(case: Case) -> None:
    """What was said later is found by the search as well."""
    Case.objects.filter(pk=case.pk).update(search_text=searchable(case, words_said(case)))


def _without_end(
    channel: Channel,
    digests: Sequence[tuple[bytes, bytes]],
    incoming: Sequence[Incoming],
    now: datetime,
) -> list[Incoming]:
    """Whoever has begun too many talks within a day is taken for a machine."""
    since, authors = now - timedelta(days=1), [author for _, author in digests]
    begun = Conversation.objects.filter(channel=channel, author__in=authors, begun_at__gt=since)
    counts = Counter(bytes(author) for author in begun.values_list("author", flat=True))
    found = []
    for author, each in zip(authors, incoming, strict=True):
        found.append(replace(each, automatic=True) if counts[author] >= MOST_A_DAY else each)
        counts[author] += 1
    return found


def _digests(channel: Channel, heard: Heard) -> tuple[bytes, bytes]:
    """Of the place and of the author, worthless outside this channel."""
    return (
        vault.blind(f"talk|{channel.pk}|{heard.thread}|{heard.author}"),
        vault.blind(f"author|{channel.pk}|{heard.author}"),
    )
