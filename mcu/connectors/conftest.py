"""Time that passes only while a connector waits for its turn."""

import pytest

from mcu.clients.pace import Limiter
from mcu.connectors.contract import Connector
from mcu.connectors.tests.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(Connector, "limiter", Limiter(made, made.sleep))
    return made
