"""What residents voted for stands in the picture of problems."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from mcu.cases.models import Case
from mcu.core.tables import open_table
from mcu.insight.rules.voted import voted_words
from mcu.insight.tests.conftest import messages
from mcu.polls.models import Option, Poll
from mcu.polls.rules.poll import State, shares

END = date(2026, 11, 20)


def test_words_of_a_vote_follow_where_it_stands():
    options = shares([("Сквер", 3), ("Площадь", 1)])
    assert voted_words(State.OPEN, options, None, END, "") == "идёт до 20.11.2026"
    assert voted_words(State.COUNTING, [], None, END, "") == "закончилось, итоги ещё не внесены"
    known = "за «Сквер» 75 % из 4 голосов; участников 4"
    assert voted_words(State.KNOWN, options, 4, END, "") == known
    assert voted_words(State.USED, options, 4, END, "строим") == f"{known}; учтено: строим"
    equal = shares([("Да", 2), ("Нет", 2)])
    assert voted_words(State.KNOWN, equal, None, END, "") == "за «Да» и «Нет» по 50 % из 4 голосов"
    assert voted_words(State.KNOWN, shares([("Да", 0)]), None, END, "") == "итоги внесены"


def asked(place, title: str, ago: int, **given) -> Poll:
    """A vote that ended so many days ago, counted: three of four for the square."""
    day = timezone.localdate() - timedelta(days=ago)
    poll = Poll.objects.create(
        municipality=place, kind="vote", title=title, starts=day - timedelta(days=7), ends=day,
        counted_at=timezone.now(), people=4, at=timezone.now(), by_name="Кто-то", **given,
    )  # fmt: skip
    Option.objects.create(poll=poll, text="Сквер", votes=3)
    Option.objects.create(poll=poll, text="Площадь", votes=1)
    return poll


@pytest.mark.row(59)
def test_votes_and_discussions_stand_in_the_picture_beside_their_problem(town, elsewhere, sign_in):
    day = timezone.localdate() - timedelta(days=3)
    here, there = messages(town, day, 2), messages(town, day, 1, settlement="Луговое")
    Case.objects.bulk_create([*here, *there])
    group = town.topic.parent
    asked(town.place, "Какую улицу чинить", 5, topic=town.topic, settlement="Заречный")
    asked(town.place, "Дороги в общем", 5, topic=group, outcome="в плане", used_on=day)
    asked(town.place, "Имя парка", 5)
    asked(town.place, "Давно забытое", 200, topic=town.topic)
    asked(elsewhere.place, "Чужое", 5)
    client, url = sign_in(town.head), reverse("insight:picture")
    page = client.get(url)
    found = page.context["picture"]
    assert {row.settlement: sorted(one.poll.title for one in row.voted) for row in found.rows} == {
        "Заречный": ["Дороги в общем", "Какую улицу чинить"],
        "Луговое": ["Дороги в общем"],
    }
    words = page.content.decode()
    assert "за «Сквер» 75 % из 4 голосов; участников 4; учтено: в плане" in words
    assert "Имя парка" in words
    assert not [gone for gone in ("Давно забытое", "Чужое") if gone in words]
    export = reverse("insight:picture-export")
    sheet = client.get(export)
    rows = list(open_table(BytesIO(b"".join(sheet.streaming_content)), "к.xlsx").rows())
    assert "«Какую улицу чинить»: за «Сквер» 75 %" in rows[1][9]
    paper = Document(BytesIO(b"".join(client.get(export, {"format": "docx"}).streaming_content)))
    assert "Имя парка" in " ".join(cell.text for row in paper.tables[-1].rows for cell in row.cells)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        asked(town.place, f"Ещё {number}", 6, topic=town.topic)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
