"""Monitoring by people: pages to look through, the daily journal, a post that becomes a case."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.core import files
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.tests.pictures import photo
from mcu.intake.actions import watch as acts
from mcu.intake.actions.erase import erase_found
from mcu.intake.models import FoundPost, RawMessage, WatchedPage, WatchEntry
from mcu.intake.rules.watch import PostLevel, days, is_due, page_address, post_address, rank
from mcu.org.models import Block
from mcu.org.queries import calendar_for
from mcu.text.urgency import urgency

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Moscow"))  # a Friday


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    "url",
    ["t.me/news", "javascript:alert(1)", "https://t.me/+AbCd", "https://t.me/joinchat/x",
     "https://vk.com/im?sel=1", "", "https://" + "a" * 300 + ".ru", "https://[broken"],
)  # fmt: skip
def test_a_closed_chat_or_no_address_is_refused_in_words(url):
    with pytest.raises(RuleViolation, match=r"закрыт|Адрес пишется"):
        page_address(url)


@pytest.mark.parametrize(
    "url",
    ["https://vk.com/wall-1_2?reply=3", "https://vk.com/feed?w=wall-1_2_r3",
     "https://t.me/news/5?comment=7", "https://example.ru/a#comment-9"],
)  # fmt: skip
def test_the_address_of_a_comment_is_never_kept(url):
    with pytest.raises(RuleViolation, match="комментария"):
        post_address(url)
    assert post_address("https://vk.com/wall-1_2") == "https://vk.com/wall-1_2"


def test_the_rank_is_a_sum_that_says_its_parts():
    calm = rank(urgency("Красивый закат над рекой"), audience=0, reactions=0, alike=0)
    assert (calm.score, calm.level, calm.reasons) == (0, PostLevel.USUAL, ())
    told = rank(urgency("Красивый закат"), audience=9000, reactions=40, alike=2)
    assert (told.score, told.level) == (50, PostLevel.IMPORTANT)
    assert "подписчиков страницы: 9000 (+20)" in told.reasons
    grave = rank(urgency("Горит жилой дом, внутри люди"), audience=3000, reactions=0, alike=0)
    assert grave.level == PostLevel.CRITICAL


def test_a_page_is_due_by_working_days_and_a_past_working_day_without_an_entry_is_a_gap():
    friday, added = NOON.date(), NOON.date() - timedelta(days=30)
    due = [is_due(5, friday - timedelta(n), added, friday, weekday) for n in (1, 4, 7)]
    assert due == [False, False, True]
    assert is_due(1, None, added, friday, weekday)
    assert not is_due(1, None, added, friday + timedelta(1), weekday)
    looked = {friday - timedelta(1): (2, 1, 0, ("Орлова М. И.",))}
    told = {day.day.day: day.gap for day in days(looked, friday - timedelta(6), NOON, 31, weekday)}
    assert told == {20: False, 19: False, 18: True, 17: True, 16: True, 15: False, 14: False}


@pytest.fixture
def watched(intake, page) -> WatchedPage:
    answer = page.post(
        reverse("intake:watch-add"),
        {"name": "Подслушано в районе", "url": "https://vk.com/podslushano", "channel": "vk",
         "often": "1", "audience": "12000", "block": Block.objects.get(code="roads").pk},
    )  # fmt: skip
    assert answer.status_code == 302
    return WatchedPage.objects.get()


def posted(page, watched, url="https://vk.com/wall-1_2", **more):
    values = {
        "url": url, "text": "Пётр Иванов, 8 900 111-22-33: горит дом на Лесной, внутри люди",
        "posted_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "reactions": "60",
        "block": watched.block_id,
    }  # fmt: skip
    return page.post(reverse("intake:watch-post", args=[watched.pk]), values | more)


@pytest.mark.row(31)
def test_found_posts_are_ranked_by_importance_and_sorted_by_block(intake, page, watched):
    assert posted(page, watched).status_code == 302
    housing = Block.objects.get(code="housing")
    posted(page, watched, "https://vk.com/wall-1_3", text="Праздник прошёл хорошо", reactions="0",
           block=housing.pk)  # fmt: skip
    first, second = FoundPost.objects.order_by("pk")
    assert (first.level, second.level) == (PostLevel.CRITICAL, PostLevel.USUAL)
    assert "111-22-33" not in first.text
    assert {f.name for f in FoundPost._meta.get_fields()}.isdisjoint({"author", "author_name"})

    def order(**query) -> list[str]:
        found = page.get(reverse("intake:watch-found"), query).context["page"].object_list
        return [post.url[-1] for post in found]

    assert order() == ["2", "3"]
    assert order(sort="block") == ["2", "3"]
    assert order(sort="time", level="usual") == ["3"]
    assert order(block=housing.pk) == ["3"]
    shown = page.get(reverse("intake:watch-found")).content.decode()
    assert "подписчиков страницы: 12000" in shown
    assert "Как считается важность" in shown


@pytest.mark.row(31)
@pytest.mark.row(32)
def test_one_click_makes_a_case_of_a_found_post_once_raw_first_with_its_picture(
    intake, page, watched
):
    picture = SimpleUploadedFile("screenshot.jpg", photo("blurred") + b"<script>")
    assert posted(page, watched, screenshot=picture).status_code == 302
    post = FoundPost.objects.get()
    raw = RawMessage.objects.get()
    assert (raw.case, len(post.digest)) == (None, 64)
    assert b"111-22-33" not in bytes(raw.sealed)
    click = reverse("intake:watch-case", args=[post.pk])
    page.post(click)
    page.post(click)
    case = Case.objects.get()
    assert (case.source_url, case.channel, case.importance) == (post.url, "vk", "high")
    assert "111-22-33" not in case.text
    file = case.attachments.get()
    assert file.key == post.screenshot
    assert b"script" not in files.path_of(file.key).read_bytes()
    shown = page.get(reverse("intake:watch-screenshot", args=[post.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    again = posted(page, watched)
    assert again.status_code == 422
    assert "уже записана" in again.content.decode()
    assert (FoundPost.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.row(32)
def test_the_day_is_entered_in_bulk_and_a_working_day_without_an_entry_is_seen_and_exported(
    intake, page, watched
):
    other = acts.save_page(
        page=None, by=intake.by, name="Новости", url="https://ok.ru/news", keeper="", channel="ok",
        block=None, often=1, audience=0,
    )  # fmt: skip
    WatchedPage.objects.update(added_at=timezone.now() - timedelta(days=12))
    listed = page.get(reverse("intake:watch"))
    look = reverse("intake:watch-look")
    assert page.post(look, {}).status_code == 422
    assert page.post(look, {"page": [watched.pk, other.pk, "x"]}).status_code == 302
    assert "Посмотрел — ничего нового" in listed.content.decode()
    assert [entry.by.login for entry in WatchEntry.objects.select_related("by")] == ["head", "head"]
    assert page.get(reverse("intake:watch")).context["due"] == 0
    journal = page.get(reverse("intake:watch-journal"))
    today = timezone.localdate()
    calendar = calendar_for(intake.place)
    past = [today - timedelta(n) for n in range(1, 13)]
    gaps = {day for day in past if calendar.is_working(day)}
    assert {day.day for day in journal.context["days"] if day.gap} == gaps
    assert "записи нет" in journal.content.decode()
    csv = page.get(reverse("intake:watch-export"), {"format": "csv"})
    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert sum("записи нет" in line for line in lines) == len(gaps)
    assert sum("ничего нового" in line for line in lines) == 2
    sheet = b"".join(page.get(reverse("intake:watch-export")).streaming_content)
    assert sheet.startswith(b"PK")
    assert JournalEntry.objects.filter(action="watch.look").count() == 1


def test_what_cannot_be_recorded_is_refused_and_nothing_is_kept(intake, page, watched):
    for wrong in (
        {"url": "https://vk.com/wall-1_2?reply=3"}, {"text": " "}, {"url": "нет"},
        {"posted_at": "2099-01-01T10:00"}, {"reactions": "-1"},
        {"screenshot": SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>")},
    ):  # fmt: skip
        assert posted(page, watched, **wrong).status_code == 422
    assert not RawMessage.objects.exists()
    twice = page.post(reverse("intake:watch-add"), {"name": "Ещё", "url": watched.url, "channel": "vk", "often": "1"})  # fmt: skip
    assert twice.status_code == 422
    assert "уже в списке" in twice.content.decode()


def test_an_erased_post_leaves_that_it_was_found(
    intake, page, watched, django_capture_on_commit_callbacks
):
    posted(page, watched, screenshot=SimpleUploadedFile("s.jpg", photo()))
    post = FoundPost.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_found([post.pk], timezone.now()) == 1
    assert not files.path_of(post.screenshot).exists()
    post.refresh_from_db()
    assert (post.text, post.url, post.level) == ("", "", PostLevel.CRITICAL)
    assert page.get(reverse("intake:watch-found")).status_code == 200


def test_the_pages_cost_the_same_whatever_there_is(
    intake, page, watched, django_assert_max_num_queries
):
    for number in range(4):
        posted(page, watched, f"https://vk.com/wall-1_{number}")
    for name, most in (("watch", 16), ("watch-found", 16), ("watch-journal", 16)):
        with django_assert_max_num_queries(most):
            page.get(reverse(f"intake:{name}"))
