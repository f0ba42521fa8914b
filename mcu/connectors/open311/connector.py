"""Requests of another GeoReport v2 server, window after window; a changed one is another payload."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import urlsplit

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.clients.georeport.formats import Unreadable, read, rows
from mcu.clients.web import Answer
from mcu.connectors.contract import Attached, Author, Batch, Can, Connector, Cursor, Item, Payload
from mcu.connectors.open311.form import Open311Form

MOST = 1000  # rows of an answer by the specification: more may have been left off
WINDOW = timedelta(days=30)
SHORTEST = timedelta(minutes=10)
BEHIND = timedelta(days=2)  # looked at again, for what was late or has changed
AT_FIRST = timedelta(days=7)
CLOSED = "closed"


class Open311Connector(Connector):
    """See README.md beside this file."""

    code: ClassVar = "open311"
    title: ClassVar = "Open311: чужой сервер"
    channel: ClassVar = "other"
    form: ClassVar = Open311Form
    can: ClassVar = frozenset({Can.FETCH, Can.SINCE})
    every: ClassVar = timedelta(minutes=5)
    warning: ClassVar = "Чужой сервер только читается: ответ жителю даёт тот, кто принял заявку."

    def probe(self) -> str:
        found = self._asked("services", {})
        if not found or "service_code" not in found[0]:
            raise permanent("По этому адресу нет списка служб Open311. Адрес кончается на /v2.")
        return f"Сервер отвечает, служб: {len(found)}."

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        now = datetime.now(UTC)
        known = cursor.get("until")
        since = datetime.fromisoformat(known) - BEHIND if known else now - AT_FIRST
        for payloads, until in self._windows(since, now):
            yield Batch(payloads, {"until": until.isoformat()})

    def since(self, day: date) -> Iterator[Batch]:
        start = datetime.combine(day, time(), tzinfo=UTC)
        for payloads, _ in self._windows(start, datetime.now(UTC)):
            yield Batch(payloads)  # the cursor is for what is new and stays

    def read(self, body: bytes) -> list[Item]:
        said = json.loads(body)
        if str(said.get("status", "")).lower() == CLOSED:
            return []  # done over there: nobody waits for us
        number = str(said["service_request_id"])
        about = str(said.get("service_name") or "")
        return [
            Item(
                key=f"open311:{number}",
                at=_moment(str(said["requested_datetime"])),
                author=Author(number),
                text=str(said.get("description") or "") or f"Заявка без описания: {about}",
                thread=number,
                community=about,
                place={"landmark": str(said.get("address") or "")},
                point=_point(said),
                topic=str(said.get("service_code") or ""),
                files=tuple(_files(str(said.get("media_url") or ""))),
            )
        ]

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.take_file(file.url, largest)

    def _windows(
        self, since: datetime, until: datetime
    ) -> Iterator[tuple[tuple[Payload, ...], datetime]]:
        """Parts of the period, each small enough to be answered whole."""
        start, step = since, WINDOW
        while start < until:
            end = min(start + step, until)
            found = self._asked("requests", {"start_date": _w3c(start), "end_date": _w3c(end)})
            if len(found) >= MOST and end - start > SHORTEST:
                step = (end - start) / 2
                continue
            yield tuple(map(_payload, found)), end
            start, step = end, WINDOW

    def _asked(self, path: str, params: dict[str, str]) -> list[dict[str, Any]]:
        given, form = self.settings, self.settings.get("form") or "json"
        if path == "requests" and given.get("services"):
            params["service_code"] = given["services"]
        if given.get("jurisdiction"):
            params["jurisdiction_id"] = given["jurisdiction"]
        answer = self.service.ask("GET", f"/{path}.{form}", params=params)
        if not answer.ok:
            raise refusal(answer)
        try:
            return rows(read(form, answer.body))
        except Unreadable as wrong:
            raise temporary(f"Ответ не по Open311: {wrong}. Программа повторит сама.") from wrong


def refusal(answer: Answer) -> Failure:
    """What a code of the server means."""
    if answer.status in {401, 403}:
        return stopped("Остановлен: сервер не пускает читать заявки. Спросите у него доступ.")
    if answer.status in {400, 404, 410}:
        return stopped(
            f"Остановлен: сервер не понимает запрос (код {answer.status}). Проверьте адрес и "
            "jurisdiction_id; «mcu open311 check АДРЕС» скажет, чего он не умеет."
        )
    return temporary(
        f"Сервер отвечает ошибкой (код {answer.status}). Программа повторит сама.",
        retry_after=answer.retry_after(datetime.now(UTC)), whole=True,
    )  # fmt: skip


def _payload(said: Mapping[str, Any]) -> Payload:
    """Known by its number and its content: what has changed is another."""
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    number = str(said.get("service_request_id") or said.get("token") or "")[:100]
    return Payload(f"{number}:{hashlib.sha256(body).hexdigest()[:32]}", body)


def _files(url: str) -> Iterator[Attached]:
    if url.startswith("https://"):
        yield Attached(PurePosixPath(urlsplit(url).path).name or "фото", url=url)


def _point(said: Mapping[str, Any]) -> tuple[float, float] | None:
    try:
        found = float(said["lat"]), float(said["long"])
    except (KeyError, TypeError, ValueError):
        return None
    return found if abs(found[0]) <= 90 and abs(found[1]) <= 180 and any(found) else None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _w3c(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
