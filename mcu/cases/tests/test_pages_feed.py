"""The list through its pages: filters, search, views, many at once, tables, cost."""

import csv
import io
import sys
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mcu.cases.actions.answer import ask_block
from mcu.cases.actions.finish import close
from mcu.cases.actions.route import assign, classify
from mcu.cases.models import Case, SavedView
from mcu.cases.queries import FeedPage
from mcu.cases.rules.workflow import State
from mcu.cases.views import export

HTMX = {"HTTP_HX_REQUEST": "true"}
FEED = "/cases/"


def numbers(client, **query):
    """Keys of the cases that the page lists."""
    page = client.get(FEED, query)
    assert page.status_code == 200
    return [int(row.pk) for row in page.context["rows"]]


def table(response):
    content = b"".join(response.streaming_content)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_list_links_to_cards_that_open_without_scripts(town, web):
    case = town.case()
    page = web.head.get(FEED).content.decode()
    assert f'href="{reverse("cases:card", args=[case.pk])}?back=' in page
    assert "На Полевой яма" in page


def test_the_live_refresh_gets_the_list_alone(town, web):
    town.case()
    part = web.head.get(FEED, **HTMX).content.decode()
    assert "data-list" in part
    assert "<html" not in part
    assert "rail" not in part
    assert "Сначала срочные" in part


def test_everybody_sees_only_their_own(town, elsewhere, web):
    ours, roads = town.case(), town.case()
    elsewhere.case()
    assign(case=roads, body=town.roads, by=town.actor())
    assert set(numbers(web.head)) == {ours.pk, roads.pk}
    assert numbers(web.executor) == [roads.pk]
    assert numbers(web.block_head) == [roads.pk]


def test_filters_narrow_the_list(town, web):
    first = town.case(channel="vk", system="incident")
    second = town.case("Нет воды третий день", channel="letter", regime="appeal", importance="high")
    classify(case=first, topic=town.topic, by=town.actor())
    assign(case=first, body=town.roads, by=town.actor())
    close(case=first, outcome="solved", by=town.actor())
    today = f"{timezone.localdate():%Y-%m-%d}"
    for query, expected in (
        ({}, {second.pk}),
        ({"status": "all"}, {first.pk, second.pk}),
        ({"status": "finished"}, {first.pk}),
        ({"status": "closed"}, {first.pk}),
        ({"status": "all", "channel": ["vk", "max"]}, {first.pk}),
        ({"status": "all", "topic": town.topic.code}, {first.pk}),
        ({"status": "all", "topic": town.topic.parent.code}, {first.pk}),
        ({"status": "all", "body": town.roads.pk}, {first.pk}),
        ({"status": "all", "block": town.block.pk}, {first.pk}),
        ({"status": "all", "system": "incident"}, {first.pk}),
        ({"status": "all", "regime": "appeal"}, {second.pk}),
        ({"status": "all", "importance": "high"}, {second.pk}),
        ({"status": "all", "outcome": "solved"}, {first.pk}),
        ({"status": "all", "kind": "solvable"}, {first.pk}),
        ({"status": "all", "closed_from": today, "closed_to": today}, {first.pk}),
        ({"status": "all", "received_to": "2020-01-01"}, set()),
        ({"status": "all", "executor": "me"}, set()),
    ):
        assert set(numbers(web.head, **query)) == expected, query


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense", "due": "x", "sort": "y", "channel": "fax"},
        {"body": "abc", "block": "999999999999999999999", "topic": "нет такой"},
        {"received_from": "вчера", "closed_to": "2026-02-31"},
        {"q": "\x00"},
        {"q": "((( & | ! <-> :*"},
        {"q": "<script>alert(1)</script>"},
        {"q": "я" * 5000},
        {"page": "-1"},
        {"page": "9" * 40},
        {"open": "9" * 40},
        {"open": "abc"},
    ],
    ids=str,
)
def test_a_url_that_makes_no_sense_still_shows_the_list(query, town, web):
    town.case()
    page = web.head.get(FEED, query)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_filter_in_force_is_a_chip_that_takes_itself_away(town, web):
    page = web.head.get(FEED, {"status": "all", "channel": ["vk", "ok"], "q": "яма"})
    chips = {chip.label: chip.without for chip in page.context["form"].chips}
    assert chips == {
        "«яма»": "status=all&channel=vk&channel=ok",
        "ВКонтакте, Одноклассники": "status=all&q=%D1%8F%D0%BC%D0%B0",
    }


def test_the_default_chip_says_that_only_open_ones_are_shown(town, web):
    chip = web.head.get(FEED).context["form"].chips[0]
    assert (chip.label, chip.without) == ("В работе", "status=all")


