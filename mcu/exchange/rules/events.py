"""What of the journal is told to other systems, and in which words."""

import json
from collections.abc import Mapping
from typing import Any

REGISTERED, STATES, ANSWERED = "message.registered", "message.state", "message.answered"
SETTING = {REGISTERED: "registered", STATES: "states", ANSWERED: "answered"}
OF_ACTION = {"case.register": REGISTERED, "case.publish": ANSWERED}


def event_of(action: str, after: Mapping[str, Any]) -> str:
    """The event that an entry is; empty for what nobody outside is told."""
    if action in OF_ACTION:
        return OF_ACTION[action]
    return STATES if action.startswith("case.") and after.get("state") else ""


def wanted(event: str, settings: Mapping[str, Any]) -> bool:
    """Whether the subscriber has asked for it."""
    return bool(event) and bool(settings.get(SETTING[event]))


def told(key: str, event: str, at: str, case: Mapping[str, Any]) -> str:
    """The body: thin on purpose, whoever may read more asks the API with a token."""
    return json.dumps({"id": key, "event": event, "at": at, "case": dict(case)}, ensure_ascii=False)
