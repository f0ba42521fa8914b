"""What a connector cannot carry comes back to the operator with what to do instead."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcu.channels.connecting import ConnectedSession
from mcu.channels.transports import Letter, Undelivered
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import Can, File

ACT = File("акт.pdf", Path("акт.pdf"))
SENDERS = sorted(code for code, kind in CONNECTORS.items() if Can.SEND in kind.can)
TEXT_ONLY = [code for code in SENDERS if Can.FILES not in CONNECTORS[code].can]


@pytest.mark.parametrize("code", TEXT_ONLY)
def test_an_answer_with_a_file_is_not_sent_without_it(code):
    letter = Letter("key", {"peer": 1}, "", "Готово, акт приложен", datetime.now(UTC), (ACT,))
    with pytest.raises(Undelivered, match="Ответьте без них") as refused:
        ConnectedSession(CONNECTORS[code]({})).send(letter)
    assert refused.value.verdict.permanent


def test_some_services_take_text_only():
    assert {"vk", "ok"} <= set(TEXT_ONLY)
    assert "max" not in TEXT_ONLY
