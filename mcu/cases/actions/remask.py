"""Texts hidden again by better rules: in batches, from where the last process stopped.

Where the original is sealed, the text is made from it anew; where the new rules hide something that
was open, the open text is sealed first, so that nothing is lost. What was said later in a channel is
hidden where it stands: the payload it came in is sealed as it was.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.likeness import anew
from mcu.cases.models import Applicant, Case, MaskPass, Utterance
from mcu.core import journal, vault
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor
from mcu.places.queries import known_names
from mcu.text.clean import plain
from mcu.text.mask import VERSION, mask
from mcu.text.personal.known import KnownNames

BATCH = 500


def remask(*, place: Municipality, by: Actor) -> int:
    """Bring every text of the municipality up to the rules of today; how many changed."""
    changed = 0
    while (done := _batch(place, by)) is not None:
        changed += done
    return changed


def is_behind(place: Municipality) -> bool:
    """Whether texts here were hidden by older rules than today's."""
    done = MaskPass.objects.filter(municipality=place, version=VERSION, done_at__isnull=False)
    return not done.exists()


@transaction.atomic
def _batch(place: Municipality, by: Actor) -> int | None:
    """The next cases and the position together; how many changed, None when all were looked at."""
    Municipality.objects.select_for_update(no_key=True).get(pk=place.pk)  # cases go on entering
    walk, _ = MaskPass.objects.get_or_create(municipality=place, defaults={"version": VERSION})
    if walk.version != VERSION:
        walk.version, walk.position, walk.done_at = VERSION, 0, None
    if walk.done_at:
        return None
    found = Case.objects.select_for_update(no_key=True).filter(
        municipality=place, pk__gt=walk.position
    )
    cases = list(found.order_by("pk")[:BATCH])
    now = timezone.now()
    changed = _mask(cases, now, known_names(place.pk))
    walk.position = cases[-1].pk if cases else walk.position
    walk.done_at = None if cases else now
    walk.save()
    if changed:
        journal.write(
            "case.remask",
            by=by,
            municipality_id=place.pk,
            after={"rows": changed, "rules": VERSION},
        )
    return changed if cases else None


def _mask(cases: Sequence[Case], now: datetime, known: KnownNames) -> int:
    applicants = Applicant.objects.in_bulk([case.pk for case in cases])
    changed, talks = [], _mask_talks([case.pk for case in cases], known)
    for case in cases:
        fresh = _fresh(case, applicants.get(case.pk), known)
        said = [(case.text, fresh)] if fresh != case.text else []
        said += talks.get(case.pk, ())
        for before, after in said:
            case.search_text = case.search_text.replace(before, after)
        case.text = fresh
        if said:
            changed.append(case)
    Case.objects.bulk_update(changed, ["text", "search_text"], batch_size=BATCH)
    anew(case.pk for case in changed)
    return len(changed)


def _mask_talks(cases: Sequence[int], known: KnownNames) -> dict[int, list[tuple[str, str]]]:
    """What changed in the talks of these cases: the words before and after, by case."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    changed = []
    for said in Utterance.objects.filter(conversation__in=cases):
        text = mask(said.text, known=known)
        former = [{**each, "text": mask(each["text"], known=known)} for each in said.former]
        if (text, former) != (said.text, said.former):
            found[said.conversation_id].append((said.text, text))
            said.text, said.former = text, former
            changed.append(said)
    Utterance.objects.bulk_update(changed, ["text", "former"], batch_size=BATCH)
    return found


def _fresh(case: Case, applicant: Applicant | None, known: KnownNames) -> str:
    """The text as the rules of today show it; what they newly hide is sealed."""
    held: dict[str, Any] = {}
    if applicant and not applicant.erased_at:
        held = vault.unseal(applicant.sealed)
    original = held.get("original_text", "")
    fresh = mask(plain(original), known=known) if original else mask(case.text, known=known)
    erased = case.depersonalised_at or (applicant and applicant.erased_at)
    if not original and fresh != case.text and not erased:
        sealed = vault.seal({**held, "original_text": case.text})
        Applicant.objects.update_or_create(case=case, defaults={"sealed": sealed})
    return fresh
