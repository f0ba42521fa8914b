"""What letters say, also those that nobody should have written like that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.connectors.contract import Act
from mcu.connectors.mail.letters import UNKNOWN, key_of, read_letter

PAYLOADS = Path(__file__).parents[1] / "payloads"
OWN = "mcu@klyuchi.example"
HEAD = """From: Зоя <zoya@post.example>\r\nMessage-ID: <1@post.example>\r\n\
Date: Fri, 20 Nov 2026 12:00:00 +0300\r\n"""


def letter(head: str = "", text: str = "Яма на Полевой", charset: str = "utf-8", base: str = HEAD):
    lines = f"{base}{head}Content-Type: text/plain; charset={charset}\r\n"
    return f"{lines}Content-Transfer-Encoding: 8bit\r\n\r\n{text}".encode(charset)


def said(body: bytes):
    [item] = read_letter(body, OWN)
    return item


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "cp1251"])
def test_bare_8_bit_texts_are_read_in_their_charset(charset):
    item = said(
        letter("Subject: =?utf-8?B?0K/QvNCw?=\r\n", charset=charset, base=HEAD.replace("Зоя ", ""))
    )
    assert item.text == "Яма\n\nЯма на Полевой"
    assert item.author.contacts == ("zoya@post.example",)


def test_headers_in_koi8_and_bare_cp1251_are_read():
    koi = "=?koi8-r?B?8c3B?="
    assert said(letter(f"Subject: {koi}\r\n")).text.startswith("Яма\n")
    bare = b"From: \xc7\xee\xff <zoya@post.example>\r\nSubject: \xdf\xec\xe0\r\n\r\ntext"
    item = said(bare)
    assert (item.author.name, item.text.split("\n")[0]) == ("Зоя", "Яма")


def test_a_thread_is_known_by_its_first_letter_and_the_reply_by_the_last():
    item = said(letter("Subject: Re: Яма\r\nReferences: <a@x> <b@x>\r\nIn-Reply-To: <b@x>\r\n"))
    assert (item.thread, item.answers) == ("<a@x>", "<b@x>")
    assert item.reply_to["in_reply_to"] == "<1@post.example>"
    assert item.reply_to["references"] == ["<a@x>", "<b@x>", "<1@post.example>"]
    assert item.reply_to["subject"] == "Re: Яма"
    assert said(letter()).thread == "<1@post.example>"


def test_only_the_own_words_are_taken():
    text = "Всё ещё не убрали.\n\n20.11.2026 МЦУ пишет:\n> Уберём завтра.\n> С уважением"
    assert said(letter(text=text)).text == "Всё ещё не убрали."
    assert said(letter(text="> только цитата")).text == "> только цитата"


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied (vacation)\r\n",
        "X-Autoreply: yes\r\n",
        "Precedence: auto_reply\r\n",
    ],
)
def test_answering_machines_are_not_messages(head):
    assert read_letter(letter(head), OWN) == []


@pytest.mark.parametrize(
    "head", ["Auto-Submitted: auto-generated\r\n", "Precedence: bulk\r\n", "List-Id: <x>\r\n"]
)
def test_what_a_machine_sent_is_read_and_marked(head):
    assert said(letter(head)).automatic
    assert not said(letter()).automatic


def test_our_own_letters_are_no_messages():
    assert (
        read_letter(letter(base=HEAD.replace("zoya@post.example", "MCU@klyuchi.example")), OWN)
        == []
    )


def test_a_letter_that_came_back_names_ours_and_why():
    body = (PAYLOADS / "bounce.eml").read_bytes()
    [item] = read_letter(body, OWN)
    assert (item.act, item.answers) == (Act.BOUNCED, "<ours-1@klyuchi.example>")
    assert "550 5.1.1 <адрес>: no such user" in item.text
    assert item.at == datetime(2026, 11, 20, 9, 0, 5, tzinfo=UTC)
    assert read_letter(body.replace(b"Action: failed", b"Action: delayed"), OWN) == []


def test_files_come_with_their_names():
    body = (
        HEAD
        + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        'Look\r\n--b\r\nContent-Type: image/png; name="=?utf-8?B?0Y/QvNCwLnBuZw==?="\r\n'
        "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--b--\r\n"
    ).encode()
    [file] = said(body).files
    assert (file.name, file.content) == ("яма.png", b"\x89PNG")


def test_html_alone_is_read_as_text():
    body = HEAD.encode() + b"Content-Type: text/html\r\n\r\n<p>Hole<script>x()</script></p>"
    assert "Hole" in said(body).text
    assert "<p>" not in said(body).text


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused_in_the_agreed_way(noise):
    key_of(noise, "x")
    for body in (noise, HEAD.encode() + noise):
        try:
            items = read_letter(body, OWN)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            continue
        assert all(item.at <= UNKNOWN for item in items)
