"""What every connector is given: turns, files of other hosts, certificates."""

import pytest

from mcu.clients.failure import Failure
from mcu.clients.pace import Limiter
from mcu.connectors.dummy.connector import DummyConnector
from mcu.connectors.dummy.tests.standin import DummyService
from mcu.connectors.tests.standin import standing


def test_no_second_holds_more_turns_than_the_service_allows(clock):
    limiter, times = Limiter(clock, clock.sleep), []
    for _ in range(7):
        limiter.wait("chat", 2)
        times.append(clock.now)
    assert times == [100.0, 100.0, 101.0, 101.0, 102.0, 102.0, 103.0]


def test_names_wait_for_themselves_only_and_a_pause_gives_turns_back(clock):
    limiter = Limiter(clock, clock.sleep)
    for name in ("a", "b", "c"):
        limiter.wait(name, 1)
    assert clock.now == 100.0
    clock.now += 5
    limiter.wait("a", 1)
    assert clock.now == 105.0


def test_two_openings_with_one_key_share_their_turns_and_another_key_does_not(clock):
    for token in ("one", "one", "two"):
        DummyConnector({"base": "http://x", "token": token}).take_turn(1)
    assert clock.now == 101.0


def test_a_file_elsewhere_is_fetched_without_our_key_and_never_in_the_clear():
    with (
        standing(DummyService()) as service,
        DummyConnector({"base": service.base, "token": "key"}) as connector,
    ):
        with pytest.raises(Failure, match="401"):  # the service asks for the key, none was given
            list(connector.take_file(f"{service.base}/file/1", 1000))
        assert "authorization" not in service.asked[0].headers
        with pytest.raises(Failure, match="не https") as told:
            connector.take_file("http://elsewhere.example/file", 1000)
        assert told.value.permanent
        assert len(service.asked) == 1