def test_search_knows_word_forms_numbers_and_addresses(town, web):
    case = town.case("Тёмные ямы у школы", street="Садовая", house="14")
    other = town.case("Нет воды")
    for words in ("яма", "тёмная", "темный", "садовой", case.number, f"№ {case.number}"):
        assert numbers(web.head, q=words) == [case.pk], words
    assert numbers(web.head, q="вода") == [other.pk]


def test_words_found_are_marked(town, web):
    town.case("Огромная яма")
    assert "<mark>яма</mark>" in web.head.get(FEED, {"q": "ямы"}).content.decode()


def test_pages_of_fifty(town, web):
    for number in range(51):
        town.case(f"Сообщение {number}")
    first = web.head.get(FEED)
    assert len(first.context["rows"]) == 50
    assert "?page=2" in first.content.decode()
    assert len(numbers(web.head, page=2)) == 1


def test_the_order_is_urgent_first_unless_asked_otherwise(town, web):
    now = timezone.now()
    old = town.case(received_at=now - timedelta(days=9))
    new = town.case(received_at=now - timedelta(minutes=5))
    assert numbers(web.head) == [old.pk, new.pk]
    assert numbers(web.head, sort="new") == [new.pk, old.pk]


def test_an_empty_list_says_what_to_do(town, web):
    assert "В работе ничего нет" in web.head.get(FEED).content.decode()
    assert "Под эти фильтры" in web.head.get(FEED, {"status": "new"}).content.decode()
    assert "Ничего не найдено" in web.head.get(FEED, {"q": "зебра"}).content.decode()
    narrow = web.head.get(FEED, {"channel": "vk"}).content.decode()
    assert "Показать всё, что в работе" in narrow


def test_a_card_opened_beside_the_list_comes_with_the_page(town, elsewhere, web):
    case = town.case()
    page = web.head.get(FEED, {"open": case.pk}).content.decode()
    assert 'id="card"' in page
    assert 'aria-current="true"' in page
    foreign = web.head.get(FEED, {"open": elsewhere.case("Чужое").pk})
    assert "Чужое" not in foreign.content.decode()


