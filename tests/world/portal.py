"""An open portal with a message, and one that waits to be let in."""

from typing import Any

from django.utils import timezone

from mcu.org.models import Municipality
from mcu.org.rules.roles import program
from mcu.portal.actions.sending import send, understand
from mcu.portal.actions.setup import ask, open_portal
from mcu.portal.models import Submission
from mcu.portal.queries.codes import spelled
from mcu.portal.queries.town import town_at
from mcu.portal.rules.sending import Sending


def open_door(place: Municipality, topic: Any) -> dict[str, list[Any]]:
    by, now = program(place.pk), timezone.now()
    open_portal(place=place, active=True, by=by)
    town = town_at(place.code)
    sent = send(town=town, sending=Sending("form-of-the-first", "Во дворе темно"), now=now)
    understand(town, sent.key, now)
    send(town=town, sending=Sending("form-of-the-other", "Купите слона"), now=now, why_held="часто")
    held = Submission.objects.get(municipality=place, state=Submission.State.HELD)
    question = ask(place=place, topic=topic, text="Где именно", options=[], required=False, by=by)
    return {
        "portal": [place.code],
        "portal code": [place.code, spelled(sent.code)],
        "portal held": [held.pk, "take"],
        "portal question": [question.pk],
        "openness line": ["act"],
        "portal letter": [place.code, "0" * 32],
        "portal table": [place.code, "problems", "csv"],
    }
