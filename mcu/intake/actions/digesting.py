"""A stored payload is understood: each item of it goes the way every message goes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mcu.cases.actions.annotate import lay, take_in
from mcu.cases.actions.conversation import Heard, hear, unsay
from mcu.cases.actions.register import MAX_TEXT, Incoming
from mcu.cases.actions.step import step
from mcu.cases.models import Utterance
from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import Verb
from mcu.channels.actions import bounced
from mcu.channels.models import Channel, Outgoing
from mcu.connectors.contract import Act, Attached, Connector, Item
from mcu.core.errors import NoRoom, RuleViolation
from mcu.intake.actions.arrivals import body_of
from mcu.intake.actions.exports import take_letter
from mcu.intake.actions.mentions import keep_mention
from mcu.intake.models import Arrival
from mcu.intake.queries.exports import feed_of_letter
from mcu.org.rules.roles import Actor

MOST_FILES = 20
LONGEST_PLACE = {"settlement": 120, "street": 200, "house": 40, "landmark": 200}
BROKEN = "Данные не такие, как описано у сервиса ({what}). Исходное сохранено: обновите программу и нажмите «разобрать заново»."
NO_FILE = "Файл «{name}» не принят: {why}"


@transaction.atomic
def digest(*, arrival: Arrival, connector: Connector, by: Actor, now: datetime) -> bool:
    """Understand one payload, all of it or nothing; False when somebody was quicker.

    RuleViolation: a rule of ours refuses it; ValueError, KeyError, TypeError: it is broken.
    """
    waiting = Arrival.objects.select_for_update(of=("self",)).filter(
        pk=arrival.pk, state=Arrival.State.WAITING
    )
    if not waiting.exists():
        return False
    items = connector.read(body_of(arrival))
    heard = [_take(arrival.channel, connector, item, by, now) for item in items]
    kept = [each is not None for each in heard]
    arrival.files_left = any(item.files for item, came in zip(items, kept, strict=True) if came)
    arrival.state = Arrival.State.DONE if any(kept) else Arrival.State.NOTHING
    arrival.cases = sorted({each for each in heard if each})
    arrival.digested_at, arrival.sentence = now, ""
    arrival.save(update_fields=["state", "digested_at", "sentence", "files_left", "cases"])
    return True


def not_digested(*, arrival: Arrival, sentence: str, now: datetime) -> None:
    """It stays as it came, with the reason; a person may have it tried again."""
    waiting = Arrival.objects.filter(pk=arrival.pk, state=Arrival.State.WAITING)
    waiting.update(state=Arrival.State.FAILED, sentence=sentence[:500], digested_at=now)


def attach_file(*, said: Utterance, file: Attached, chunks: Sequence[bytes], by: Actor) -> None:
    """A file of an utterance becomes one of its case, once; what is refused is noted there."""
    mark = _mark(file)
    if mark in said.files:
        return
    case = said.conversation.case
    try:
        laid = take_in(file.name, iter(chunks), hold=True)
    except NoRoom:
        raise
    except RuleViolation as refusal:
        _note_file(said, mark, NO_FILE.format(name=file.name[:100], why=refusal.sentence), by)
        return
    with step(Verb.ATTACH, case, by=by) as work:
        lay(work, laid)
        said.files = [*said.files, mark]
        said.save(update_fields=["files"])


def refuse_file(*, said: Utterance, file: Attached, why: str, by: Actor) -> None:
    """The service will not give it any more: said in the case, not tried again."""
    _note_file(said, _mark(file), NO_FILE.format(name=file.name[:100], why=why), by)


def files_of(items: Sequence[Item], channel: Channel) -> list[tuple[Utterance, Attached]]:
    """Files that are still to be fetched, each with what it was said with."""
    found = []
    for item in items:
        said = Utterance.objects.select_related("conversation__case").filter(
            channel=channel, key=item.key
        ).first()  # fmt: skip
        if said:
            found += [
                (said, file) for file in item.files[:MOST_FILES] if _mark(file) not in said.files
            ]
    return found


def _take(
    channel: Channel, connector: Connector, item: Item, by: Actor, now: datetime
) -> int | None:
    """The key of the case the item belongs to, 0 for what has none; None when nothing came of it."""
    if item.publication:
        keep_mention(channel=channel, item=item, now=now)
        return 0
    feed = feed_of_letter(channel, item)
    if feed and take_letter(feed=feed, item=item, now=now):
        return 0
    if item.act == Act.BOUNCED:
        return _returned(channel, item, now)
    if item.act == Act.WITHDRAWN:
        gone = unsay(channel=channel, key=item.key, at=item.at, by=by, now=now)
        return gone.conversation.case_id if gone else None
    heard = heard_of(item, now)
    said = hear(
        channel=channel, heard=heard, incoming=incoming_of(connector, item, heard), by=by, now=now
    )
    return said.conversation.case_id if said else None


def heard_of(item: Item, now: datetime) -> Heard:
    """What was said where, as a talk knows it."""
    return Heard(
        key=item.key[:200], at=min(item.at, now), text=_text_of(item), thread=item.thread,
        author=item.author.id, to=item.reply_to, answers=item.answers, ours=item.ours,
    )  # fmt: skip


def _returned(channel: Channel, item: Item, now: datetime) -> int | None:
    letters = Outgoing.objects.filter(
        municipality_id=channel.municipality_id, remote_id=item.answers
    )
    letter = letters.first() if item.answers else None
    if letter is None or not bounced(letter=letter, sentence=item.text, now=now):
        return None
    return letter.case_id or 0


def incoming_of(connector: Connector, item: Item, heard: Heard) -> Incoming:
    """The message that begins with it."""
    applicant = {
        "applicant_name": item.author.name[:300],
        "applicant_profile": item.author.url[:500],
        "applicant_contacts": ", ".join(item.author.contacts)[:1000],
    }
    return Incoming(
        channel=connector.channel,
        text=heard.text,
        received_at=heard.at,
        community=item.community.replace("\x00", "")[:200],
        source_url=item.url if item.url.startswith("https://") and len(item.url) <= 500 else "",
        automatic=item.automatic,
        settlement=_said(item, "settlement"),
        street=_said(item, "street"),
        house=_said(item, "house"),
        landmark=_said(item, "landmark"),
        topic=item.topic[:120],
        point=item.point,
        object=item.object,
        regime=Regime.APPEAL if item.appeal else Regime.MESSAGE,
        appeal_kind=item.appeal,
        identified=bool(item.appeal),
        number=item.number,
        applicant={name: value for name, value in applicant.items() if value},
    )


def _said(item: Item, name: str) -> str:
    """A part of the place, as much as a case can hold of it."""
    return item.place.get(name, "").replace("\x00", "").strip()[: LONGEST_PLACE[name]]


def _text_of(item: Item) -> str:
    text = item.text.replace("\x00", "").strip()[:MAX_TEXT]
    if text or not item.files:
        return text or "(без текста)"
    return f"(без текста, вложений: {len(item.files)})"


def _mark(file: Attached) -> str:
    return (file.key or f"{file.name}|{file.url}")[:300]


def _note_file(said: Utterance, mark: str, words: str, by: Actor) -> None:
    with step(Verb.NOTE, said.conversation.case, by=by) as work:
        work.case.notes.create(text=words[:5000], at=work.now, author_name=by.name)
        said.files = [*said.files, mark]
        said.save(update_fields=["files"])
