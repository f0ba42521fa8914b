"""HTTP to one service: its address, proxy and certificates are given; answers are small and in time."""

import json
import math
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from mcu.clients.failure import Failure, permanent, temporary

TIMEOUT = 20.0
LARGEST = 8 * 2**20
LONGEST_PAUSE = timedelta(hours=6)
GONE = frozenset({400, 401, 403, 404, 410})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON; a Failure that may pass when it is none (a page of a proxy, mostly)."""
        try:
            return json.loads(self.body)
        except ValueError as broken:
            raise temporary(
                f"Сервис ответил не так, как описано (код {self.status}). Программа повторит сама."
            ) from broken

    def retry_after(self, now: datetime) -> timedelta | None:
        """What the header asks for, in seconds or as a date; never longer than six hours."""
        return pause_asked(self.headers.get("retry-after", ""), now)


class Service:
    """A service at one address. `ca` is a certificate (PEM) trusted for it, `only` it or also the usual."""

    def __init__(
        self, base: str, *, proxy: str = "", ca: str = "", timeout: float = TIMEOUT,
        headers: Mapping[str, str] | None = None, only: bool = True,
    ) -> None:  # fmt: skip
        self._client = httpx2.Client(
            base_url=base, proxy=proxy or None, verify=trust(ca, only=only), timeout=timeout,
            headers=headers, follow_redirects=False, trust_env=False,
        )  # fmt: skip

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def ask(
        self, method: str, path: str, *, largest: int = LARGEST, timeout: float | None = None,
        together: float = math.inf, **given: Any,
    ) -> Answer:  # fmt: skip
        """One request (`params`, `json`, `data`, `files`, `headers` as httpx takes them).

        Whatever keeps an answer from coming is a Failure that may pass; what the answer says is
        for the caller to judge. `together` are seconds for the whole of it, however it trickles.
        """
        until = time.monotonic() + together
        if timeout is not None:
            given["timeout"] = timeout
        try:
            with self._client.stream(method, path, **given) as got:
                body = b"".join(_within(got.iter_bytes(), largest, until))
                return Answer(got.status_code, got.headers, body)
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as lost:
            raise unreachable(lost, str(self._client.base_url)) from lost

    def download(self, url: str, *, largest: int) -> Iterator[bytes]:
        """A file piece by piece, no more than `largest` bytes; services send on to where it lies."""
        try:
            with self._client.stream("GET", url, follow_redirects=True) as got:
                if got.status_code in GONE:
                    raise permanent(f"сервис его больше не отдаёт (код {got.status_code}).")
                if not got.is_success:
                    raise temporary(f"Файл не отдан сервисом (код {got.status_code}).")
                yield from _within(got.iter_bytes(), largest)
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as lost:
            raise unreachable(lost, url) from lost


def trust(ca: str, *, only: bool = True) -> ssl.SSLContext | bool:
    """The certificates of this computer, or `only` the one that was given, or both."""
    if not ca.strip():
        return True
    if only:
        return ssl.create_default_context(cadata=ca)
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=ca)
    return context


def unreachable(lost: Exception, address: str) -> Failure:
    """Why there is no answer, without anything secret of the address."""
    host = httpx2.URL(address).host if "://" in address else address
    return temporary(f"«{host}» не отвечает: {_why(lost)}. Программа повторит сама.", whole=True)


def pause_asked(value: str, now: datetime) -> timedelta | None:
    """«Retry-After» as a pause; None when it says nothing."""
    if re.fullmatch(r"\d{1,7}", value.strip()):
        return min(timedelta(seconds=int(value)), LONGEST_PAUSE)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta(0)), LONGEST_PAUSE)


def _within(pieces: Iterator[bytes], largest: int, until: float = math.inf) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > largest:
            raise Failure(f"Ответ сервиса больше {largest // 2**20} МБ.", permanent=True)
        if time.monotonic() > until:
            raise temporary("Ответ сервиса идёт слишком долго.")
        yield piece


def _why(lost: Exception) -> str:
    if isinstance(lost, httpx2.ProxyError):
        return "посредник (прокси) не пускает, проверьте его адрес"
    if isinstance(lost, httpx2.TimeoutException):
        return "время ожидания вышло"
    if isinstance(lost, httpx2.InvalidURL):
        return "адрес записан неверно"
    if "CERTIFICATE_VERIFY_FAILED" in str(lost):
        return "его сертификату здесь не доверяют, проверьте удостоверяющий центр"
    if isinstance(lost, httpx2.ConnectError):
        return "соединение не установлено, проверьте адрес и сеть"
    return "соединение оборвалось"
