"""A poll from its announcement to what was decided; a table of the module."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.core.models import JournalEntry
from mcu.core.tables import open_table, write_csv
from mcu.polls.actions import Loaded, take_table
from mcu.polls.models import Poll

HEAD = [(name, "text", 9) for name in ("Номер", "Вид", "Название", "Начало", "Окончание", "Вариант", "Голосов")]  # fmt: skip


def to(name, *args):
    return reverse(f"polls:{name}", args=args)


def day(ahead):
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def table(*rows):
    file = BytesIO()
    write_csv(file, HEAD, rows)
    file.seek(0)
    return file


def line(number, option, votes, *, ends=-3, title="Где ставить фонтан"):
    return (number, "голосование", title, day(-20), day(ends), option, votes)


def taken(town, *rows) -> Loaded:
    return take_table(municipality=town.place, file=table(*rows), name="v.csv", by=town.actor())


def shown(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_announced_counted_after_its_last_day_and_used(town, web):
    form = {
        "title": "Каток или сквер", "kind": "vote", "where": "pos", "code": "8", "starts": day(-9),
        "ends": day(0), "options": "Каток\nСквер\nКаток",
    }  # fmt: skip
    web.head.post(to("add"), form)
    poll = Poll.objects.get()
    assert [option.text for option in poll.options.all()] == ["Каток", "Сквер"]
    votes = {"votes0": "30", "votes1": "90", "people": "100"}
    early = web.head.post(to("count", poll.pk), votes)
    assert (early.status_code, "ещё идёт" in early.content.decode()) == (422, True)
    Poll.objects.update(ends=timezone.localdate() - timedelta(days=1))
    assert "внести итоги" in shown(web.head, to("poll", poll.pk))
    assert web.head.post(to("use", poll.pk), {"outcome": "Сквер"}).status_code == 422
    web.head.post(to("count", poll.pk), votes)
    page = shown(web.head, to("poll", poll.pk))
    assert "<b>Сквер</b>" in page
    assert "75 %" in page
    web.head.post(to("use", poll.pk), {"outcome": "Строим сквер до 1 сентября"})
    assert "Строим сквер" in shown(web.head, to("poll", poll.pk))
    acts = JournalEntry.objects.filter(action__startswith="poll.").values_list("action", flat=True)
    assert set(acts) == {"poll.save", "poll.count", "poll.use"}
    again = web.head.post(to("add"), form)
    assert "уже записано" in again.content.decode()


def test_a_table_brings_polls_once_and_a_newer_one_their_votes(town, web):
    first = taken(town, line("77", "Сквер", 10), line("77", "Площадь", 4), line("", "А", 1))
    assert (first.added, first.changed, len(first.rejected)) == (1, 0, 1)
    assert Poll.objects.get().counted_at
    same = taken(town, line("77", "Сквер", 10), line("77", "Площадь", 4))
    assert (same.added, same.changed, same.same) == (0, 0, 1)
    newer = taken(
        town, line("77", "Сквер", 12), line("77", "Площадь", 4), line("78", "Да", 0, ends=5)
    )
    assert (newer.added, newer.changed) == (1, 1)
    assert [option.votes for option in Poll.objects.get(code="77").options.all()] == [12, 4]
    page = shown(web.head, to("list"))
    assert "Идёт <small>1</small>" in page
    assert "Итоги есть <small>1</small>" in page
    kept = web.head.get(to("export"), {"state": "known", "format": "csv"})
    assert "Площадь" in b"".join(kept.streaming_content).decode()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 40, b"a;b\n1;2\n", b"MZ\x90\x00 program"]
)
def test_a_file_that_is_no_table_of_polls_is_refused_in_words(town, web, content):
    answer = web.head.post(to("load"), {"file": SimpleUploadedFile("г.csv", content)})
    assert answer.status_code == 422
    [told] = answer.context["form"].errors["file"]
    assert told.endswith(".")
    assert not Poll.objects.exists()


def test_the_sample_can_be_loaded_as_it_is(town, web):
    sample = b"".join(web.head.get(to("sample")).streaming_content)
    with open_table(BytesIO(sample), "s.xlsx") as read:
        assert len(list(read.rows())) == 3
    web.head.post(to("load"), {"file": SimpleUploadedFile("s.xlsx", sample)})
    assert Poll.objects.get().options.count() == 2


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_many(town, web):
    counts = []
    for rows in (1, 20):
        taken(town, *(line(str(number), "Да", 1) for number in range(rows)))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(web.head, to("list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
