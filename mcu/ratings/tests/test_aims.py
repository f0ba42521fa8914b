"""Aims: shorter time, contented residents, solved problems against a frozen baseline."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import Role
from mcu.ratings.actions.aims import freeze_baseline, set_target
from mcu.ratings.models import Baseline
from mcu.ratings.rules.aims import AIMS, Progress, Value, change_words, concluded
from mcu.ratings.tests.conftest import answered, last_month, month_before

PAGE = reverse("ratings:aims")


def one(code, was, now, target=None, cases=900):
    base = None if was is None else Value(was, cases)
    return Progress(AIMS[code], base, Value(now, cases), target)


@pytest.mark.parametrize(
    ("progress", "better", "reached", "way", "words"),
    [
        (one("satisfied", 40, 50, 60), True, False, 50, "+10,0 п. п., лучше"),
        (one("satisfied", 40, 70, 60), True, True, 100, "+30,0 п. п., лучше"),
        (one("close_median", 10, 12, 8), False, False, 0, "+2,0 дн., хуже"),
        (one("close_median", 10, 8, 8), True, True, 100, "−2,0 дн., лучше"),
        (one("satisfied", 40, 50, 60, 20), None, False, 50, "+10,0 п. п., в пределах случайного"),
        (one("solved", 50, 50.01), None, None, None, "без изменений"),
        (one("solved", None, 50, 60), None, False, None, ""),
        (one("solved", 50, None, 60), None, None, None, ""),
    ],
)
def test_an_aim_says_whether_it_went_better_and_how_far_it_came(
    progress, better, reached, way, words
):
    assert (progress.better, progress.reached, progress.way) == (better, reached, way)
    assert change_words(progress) == words


def test_what_went_worse_is_told_before_what_was_not_reached():
    told = concluded(
        [one("satisfied", 40, 50, 60), one("close_median", 10, 12), one("solved", 5, 9)]
    )
    assert [sentence.partition(":")[0] for sentence in told] == [
        "Закрытие, медиана",
        "Оценки 4 и 5",
    ]


@pytest.fixture
def improved(district):
    """In the month before answers took five days and explained; then one, and solved."""
    water, tap = district.bodies["water"], district.topics["tap"]
    slow = {"period": month_before(), "hours": 120, "outcome": "explained"}
    district.cases([answered(water, tap, **slow) for _ in range(4)])
    district.cases([answered(water, tap, hours=24) for _ in range(4)])
    return district


@pytest.mark.row(143)
def test_time_contentment_and_solutions_stand_against_a_frozen_baseline_and_targets(improved):
    client, earlier = improved.client(Role.HEAD_OF_CENTRE), month_before()
    days = {"since": f"{earlier.since:%Y-%m-%d}", "until": f"{earlier.until:%Y-%m-%d}"}
    assert "ещё не зафиксирован" in client.get(PAGE).content.decode()
    assert client.post(reverse("ratings:freeze-baseline"), days).status_code == 302
    wanted = {"code": "solved", "value": "90", "ground": "Распоряжение № 4"}
    assert client.post(reverse("ratings:target"), wanted).status_code == 302
    late = answered(improved.bodies["water"], None, period=earlier, hours=1, outcome="solved")
    improved.cases([late])  # what comes later does not move the baseline
    page = client.get(PAGE, {"aim": "close_median"})
    rows = {row.progress.aim.code: row.progress for row in page.context["rows"]}
    assert (rows["close_median"].base.value, rows["close_median"].now.value) == (5, 1)
    assert rows["close_median"].better
    assert (rows["solved"].base.value, rows["solved"].now.value) == (0, 100)
    assert (rows["solved"].target, rows["solved"].reached) == (90, True)
    assert (rows["in_time"].base.value, rows["in_time"].now.value) == (0, 100)
    assert rows["satisfied"].target == 60  # nobody set another
    assert [value for _, value in page.context["months"]] == ["5,0 дн.", "1,0 дн."]
    slices = client.get(
        reverse("analytics:slices"), {"period": "last_month", "measures": "close_median"}
    )
    assert slices.context["grid"].total.total[0].value == rows["close_median"].now.value
    word = client.get(reverse("ratings:aims-export"), {"format": "docx"})
    assert len(b"".join(word.streaming_content)) > 5000
    assert JournalEntry.objects.filter(action__in=["aims.freeze", "aims.target"]).count() == 2


def test_a_baseline_is_of_a_finished_period_with_messages_and_never_changed(improved):
    by, place = improved.actor(Role.HEAD), improved.place
    freeze_baseline(place=place, period=month_before(), by=by)
    assert freeze_baseline(place=place, period=last_month(), by=by).number == 2
    today = timezone.localdate()
    for period, words in (
        (Period(today, today), "ещё не кончился"),
        (Period(today - timedelta(days=800), today - timedelta(days=790)), "сообщений нет"),
    ):
        with pytest.raises(RuleViolation, match=words):
            freeze_baseline(place=place, period=period, by=by)
    with (
        pytest.raises(Error, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ratings_baseline SET note = 'x'")
    assert Baseline.objects.count() == 2


def test_a_target_is_set_taken_back_and_refused_in_words(improved):
    by, place = improved.actor(Role.HEAD), improved.place
    set_target(place=place, code="rating", value=4.5, by=by)
    set_target(place=place, code="rating", value=None, by=by)
    assert not place.aim_targets.exists()
    for code, value, words in (("moon", 1, "Такой цели нет"), ("rating", -1, "от 0 до 10 000")):
        with pytest.raises(RuleViolation, match=words):
            set_target(place=place, code=code, value=value, by=by)
    wrong = improved.client(Role.HEAD).post(
        reverse("ratings:target"), {"code": "rating", "value": "x"}
    )
    assert wrong.status_code == 422
