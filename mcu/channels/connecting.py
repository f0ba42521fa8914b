"""A connection of a municipality, opened: its connector with the settings it was given."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings as program

from mcu.channels.models import WITHDRAW, Channel
from mcu.channels.rules import HOOK, Verdict, number_of
from mcu.channels.transports import Letter, Undelivered
from mcu.clients.failure import Failure, permanent
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import STRANGE, Can, Connector, Parcel, Sent
from mcu.core import vault

WRONG = "Настройки канала не открываются или неполны: {why} Впишите их заново на странице «Каналы»."
NO_FILES = (
    "«{channel}»: файлы отсюда не отправляются. Ответьте без них или опубликуйте ответ вручную "
    "и укажите его ссылку."
)


class ConnectedSession:
    """A connector as the outbox sees it."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def send(self, letter: Letter) -> Sent:
        to = dict(letter.to)
        parcel = Parcel(letter.key, number_of(letter.key), to, letter.body, letter.files)
        if letter.files and Can.FILES not in self._connector.can:
            raise Undelivered(verdict_of(permanent(NO_FILES.format(channel=self._connector.title))))
        try:
            if letter.about is not None:
                return self._change(letter, letter.about)
            return self._connector.send(parcel) if to else self._connector.publish(parcel)
        except Failure as failure:
            raise Undelivered(verdict_of(failure)) from failure
        except STRANGE as strange:
            raise Undelivered(verdict_of(_strange(strange))) from strange

    def _change(self, letter: Letter, sent: Sent) -> Sent:
        """Another text in the place of what was sent, or nothing; the same however often it is done."""
        if letter.kind == WITHDRAW:
            self._connector.withdraw(sent, letter.to)
        else:
            self._connector.amend(sent, letter.to, letter.body)
        return sent


@contextmanager
def connected(channel: Channel) -> Iterator[ConnectedSession]:
    """A session with the service; Undelivered when the settings cannot be used."""
    try:
        connector = connector_of(channel)
    except Failure as failure:
        raise Undelivered(verdict_of(failure)) from failure
    with connector:
        yield ConnectedSession(connector)


def connector_of(channel: Channel) -> Connector:
    """The connector of a connection; a Failure that stops it when its settings are lost or spoiled."""
    try:
        kept = vault.unseal(channel.settings or b"")
        hook = hook_url(kept.pop(HOOK))
        return CONNECTORS[channel.transport](kept, hook)
    except vault.SealBroken as broken:
        raise Failure(WRONG.format(why=broken.sentence), stops=True) from broken
    except (KeyError, ValueError, OSError) as spoiled:
        raise Failure(WRONG.format(why=""), stops=True) from spoiled


def hook_url(token: str) -> str:
    """The address a service calls; only its path where the program does not know its own address."""
    return f"{program.MCU_URL}/hook/{token}/"


def verdict_of(failure: Failure) -> Verdict:
    """A failure of a service in the words of the outbox."""
    return Verdict(
        permanent=failure.permanent,
        whole=failure.whole,
        sentence=failure.sentence,
        stops=failure.stops,
        retry_after=failure.retry_after,
    )


def _strange(found: Exception) -> Failure:
    name = type(found).__name__
    return Failure(f"Сервис ответил не так, как описано ({name}). Программа повторит сама.")
