"""Open pages of channels in Telegram: asked every five minutes, page by page back to what is known."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

from mcu.clients.failure import Failure, permanent, temporary
from mcu.connectors.contract import Attached, Batch, Can, Connector, Cursor, Item
from mcu.connectors.telegram_pages.form import TelegramPagesForm
from mcu.connectors.telegram_pages.page import Page, Post, item_of, read_page

MOST_PAGES, MOST_BACK = 10, 200
REMEMBERED = 40  # posts of a channel whose edits are followed
OTHER = (
    "Страница «{name}» устроена не так, как раньше: Telegram её изменил или вместо неё пришло другое. "
    "Обновите программу."
)
CLOSED = "«{name}»: открытой страницы нет. Канал закрыт, переименован или выключил её."


class TelegramPagesConnector(Connector):
    """See README.md."""

    code: ClassVar = "telegram-pages"
    title: ClassVar = "Telegram: открытые каналы"
    channel: ClassVar = "telegram"
    form: ClassVar = TelegramPagesForm
    can: ClassVar = frozenset({Can.FETCH, Can.SINCE})
    every: ClassVar = timedelta(minutes=5)
    reads_at_first: ClassVar = False
    answers: ClassVar = False
    warning: ClassVar = (
        "Только чтение открытых страниц t.me: отвечать отсюда нельзя. В российских сетях они "
        "открываются с перебоями: при необходимости укажите посредника."
    )

    def probe(self) -> str:
        titles = [f"«{self._page(name).title or name}»" for name in self._names]
        return f"Открываются: {', '.join(titles)}."

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        """Every channel for itself: one that is closed hinders no other, and is told at the end."""
        cursor, troubles = dict(cursor), []
        for name in self._names:
            try:
                yield self._new(name, cursor)
            except Failure as failure:
                troubles.append(failure)
        if troubles:
            raise troubles[0]

    def since(self, day: date) -> Iterator[Batch]:
        for name in self._names:
            before: int | None = None
            for _ in range(MOST_BACK):
                page = self._page(name, before)
                posts = [post for post in page.posts if self._is_since(post, day)]
                if posts:
                    yield Batch(tuple(post.payload for post in posts))
                if len(posts) < len(page.posts) or not page.posts:
                    break
                before = page.posts[0].number

    def read(self, body: bytes) -> list[Item]:
        item = item_of(body, str(self.settings.get("words", "")))
        return [item] if item else []

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.take_file(file.url, largest)

    @property
    def _names(self) -> list[str]:
        return str(self.settings["channels"]).split()

    def _new(self, name: str, cursor: Cursor) -> Batch:
        """New and other posts; the first look only remembers what is there."""
        known: dict[str, str] | None = cursor.get(name)
        last = max(map(int, known), default=0) if known else 0
        posts = self._back_to(name, last if known else None)
        fresh = [
            post for post in posts if known is not None and known.get(str(post.number)) != post.mark
        ]
        kept = (known or {}) | {str(post.number): post.mark for post in posts}
        cursor[name] = {number: kept[number] for number in sorted(kept, key=int)[-REMEMBERED:]}
        # What is older than everything remembered was there before: only its place on the page is new.
        oldest = min(map(int, known), default=0) if known else 0
        return Batch(tuple(p.payload for p in fresh if p.number >= oldest), dict(cursor))

    def _back_to(self, name: str, last: int | None) -> list[Post]:
        """The newest page, and those before it until one with a post that is known."""
        found = list(self._page(name).posts)
        for _ in range(MOST_PAGES):
            if last is None or not found or found[0].number <= last:
                break
            older = self._page(name, found[0].number).posts
            if not older:
                break
            found = [*older, *found]
        return found

    def _page(self, name: str, before: int | None = None) -> Page:
        query: dict[str, Any] = {"before": before} if before else {}
        answer = self.service.ask("GET", f"/s/{name}", params=query)
        if answer.status in {302, 301, 404}:
            raise permanent(CLOSED.format(name=name))
        if not answer.ok:
            asked = timedelta(minutes=10) if answer.status == 429 else None
            raise temporary(
                f"t.me отвечает ошибкой (код {answer.status}). Программа повторит сама.",
                retry_after=asked,
            )
        try:
            return read_page(answer.body)
        except ValueError as other:
            if before and b"tgme_channel_history" in answer.body:
                return Page("", ())
            raise temporary(OTHER.format(name=name)) from other

    def _is_since(self, post: Post, day: date) -> bool:
        item = item_of(post.payload.body, "")
        return item is not None and item.at.date() >= day - timedelta(days=1)
