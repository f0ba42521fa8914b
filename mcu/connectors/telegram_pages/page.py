"""The open page of a channel, taken apart. It is no contract: when it is other, that is said loudly."""

import hashlib
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml import html

from mcu.connectors.contract import Attached, Author, Item, Payload

POST = "//div[@data-post]"
TEXT = ".//div[contains(@class, 'js-message_text')][not(ancestor::div[contains(@class, 'js-message_text')])]"
PHOTO = ".//a[contains(@class, 'tgme_widget_message_photo_wrap')]/@style"
TIME = ".//a[contains(@class, 'tgme_widget_message_date')]//time/@datetime"
TITLE = "//div[contains(@class, 'tgme_channel_info_header_title')]"
ADDRESS = re.compile(r"url\('([^']+)'\)")
BROKEN = "the page is not as it was"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: the channel and its posts, the oldest first."""

    title: str
    posts: tuple["Post", ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it stands on the page."""

    number: int
    mark: str  # other when the text is other
    payload: Payload


def read_page(content: bytes) -> Page:
    """ValueError: it is no page of a channel, or is made in another way than it was."""
    tree = _tree(content)
    title = tree.xpath(TITLE)
    posts = tuple(_posts(tree, title[0].text_content().strip() if title else ""))
    if not title and not posts:
        raise ValueError(BROKEN)
    return Page(title[0].text_content().strip() if title else "", posts)


def item_of(content: bytes, words: str) -> Item | None:
    """A stored post; None when it holds none of the words."""
    tree = _tree(content)
    [post] = tree.xpath(POST) or [None]
    if post is None:
        raise ValueError(BROKEN)
    name, _, number = post.get("data-post").partition("/")
    text = _text(post)
    if not _holds(text, words):
        return None
    return Item(
        key=f"tg:@{name.lower()}:{int(number)}",
        at=datetime.fromisoformat(_one(post.xpath(TIME))),
        author=Author(f"@{name.lower()}", tree.get("data-title") or name, f"https://t.me/{name}"),
        text=text,
        thread=f"@{name.lower()}:{int(number)}",
        community=tree.get("data-title") or name,
        url=f"https://t.me/{name}/{int(number)}",
        files=tuple(_photos(post)),
        automatic=True,
    )


def _posts(tree: html.HtmlElement, title: str) -> Iterator[Post]:
    for post in tree.xpath(POST):
        number = int(post.get("data-post").rpartition("/")[2])
        datetime.fromisoformat(_one(post.xpath(TIME)))
        mark = hashlib.sha256(_text(post).encode()).hexdigest()[:16]
        kept = html.Element("div", {"data-title": title})
        kept.append(post)
        key = f"{post.get('data-post').lower()}:{mark}"
        yield Post(number, mark, Payload(key, html.tostring(kept, encoding="utf-8")))


def _tree(content: bytes) -> html.HtmlElement:
    try:
        return html.fromstring(content, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (html.etree.ParserError, html.etree.XMLSyntaxError) as broken:
        raise ValueError(BROKEN) from broken


def _text(post: html.HtmlElement) -> str:
    """With the ends of lines; of an album the text stands twice, one in the other."""
    found = post.xpath(TEXT)
    if not found:
        return ""
    copy = deepcopy(found[0])
    for line in copy.iter("br"):
        line.tail = "\n" + (line.tail or "")
    return str(copy.text_content()).strip()


def _photos(post: html.HtmlElement) -> Iterator[Attached]:
    for number, style in enumerate(post.xpath(PHOTO), 1):
        if found := ADDRESS.search(style):
            yield Attached(f"фото-{number}.jpg", url=found[1])


def _holds(text: str, words: str) -> bool:
    starts = [word.strip().lower() for word in words.split(",") if word.strip()]
    told = re.findall(r"\w+", text.lower())
    return not starts or any(word.startswith(start) for word in told for start in starts)


def _one(found: list[str]) -> str:
    if not found:
        raise ValueError(BROKEN)
    return found[0]
