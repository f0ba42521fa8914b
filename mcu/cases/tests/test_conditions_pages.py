"""A condition in the list: built line by line without scripts, shared by its address, saved, exported."""

from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import QueryDict

from mcu.cases.actions.route import assign, classify
from mcu.cases.forms.conditions import ConditionForm
from mcu.cases.models import SavedView
from mcu.cases.rules.conditions import ALWAYS, dumps, loads, read
from mcu.cases.tests.test_pages_feed import numbers, table

PAGE = "/cases/condition/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def line(field, op, value=None):
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def pits(town):
    return {"all": [line("topic", "any", [town.topic.code]), line("body", "any", ["roads"])]}


def address(given):
    return {"where": dumps(read(given))}


def worked(town):
    """A pit charged to the roads, one charged to nobody, and something else."""
    roads, nobody, other = town.case(), town.case(), town.case("Нет света в подъезде")
    for case in (roads, nobody):
        classify(case=case, topic=town.topic, by=town.actor())
    assign(case=roads, body=town.roads, by=town.actor())
    return roads, nobody, other


def test_the_list_follows_the_condition_of_its_address_and_says_it(town, web):
    roads, _, _ = worked(town)
    query = address(pits(town))
    assert numbers(web.head, **query) == [roads.pk]
    page = web.head.get("/cases/", query).content.decode()
    assert "тема: Ямы на дорогах и орган: Дорожная служба" in page


def test_a_condition_shows_nobody_what_is_not_theirs(town, elsewhere, web, sign_in):
    worked(town)
    elsewhere.case()
    anything = address({"any": [line("open", "yes"), line("open", "no")]})
    assert len(numbers(web.head, **anything)) == 3
    assert len(numbers(web.executor, **anything)) == 1
    assert len(numbers(sign_in(elsewhere.head), **anything)) == 1


def test_a_broken_condition_is_told_of_and_the_list_stays(town, web):
    case = town.case()
    page = web.head.get("/cases/", {"where": '{"all":[{"field":"sql"}]}'})
    assert "Строка 1: поля «sql» нет" in page.content.decode()
    assert [int(row.pk) for row in page.context["rows"]] == [case.pk]


def test_a_view_keeps_the_condition_and_a_colleague_opens_its_address(town, web):
    roads, nobody, _ = worked(town)
    query = urlencode(address(pits(town)))
    web.head.post("/cases/views/", {"name": "Ямы", "query": query})
    view = SavedView.objects.get()
    assert web.head.get(f"/cases/?{view.query}").context["rows"][0].pk == str(roads.pk)
    shared = web.executor.get(f"/cases/?{view.query}")
    assert [row.pk for row in shared.context["rows"]] == [str(roads.pk)]
    assert str(nobody.pk) not in [row.pk for row in shared.context["rows"]]


def test_what_a_condition_finds_is_exported(town, web):
    worked(town)
    lines = table(web.head.get("/cases/export/", address(pits(town)) | {"format": "csv"}))
    assert len(lines) == 2


def test_a_condition_is_built_line_by_line_without_scripts(town, web):
    """Each press of a button is one request; the last one leads to the list."""
    roads, _, _ = worked(town)
    query = {"query": "status=all"}
    typed = {"where-join": "all", "where-1-field": "topic", "do": "check"}
    page = web.head.post(PAGE, typed | query).content.decode()
    assert "выберите значение" in page
    assert "Дороги / Ямы на дорогах" in page
    typed |= {"where-1-op": "any", "where-1-more": "Дороги / Ямы на дорогах", "do": "add:where"}
    page = web.head.post(PAGE, typed | query).content.decode()
    assert 'name="where-2-field"' in page
    assert "2\xa0сообщения" in page
    typed = {
        "where-join": "all",
        "where-1-field": "topic", "where-1-op": "any", "where-1-value": town.topic.code,
        "where-2-field": "body", "where-2-op": "any", "where-2-value": "roads",
    }  # fmt: skip
    done = web.head.post(PAGE, typed | query)
    assert done.status_code == 302
    asked = parse_qs(urlsplit(done.url).query)
    assert asked["status"] == ["all"]
    assert loads(asked["where"][0]) == read(pits(town))
    assert [row.pk for row in web.head.get(done.url).context["rows"]] == [str(roads.pk)]


def test_the_builder_alone_answers_a_change(town, web):
    town.case()
    typed = {"where-join": "all", "where-1-field": "open", "where-1-op": "yes"}
    part = web.head.post(PAGE, typed, **HTMX).content.decode()
    assert "<html" not in part
    assert "1\xa0сообщение, из них в работе 1" in part


def test_a_group_is_nested_removed_and_never_too_deep(town):
    def press(do, **typed):
        data = QueryDict(mutable=True)
        data.update(
            {"where-join": "all", "do": do} | {k.replace("_", "-"): v for k, v in typed.items()}
        )
        return ConditionForm(data, place_id=town.place.pk)

    first = press("group:where", where_1_field="open", where_1_op="no")
    assert [item.number for item in first.root.items] == ["1", "2"]
    group = first.root.items[1]
    assert (group.name, group.items[0].name, group.may_nest) == ("where-2", "where-2-1", True)
    second = press(
        "group:where-2", where_2_join="any", where_2_1_field="overdue", where_2_1_op="yes"
    )
    deepest = second.root.items[0].items[1]
    assert (deepest.number, deepest.may_nest) == ("1.2", False)
    gone = press("remove:where-2", where_1_field="open", where_1_op="no", where_2_join="any")
    assert gone.condition == read({"all": [line("open", "no")]})


def test_hostile_fields_of_the_builder_are_no_lines(town, web):
    typed = {
        "where-join": "xor", "where-1-1-1-1-1-field": "open", "where-99999999-field": "open",
        "where-x-field": "open", "where-1-field": "'; drop", "where-2-field": "age",
        "where-2-op": "has", "where-2-value": "1" * 400, "do": "remove:where", "where-": "1",
    }  # fmt: skip
    page = web.head.post(PAGE, typed | {"query": "where=%7B"})
    assert page.status_code == 200
    assert "нужно целое число" in page.content.decode()


def test_what_stands_in_an_address_opens_in_the_builder(town, web):
    given = {"any": [line("age", "least", 24), {"all": [line("text", "has", ["яма", "провал"])]}]}
    page = web.head.get(PAGE, address(given) | {"status": "all"})
    builder = page.context["builder"]
    assert builder.condition == read(given)
    assert 'value="яма, провал"' in page.content.decode()
    assert ConditionForm(place_id=town.place.pk).condition == ALWAYS


def test_the_list_with_a_condition_costs_as_much_whatever_it_finds(
    town, web, django_assert_max_num_queries
):
    worked(town)
    query = address(pits(town))
    web.head.get("/cases/", query)
    with django_assert_max_num_queries(26):
        web.head.get("/cases/", query)
