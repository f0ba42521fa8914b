import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.source import _USUAL, NOWHERE, Source, _split, _split_unusual, read_source


@pytest.mark.parametrize(
    ("url", "source"),
    [
        (
            "http://vk.com/wall-34500_1003?reply=1001&thread=1002",
            Source("vk", "comment", "club34500", "https://vk.com/wall-34500_1003"),
        ),
        (
            "https://m.vk.ru/wall-34500_1003",
            Source("vk", "wall", "club34500", "https://vk.com/wall-34500_1003"),
        ),
        (
            "http://vk.com/club34500?w=wall-34500_1003_r7",
            Source("vk", "comment", "club34500", "https://vk.com/wall-34500_1003"),
        ),
        (
            "'vk.com/wall-34500_1003",
            Source("vk", "wall", "club34500", "https://vk.com/wall-34500_1003"),
        ),
        (
            "http://vk.com/gim14700?msgid=1007&sel=20000",
            Source("vk", "message", "club14700", None),
        ),
        ("https://vk.com/im?sel=20000", Source("vk", "message", "", None)),
        ("https://vk.com/id20000", Source("vk", "unknown", "", None)),
        ("https://vk.com/wall20000_5", Source("vk", "unknown", "", None)),
        ("https://vk.com/some.name", Source("vk", "unknown", "", None)),
        ("https://vk.com/club5", Source("vk", "unknown", "club5", "https://vk.com/club5")),
        (
            "https://ok.ru/group/5/topic/6",
            Source("ok", "wall", "group/5", "https://ok.ru/group/5/topic/6"),
        ),
        (
            "https://m.ok.ru/group5/topic/6?cid=7",
            Source("ok", "comment", "group/5", "https://ok.ru/group/5/topic/6"),
        ),
        (
            "https://ok.ru/kedrovsk/topic/6",
            Source("ok", "wall", "kedrovsk", "https://ok.ru/kedrovsk/topic/6"),
        ),
        ("https://ok.ru/profile/55/statuses/66", Source("ok", "unknown", "", None)),
        ("https://ok.ru/messages/c55", Source("ok", "message", "", None)),
        ("https://ok.ru/group/5", Source("ok", "unknown", "group/5", "https://ok.ru/group/5")),
        (
            "https://telegram.me/kedrovsk/1010?comment=1009",
            Source("telegram", "comment", "kedrovsk", "https://t.me/kedrovsk/1010"),
        ),
        (
            "https://t.me/s/kedrovsk/1010",
            Source("telegram", "wall", "kedrovsk", "https://t.me/kedrovsk/1010"),
        ),
        (
            "https://t.me/kedrovsk/10/20",
            Source("telegram", "comment", "kedrovsk", "https://t.me/kedrovsk/10"),
        ),
        ("https://t.me/c/123/45", Source("telegram", "unknown", "", None)),
        ("https://t.me/some_user", Source("telegram", "unknown", "", None)),
        ("https://web.telegram.org/#/im?p=@user5", Source("telegram", "unknown", "", None)),
        (
            "https://max.ru/kedrovsk/AbCd12",
            Source("max", "wall", "kedrovsk", "https://max.ru/kedrovsk/AbCd12"),
        ),
        ("https://max.ru/u/abcdef", Source("max", "unknown", "", None)),
        ("https://max.ru/join/abcdef", Source("max", "unknown", "", None)),
        (
            "https://me:pw@news.example.ru/a?id=5&utm_source=x&user=7#comment-3",
            Source("other", "comment", "news.example.ru", "https://news.example.ru/a?id=5"),
        ),
        (
            "https://instagram.com/some.name",
            Source("other", "unknown", "instagram.com", None),
        ),
    ],
)
def test_the_post_is_kept_and_the_person_is_not(url: str, source: Source) -> None:
    assert read_source(url) == source


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "'",
        "нет",
        "12.05.2024",
        "box@mail.example",
        "javascript:alert(1)",
        "http://[bad",
        "http://",
        "ftp://a.example/b",
        "https://один два",
        "vk.com/" + "a" * 5000,
        "\x00",
        "//",
        "http://localhost/",
    ],
)
def test_garbage_comes_from_nowhere(garbage: str) -> None:
    assert read_source(garbage) == NOWHERE


PARTS = st.sampled_from(
    [
        "http://",
        "https://",
        "vk.com",
        "ok.ru",
        "t.me",
        "max.ru",
        "/",
        "?",
        "&",
        "#",
        "=",
        ":",
        "@",
        "%",
        "wall",
        "-1",
        "_2",
        "gim",
        "id777",
        "reply=777",
        "sel=777",
        "w=",
        "group",
        "topic",
        "profile",
        "777",
    ]
)


@given(st.one_of(st.text(), st.lists(PARTS, max_size=12).map("".join)))
def test_an_address_never_breaks_the_reader(url: str) -> None:
    source = read_source(url)
    assert source.public_url is None or source.public_url.startswith(("http://", "https://"))


@given(st.from_regex(_USUAL, fullmatch=True))
def test_the_quick_way_reads_an_address_as_the_thorough_one_does(url: str) -> None:
    assert _split(url) == _split_unusual(url)


@given(st.integers(100_000, 999_999_999), st.sampled_from(["reply", "thread", "comment", "sel"]))
def test_a_resident_is_not_in_what_is_kept(person: int, key: str) -> None:
    for url in (
        f"https://vk.com/wall-5_7?{key}={person}",
        f"https://vk.com/gim5?msgid=7&{key}={person}",
        f"https://t.me/kedrovsk/7?{key}={person}",
        f"https://vk.com/id{person}",
        f"https://vk.com/wall{person}_7",
        f"https://ok.ru/profile/{person}",
    ):
        assert str(person) not in str(read_source(url))
