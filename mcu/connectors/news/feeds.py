"""What a feed or a page of news says: RSS, Atom, RDF, a map of a site, or the links of a page.

Broken XML is read as far as it goes; nothing outside the text is fetched, no entity is expanded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.etree import _Element as Element

from mcu.text.clean import plain

MOST_ENTRIES = 500
SHORTEST_HEADLINE = 25  # a link with fewer letters is a menu
LONGEST_TITLE, LONGEST_TEXT = 300, 4000
FEEDS = ("application/rss+xml", "application/atom+xml")
ENTRIES = frozenset({"item", "entry", "url"})
WORDS = {
    "title": ("title",),
    "text": ("encoded", "content", "description", "summary"),
    "id": ("guid", "id"),
    "at": ("pubDate", "published", "publication_date", "updated", "date", "lastmod"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news: `at` is None where the source names no day."""

    id: str
    title: str
    text: str
    url: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What stood at the address: entries of a feed, or a page with its links and its own feed."""

    entries: tuple[Entry, ...]
    is_page: bool = False
    feed: str = ""


def read_source(body: bytes, address: str) -> Found:
    """ValueError when it is neither a feed nor a page."""
    head = body.lstrip()[:2048].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return _page(body, address)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as nothing:  # not a sign that a document could begin with
        raise ValueError("neither a feed nor a page") from nothing
    if root is None:
        raise ValueError("neither a feed nor a page")
    items = (each for each in root.iter("{*}*") if _name(each) in ENTRIES)
    found = [entry for item in items if (entry := _entry(item, address))]
    if not found and _name(root) not in {"rss", "feed", "RDF", "urlset"}:
        raise ValueError("not a feed")
    return Found(tuple(found[:MOST_ENTRIES]))


def moment(value: str) -> datetime | None:
    """A date of a feed, by either of the two standards; None when it is none."""
    value = value.strip()
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(value)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _entry(item: Element, address: str) -> Entry | None:
    said = {what: _first(item, names) for what, names in WORDS.items()}
    url = _link(item, address)
    title = _line(said["title"]) or _line(said["text"])[:80]
    if not url or not title:
        return None
    return Entry(
        said["id"].strip()[:500] or url,
        title[:LONGEST_TITLE],
        plain(said["text"]).strip()[:LONGEST_TEXT],
        url,
        moment(said["at"]),
    )


def _first(item: Element, names: tuple[str, ...]) -> str:
    """The first of these among the descendants, the better name first."""
    for name in names:
        for child in item.iter(f"{{*}}{name}"):
            text = "".join(child.itertext()).strip()
            if text and child is not item:
                return text
    return ""


def _link(item: Element, address: str) -> str:
    for child in item:
        if _name(child) in {"link", "loc"}:
            if child.get("rel", "alternate") != "alternate":
                continue
            url = _absolute(address, child.get("href") or (child.text or ""))
            if url:
                return url
    return ""


def _page(body: bytes, address: str) -> Found:
    """The headlines a page links to on its own site, and the feed it names."""
    page = html.fromstring(body, parser=html.HTMLParser(encoding=_encoding(body)))
    links = page.iterfind(".//link[@rel='alternate']")
    feeds = (link.get("href", "") for link in links if link.get("type") in FEEDS)
    feed = next((url for href in feeds if (url := _absolute(address, href))), "")
    found = {entry.url: entry for entry in _headlines(page, address)}
    return Found(tuple(found.values())[:MOST_ENTRIES], is_page=True, feed=feed)


def _headlines(page: Element, address: str) -> Iterator[Entry]:
    host = urlsplit(address).hostname
    for link in page.iterfind(".//a[@href]"):
        url, title = (
            _absolute(address, link.get("href", "")),
            _line("".join(link.itertext()) or link.get("title", "")),
        )
        if url and len(title) >= SHORTEST_HEADLINE and urlsplit(url).hostname == host:
            yield Entry(url, title[:LONGEST_TITLE], "", url, None)


def _encoding(body: bytes) -> str | None:
    """UTF-8 where it is that, whatever the page says of itself; else what it says."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return None if b"charset" in body[:4096].lower() else "windows-1251"
    return "utf-8"


def _absolute(address: str, href: str) -> str:
    try:
        url = urljoin(address, href.strip())
        return url if urlsplit(url).scheme in {"http", "https"} and len(url) <= 500 else ""
    except ValueError:
        return ""


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip()


def _name(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