def test_views_are_kept_by_name_and_only_for_oneself(town, web):
    web.head.post(reverse("cases:save-view"), {"name": "Горит", "query": "due=today&q=яма"})
    web.head.post(reverse("cases:save-view"), {"name": "Горит", "query": "due=late"})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.person) == ("Горит", "due=late", town.head)
    assert "Горит" in web.head.get(FEED).content.decode()
    assert "Горит" not in web.auditor.get(FEED).content.decode()
    assert web.auditor.post(reverse("cases:remove-view", args=[view.pk])).status_code == 404
    assert web.head.post(reverse("cases:remove-view", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()
    assert web.head.post(reverse("cases:save-view"), {"name": " "}).status_code == 422


def test_many_are_assigned_and_what_is_refused_is_named(town, web):
    cases = [town.case() for _ in range(3)]
    Case.objects.filter(pk=cases[0].pk).update(state=State.APPROVAL)
    given = {"case": [c.pk for c in cases], "verb": "assign", "body": town.roads.pk}
    page = web.head.post(reverse("cases:bulk"), given, follow=True).content.decode()
    assert "Сделано: 2." in page
    assert f"№ {cases[0].number}: Действие «Назначить» сейчас невозможно" in page
    assert Case.objects.filter(body=town.roads).count() == 2


def test_many_are_closed_with_one_outcome(town, web):
    cases = [town.case() for _ in range(2)]
    given = {"case": [c.pk for c in cases], "verb": "close", "outcome": "explained"}
    web.head.post(reverse("cases:bulk"), given)
    assert Case.objects.filter(state=State.CLOSED, outcome="explained").count() == 2


def test_bulk_touches_neither_foreign_cases_nor_nonsense(town, elsewhere, web):
    foreign = elsewhere.case()
    given = {"case": [foreign.pk, "x", "9" * 30], "verb": "close", "outcome": "solved"}
    response = web.head.post(reverse("cases:bulk"), given)
    assert response.status_code == 422
    assert "Ничего не отмечено" in response.content.decode()
    assert Case.objects.get(pk=foreign.pk).state == State.NEW
    assert web.head.post(reverse("cases:bulk"), {"case": [town.case().pk]}).status_code == 422


def test_bulk_without_the_right_does_nothing(town, web):
    case = town.case()
    given = {"case": [case.pk], "verb": "close", "outcome": "solved"}
    page = web.auditor.post(reverse("cases:bulk"), given, follow=True).content.decode()
    assert "Ваша роль не позволяет" in page
    assert Case.objects.get(pk=case.pk).state == State.NEW


def test_the_table_holds_what_is_filtered_and_no_formula_runs(town, web):
    town.case("=HYPERLINK(1)", applicant={"applicant_name": "Громов Г. Г."})
    town.case("Другое", channel="phone")
    rows = table(web.head.get(reverse("cases:export"), {"format": "csv", "channel": "vk"}))
    assert rows[0][0] == "Номер"
    assert len(rows) == 2
    assert rows[1][7] == "'=HYPERLINK(1)"
    assert "Громов" not in str(rows)


def test_the_table_comes_as_a_spreadsheet(town, web):
    case = town.case()
    response = web.head.get(reverse("cases:export"), {"format": "xlsx"})
    content = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == case.number
    assert response["Content-Disposition"].startswith("attachment")


def test_only_the_marked_are_exported(town, web):
    marked, _ = town.case(), town.case()
    given = {"case": [marked.pk], "verb": "export", "format": "csv"}
    rows = table(web.head.post(reverse("cases:bulk"), given))
    assert [row[0] for row in rows[1:]] == [marked.number]


def test_a_table_too_long_is_refused_with_the_limit(town, web, monkeypatch):
    monkeypatch.setattr(export, "LIMIT", 1)
    town.case(), town.case()
    response = web.head.get(reverse("cases:export"))
    assert response.status_code == 422
    assert "20 000" in response.content.decode()


def test_exporting_needs_its_right(town, web):
    assert web.executor.get(reverse("cases:export")).status_code == 403


def test_a_full_page_costs_nine_queries_at_most(town, web, django_assert_max_num_queries):
    """For an executor of two bodies, however long the list is."""
    for number in range(60):
        case = town.case(f"Яма {number}")
        assign(case=case, body=(town.roads, town.housing)[number % 2], by=town.actor())
    web.executor.get(FEED)
    with django_assert_max_num_queries(9):
        page = web.executor.get(FEED)
    assert len(page.context["rows"]) == 50


def test_the_live_refresh_costs_less(town, web, django_assert_max_num_queries):
    town.case()
    web.head.get(FEED)
    with django_assert_max_num_queries(6):
        web.head.get(FEED, **HTMX)


def test_above_the_limit_the_total_is_open_and_still_grammar(town, web, monkeypatch):
    monkeypatch.setattr(sys.modules[FeedPage.__module__], "COUNTED", 10)
    for _ in range(11):
        town.case()
    assert "более 10 сообщений" in web.head.get(FEED).content.decode()
    assert "более 10 сообщений" in web.head.get(FEED, {"channel": "vk"}).content.decode()


def test_a_row_says_it_all_in_words(town, web):
    now = timezone.now()
    case = town.case("Яма " * 60, street="Садовая", house="14", channel="letter", regime="appeal")
    assign(case=case, body=town.roads, by=town.actor())
    Case.objects.filter(pk=case.pk).update(due_at=now - timedelta(days=3), due_kind="answer")
    row = web.head.get(FEED).context["rows"][0]
    assert (row.level, row.left, row.until) == ("late", "3\xa0дня", "ответ просрочен")
    assert (row.place, row.charged, row.state) == ("Садовая, 14", str(town.roads), "Назначено")
    assert row.about == "Письмо · тема не определена"
    assert row.appeal
    assert not row.urgent
    assert (len(row.text), row.text[-1]) == (180, "…")


def test_a_row_of_a_finished_case_says_how_and_when_it_ended(town, web):
    case = town.case()
    close(case=case, outcome="solved", by=town.actor())
    row = web.head.get(FEED, {"status": "finished"}).context["rows"][0]
    assert (row.finished, row.left, row.until) == (True, "Решено", "сегодня")


def test_nothing_in_a_row_is_taken_for_markup(town, web):
    town.case("<b>яма</b>", street="<i>Садовая</i>", house="<u>1</u>")
    for query in ({}, {"q": "яма"}):
        page = web.head.get(FEED, query).content.decode()
        assert "<b>яма" not in page
        assert "<i>Садовая" not in page
        assert "<u>1" not in page


def test_whoever_was_asked_sees_the_case_in_the_list(town, web):
    case, _ = town.case(), town.case("Другое")
    assert numbers(web.block_head) == []
    ask_block(case=case, block=town.block, question="Когда почините?", by=town.actor())
    assert numbers(web.block_head) == [case.pk]
    assert numbers(web.executor) == []


def test_the_total_and_the_menu_agree(town, web):
    town.case(channel="phone"), town.case(channel="vk")
    page = web.head.get(FEED)
    assert (page.context["feed"].total, page.context["shell"].menu[1].count) == (2, 2)
    page = web.head.get(FEED, {"channel": "vk"})
    assert (page.context["feed"].total, page.context["shell"].menu[1].count) == (1, 2)
    page = web.head.get(FEED, {"page": 7})
    assert (page.context["feed"].total, page.context["rows"]) == (2, [])
    page = web.head.get(FEED, {"channel": ["vk", "phone"], "page": 7})
    assert (page.context["feed"].total, page.context["rows"]) == (2, [])


def test_many_can_be_assigned_to_a_body_only(town, web):
    page = web.head.get(FEED).content.decode()
    assert f'<option value="{town.roads.pk}">' in page
    assert 'value="-1"' not in page
