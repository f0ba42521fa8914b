"""News by RSS, Atom or the links of a page: read every ten minutes, never written to."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from mcu.clients.failure import Failure, stopped, temporary
from mcu.clients.web import Answer
from mcu.connectors.contract import Author, Batch, Can, Connector, Cursor, Item, Payload
from mcu.connectors.news.feeds import Entry, Found, read_source
from mcu.connectors.news.form import NewsForm

SEEN = 2000  # digests a cursor remembers; a feed has at most some hundreds
NOT_NEWS = (
    "По этому адресу нет ни ленты новостей (RSS, Atom), ни страницы со ссылками. Проверьте адрес."
)


class NewsConnector(Connector):
    """See README.md."""

    code: ClassVar = "news"
    title: ClassVar = "Новости (RSS, сайты)"
    channel: ClassVar = "other"
    form: ClassVar = NewsForm
    can: ClassVar = frozenset({Can.FETCH})
    every: ClassVar = timedelta(minutes=10)
    warning: ClassVar = (
        "Новости только читаются: что подходит по словам, появится в «Упоминаниях», и человек решает, "
        "заводить ли сообщение."
    )

    def headers(self) -> Mapping[str, str]:
        return {"User-Agent": "Pult-MCU/1 (news reader)"}

    def probe(self) -> str:
        found, _ = self._news({})
        if found is None or not found.entries:
            raise stopped(NOT_NEWS)
        kind = "страница, ссылок" if found.is_page else "лента, новостей"
        return f"Адрес подходит: {kind} — {len(found.entries)}."

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        found, marks = self._news(cursor)
        if found is None:
            return
        seen = list(cursor.get("seen", ()))
        known = set(seen)
        fresh = [one for one in map(_payload, found.entries) if one.key not in known]
        following = {**marks, "seen": [*seen, *(one.key for one in fresh)][-SEEN:]}
        # What a page links to when it is first seen may be a year old: it is only remembered.
        brought = () if found.is_page and not cursor else tuple(fresh)
        yield Batch(brought, following)

    def read(self, body: bytes) -> list[Item]:
        said = json.loads(body)
        if not self._names(f"{said['title']} {said['text']}"):
            return []
        host = urlsplit(said["url"]).hostname or ""
        return [
            Item(
                key=f"news:{hashlib.sha256(said['id'].encode()).hexdigest()[:40]}",
                at=datetime.fromisoformat(said["at"]),
                author=Author(host),
                text=said["text"],
                title=said["title"],
                community=host,
                url=said["url"],
                publication=True,
            )
        ]

    def _names(self, text: str) -> bool:
        words = [word.strip() for word in self.settings.get("words", "").split(",")]
        text = _plain(text)
        return not any(words) or any(_plain(word) in text for word in words if word)

    def _news(self, cursor: Cursor) -> tuple[Found | None, dict[str, str]]:
        """What stands at the address, None when nothing changed; a page's own feed goes before it."""
        address = cursor.get("feed") or self.settings["base"]
        found, marks = self._ask(address, cursor)
        if found and found.feed and not cursor.get("feed"):
            try:
                of_feed, of_marks = self._ask(found.feed, {})
            except Failure:
                return found, marks  # the page names a feed that is not there
            if of_feed and of_feed.entries:
                return of_feed, {**of_marks, "feed": found.feed}
        return found, marks | ({"feed": address} if cursor.get("feed") else {})

    def _ask(self, address: str, cursor: Cursor) -> tuple[Found | None, dict[str, str]]:
        asked = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
        headers = {name: cursor[mark] for name, mark in asked.items() if cursor.get(mark)}
        answer = self.service.ask("GET", address, headers=headers)
        if answer.status == 304:
            return None, {}
        if not answer.ok:
            raise refusal(answer)
        try:
            found = read_source(answer.body, address)
        except ValueError as strange:
            raise temporary(NOT_NEWS) from strange
        return found, {
            "etag": answer.headers.get("etag", "")[:200],
            "modified": answer.headers.get("last-modified", "")[:100],
        }


def refusal(answer: Answer) -> Failure:
    """What an answer without news means."""
    if 300 <= answer.status < 400:
        where = answer.headers.get("location", "")[:200]
        return stopped(
            f"Остановлен: новости переехали на {where}. Впишите этот адрес в настройках."
        )
    if answer.status in {401, 403, 404, 410}:
        return stopped(
            f"Остановлен: сайт не отдаёт новости (код {answer.status}). Проверьте адрес."
        )
    return temporary(
        f"Сайт отвечает ошибкой (код {answer.status}). Программа повторит сама.",
        retry_after=answer.retry_after(datetime.now(UTC)),
    )


def _payload(entry: Entry) -> Payload:
    """Its key changes with the words: an edited piece of news is read again under its own number."""
    words = "|".join((entry.id, entry.title, entry.text))
    said: dict[str, Any] = asdict(entry) | {"at": (entry.at or datetime.now(UTC)).isoformat()}
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return Payload(hashlib.sha256(words.encode()).hexdigest()[:32], body)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
