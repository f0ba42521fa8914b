"""Systems of others: a regional one brings signed events and is answered, a file one lays exports."""

import hashlib
import hmac

import pytest
from django.test import Client

from mcu.channels import actions, jobs
from mcu.channels.models import Outgoing
from mcu.connectors.region.mapping import usual
from mcu.connectors.region.tests.test_region import CREATED, System
from mcu.connectors.tests.standin import standing
from mcu.core import vault
from mcu.intake.jobs import digest
from mcu.intake.models import Arrival
from mcu.intake.tests.connections import Connected, answered

SECRET = "общий секрет двух систем"


def signed(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.row(142)
@pytest.mark.row(27)
def test_a_regional_system_brings_messages_and_gets_answers_both_signed(intake, settings, tmp_path):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    with standing(System()) as system:
        kept = {"secret": SECRET, "header": "X-Signature", "way": "hex", "offset": "+03:00",
                "mapping": usual(), "sample": "", "base": f"{system.base}/answers", "proxy": "", "ca": ""}  # fmt: skip
        channel = actions.connect(
            transport="region", name="Регион", settings=kept, reads=True, replies=True, by=intake.by
        )
        door = f"/hook/{vault.unseal(channel.settings)['_hook']}/"

        def knocks(body: bytes, sign: str) -> int:
            headers = {"X-Signature": sign}
            return (
                Client()
                .post(door, body, content_type="application/json", headers=headers)
                .status_code
            )

        assert knocks(CREATED, "0" * 64) == 403
        assert [knocks(CREATED, signed(CREATED)) for _ in range(2)] == [200, 200]
        assert knocks(b"{}", signed(b"{}")) == 200
        digest()
        town = Connected(intake, channel, system)
        [case] = town.cases
        assert "фонарь" in case.text
        assert "900" not in case.text
        broken = Arrival.objects.get(state="failed")
        assert "не такие, как описано" in broken.sentence
        answered(town, case, "Фонарь починим завтра до 18:00, подрядчик вышел на линию.")
        jobs.deliver()
        told = [one for one in system.asked if one.path == "/answers"][-1]
        assert told.json["id"] == "501"
        assert told.headers["x-signature"] == signed(told.body)
        assert Outgoing.objects.get(kind="answer").state == "sent"
