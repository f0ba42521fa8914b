"""Feeds and pages as they come, well made and not; what is brought once and what is told of a refusal."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mcu.clients.failure import Failure
from mcu.connectors.news.connector import NewsConnector
from mcu.connectors.news.feeds import moment, read_source
from mcu.connectors.news.form import NewsForm
from mcu.connectors.tests.standin import Asked, Reply, StandIn, standing

PAYLOADS = Path(__file__).parents[1] / "payloads"
HERE = "https://gazeta.example/rss"


def recorded(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


class Site(StandIn):
    """A site with one address for everything, which says «304» to whoever knows its mark."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, bytes] = {}
        self.etag = ""

    def answer(self, asked: Asked) -> Reply:
        if self.etag and asked.headers.get("if-none-match") == self.etag:
            return Reply(b"", 304)
        if asked.path not in self.pages:
            return Reply(b"", 404)
        return Reply(self.pages[asked.path], headers={"ETag": self.etag} if self.etag else {})


@pytest.fixture
def site():
    with standing(Site()) as it:
        yield it


def connector(site: Site, path: str = "/rss", words: str = "") -> NewsConnector:
    return NewsConnector({"base": site.base + path, "words": words})


def test_rss_atom_and_pages_are_understood():
    rss = read_source(recorded("rss.xml"), HERE)
    assert [(e.id, e.title, e.text) for e in rss.entries] == [
        ("n-1", "В Ключах & окрестностях починили мост", "Движение открыто."),
        ("https://gazeta.example/news/2", "Погода на завтра", ""),
    ]
    assert rss.entries[0].at == datetime(2026, 11, 20, 6, tzinfo=UTC)
    [atom] = read_source(recorded("atom.xml"), HERE).entries
    assert (atom.url, atom.at) == ("https://gazeta.example/a/1", rss.entries[0].at)
    page = read_source(recorded("page.htm"), HERE)
    assert page.is_page
    assert [entry.url for entry in page.entries] == ["https://gazeta.example/n/7"]


def test_a_feed_in_windows_1251_cut_in_the_middle_gives_what_is_whole():
    text = recorded("rss.xml").decode().replace("UTF-8", "windows-1251")
    broken = text.encode("windows-1251").split(b"<item><title>\xcf\xee\xe3")[0]
    assert read_source(broken, HERE).entries[0].title.startswith("В Ключах")


def test_entities_of_the_outside_are_not_opened(tmp_path):
    (tmp_path / "secret").write_text("тайна")
    hostile = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><rss><item>'
        "<title>Новость &x;</title><link>https://a.example/1</link></item></rss>"
    )
    assert "тайна" not in str(read_source(hostile.encode(), HERE))


@given(st.binary(max_size=200))
@example(b"\x00")
@example(b" ")
def test_no_bytes_break_the_reader(body):
    with suppress(ValueError):
        read_source(body, HERE)
    moment(body.decode("latin-1"))


def test_news_are_brought_once_and_an_edited_one_again(site):
    site.pages["/rss"], site.etag = recorded("rss.xml"), '"1"'
    with connector(site) as it:
        [first] = it.fetch({}, 0)
        assert (len(first.payloads), first.cursor["etag"]) == (2, '"1"')
        assert list(it.fetch(first.cursor, 0)) == []  # 304
        site.etag, site.pages["/rss"] = (
            '"2"',
            recorded("rss.xml").replace(
                b"\xd0\xbf\xd0\xbe\xd1\x87\xd0\xb8\xd0\xbd\xd0\xb8\xd0\xbb\xd0\xb8",
                "открыли".encode(),
            ),
        )
        [second] = it.fetch(first.cursor, 0)
        assert len(second.payloads) == 1
        [before], [after] = (it.read(one.payloads[0].body) for one in (first, second))
        assert (before.key, before.publication, after.title != before.title) == (
            after.key,
            True,
            True,
        )


def test_a_page_is_read_by_the_feed_it_names_and_alone_brings_only_what_is_new(site):
    site.pages = {"/": recorded("page.htm"), "/rss": recorded("rss.xml")}
    with connector(site, "/") as it:
        [first] = it.fetch({}, 0)
        assert first.payloads == ()
        site.pages["/"] = recorded("page.htm").replace(
            b"</body>", '<a href="/n/8">Завтра в Ключах не будет горячей воды</a>'.encode()
        )
        [second] = it.fetch(first.cursor, 0)
        assert [item.title for one in second.payloads for item in it.read(one.body)] == [
            "Завтра в Ключах не будет горячей воды"
        ]
        named = b'<link rel="alternate" type="application/rss+xml" href="/rss"></head>'
        site.pages["/"] = recorded("page.htm").replace(b"</head>", named)
        [third] = it.fetch({}, 0)
        assert (len(third.payloads), third.cursor["feed"]) == (2, site.base + "/rss")


def test_only_what_names_the_words_is_of_interest(site):
    site.pages["/rss"] = recorded("rss.xml")
    with connector(site, words="мост, ёлка") as it:
        [batch] = it.fetch({}, 0)
        assert [len(it.read(one.body)) for one in batch.payloads] == [1, 0]


@pytest.mark.parametrize(
    ("reply", "stops", "words"),
    [
        (Reply(b"", 301, {"Location": "https://new.example/rss"}), True, "new.example"),
        (Reply(b"", 404), True, "404"),
        (Reply(b"", 503), False, "503"),
        (Reply({"error": 1}), False, "нет ни ленты"),
        (Reply(b""), False, "нет ни ленты"),
    ],
)
def test_every_refusal_is_told(site, reply, stops, words):
    site.troubles = [reply]
    with connector(site) as it, pytest.raises(Failure, match=words) as told:
        it.probe()
    assert told.value.stops == stops


def test_the_form_asks_for_an_address_and_words_that_choose():
    form = NewsForm({"base": "", "words": "да"})
    assert not form.is_valid()
    assert {"base", "words"} == set(form.errors)
    form = NewsForm({"base": "https://gazeta.example/rss", "words": "мост\nвода, мост"})
    assert form.is_valid()
    assert form.settings()["words"] == "мост, вода"
