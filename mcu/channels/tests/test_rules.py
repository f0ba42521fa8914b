"""What a refusal means, when the next attempt is, how an address is shown."""

from datetime import UTC, datetime

import pytest

from mcu.channels.rules import PAUSES, Stage, masked, message_id, next_attempt, verdict

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("code", [0, 421, 450, 451, 535, 550, 554])
def test_only_a_final_refusal_of_the_letter_itself_is_for_good(stage, code):
    found = verdict(stage, "no", code)
    about_letter = stage in {Stage.RECIPIENT, Stage.CONTENT}
    assert found.permanent == (about_letter and code >= 500)
    assert found.whole == (not about_letter or code == 421)
    assert ("Повторять бесполезно" in found.sentence) == found.permanent


def test_the_words_of_the_server_are_kept_short_and_on_one_line():
    found = verdict(Stage.RECIPIENT, "no\r\nsuch  user." + "x" * 900, 550)
    assert "550 no such user" in found.sentence
    assert "\n" not in found.sentence
    assert len(found.sentence) < 500


def test_pauses_grow_and_end():
    moments = [next_attempt(n, NOW) for n in range(1, len(PAUSES) + 1)]
    waits = [moment - NOW for moment in moments]
    assert waits == sorted(waits)
    assert next_attempt(len(PAUSES) + 1, NOW) is None


def test_every_attempt_has_the_same_message_id_and_every_letter_its_own():
    assert message_id("a", "x.example") == message_id("a", "x.example")
    assert message_id("a", "x.example") != message_id("b", "x.example")


@pytest.mark.parametrize(
    ("address", "shown"),
    [("orlova@a.example", "o•••@a.example"), ("x@a.example", "x•••@a.example"), ("", "•••")],
)
def test_an_address_is_shown_in_part(address, shown):
    assert masked(address) == shown
