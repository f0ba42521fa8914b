"""The register of conflicts: entered, advised, settled; seen by whom it concerns."""

import pytest
from django.urls import reverse

from mcu.core.models import JournalEntry
from mcu.quality.models import Conflict
from mcu.quality.rules.conflict import ADVICE, Kind


def report(web, case=None, **given):
    address = reverse("quality:report") + (f"?case={case.pk}" if case else "")
    return web.head.post(address, {"kind": "rude", "words": "Ответили: «сами виноваты»"} | given)


def act(client, row, name, words="Извинились, ответили заново"):
    return client.post(reverse("quality:advance", args=[row.pk, name]), {"words": words})


@pytest.mark.row(50)
@pytest.mark.row(55)
def test_a_conflict_is_entered_advised_and_settled(town, web):
    """Over a message: the advice for its kind is proposed, a person mends it, what was done stays."""
    case = town.case()
    assert report(web, case, body=str(town.roads.pk)).status_code == 302
    row = Conflict.objects.get()
    page = web.head.get(reverse("quality:conflict", args=[row.pk])).content.decode()
    assert ADVICE[Kind.RUDE][:40] in page
    assert "предложена программой" in page
    act(web.head, row, "advise", "Позвонить автору 8 900 111-22-33 и извиниться")
    act(web.head, row, "settle")
    row.refresh_from_db()
    assert (row.state, row.case_id, row.body_id) == ("settled", case.pk, town.roads.pk)
    assert "111-22-33" not in row.advice
    assert "Извинились" in row.outcome
    codes = (
        JournalEntry.objects.filter(action__startswith="conflict.")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(codes) == ["conflict.report", "conflict.advise", "conflict.settle"]
    listed = web.head.get(reverse("quality:conflicts"), {"state": "settled", "q": "виноваты"})
    assert "грубость" in listed.content.decode().split("<tbody>")[1]


def test_the_same_conflict_is_not_entered_twice_while_it_is_open(town, web):
    case = town.case()
    report(web, case)
    again = report(web, case)
    assert again.status_code == 422
    assert "уже в реестре" in again.content.decode()
    act(web.head, Conflict.objects.get(), "refuse", "Это был другой орган")
    assert report(web, case).status_code == 302


@pytest.mark.parametrize(
    "given", [{"words": ""}, {"kind": "злой"}, {"words": "\x00"}, {}, {"body": "999999"}]
)
def test_a_record_that_says_nothing_is_refused(town, web, given):
    """Without a message and without a body nobody knows whom it is about."""
    assert report(web, **given).status_code == 422
    assert not Conflict.objects.exists()


def test_a_step_out_of_turn_changes_nothing(town, web):
    report(web, town.case())
    row = Conflict.objects.get()
    for name, words in (("settle", ""), ("reopen", "так"), ("burn", "так")):
        assert act(web.head, row, name, words).status_code == 422
    row.refresh_from_db()
    assert row.state == "new"


def test_the_register_is_taken_out_without_names(town, web):
    report(web, town.case(), words="Иванов Пётр Сергеевич, 8 900 111-22-33, нагрубил")
    sheet = b"".join(web.head.get(reverse("quality:conflicts-export")).streaming_content)
    assert sheet[:2] == b"PK"
    assert "111-22-33" not in Conflict.objects.get().words


def test_a_neighbour_does_not_find_it(town, elsewhere, sign_in, web):
    report(web, town.case())
    row = Conflict.objects.get()
    assert act(sign_in(elsewhere.head), row, "settle").status_code == 404
