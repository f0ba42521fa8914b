"""«Сводка» of each role: its panels, one's own set, as far as one's figures go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.analytics.rules import dimensions, measures
from mcu.cases.models import Case
from mcu.core.errors import RuleViolation
from mcu.dashboards.models import PanelSet
from mcu.dashboards.rules.panels import MOST, arranged, catalogue
from mcu.insight.tests.conftest import messages
from mcu.org.rules.roles import Role
from tests.world.town import hire

URL, ARRANGE, CHANGE = "/summary/", "/summary/panels/", "/summary/panels/change/"


def test_every_role_has_a_set_of_panels_that_are_there():
    found = catalogue()
    assert set(found.roles) == {str(role) for role in Role}
    for role, codes in found.roles.items():
        assert 0 < len(codes) <= MOST, role
        assert set(codes) <= set(found.panels), role
    assert len(set(found.roles.values())) >= 10  # a set of one's own is no word


def test_every_panel_asks_what_the_catalogue_of_slices_knows():
    for panel in catalogue().panels.values():
        assert {panel.rows} - {""} <= set(dimensions.BY_CODE)
        assert set(panel.measures) <= set(measures.BY_CODE)
        assert {code for code, _ in panel.filters} <= set(dimensions.BY_CODE)


@pytest.mark.parametrize(
    ("act", "code", "left"),
    [("up", "b", "bac"), ("down", "c", "abc"), ("remove", "a", "bc"), ("add", "d", "abcd"), ("add", "a", "abc"), ("up", "d", "abc")],
)  # fmt: skip
def test_panels_are_added_removed_and_moved(act, code, left):
    assert "".join(arranged("abc", act, code, dict.fromkeys("abcd"))) == left


def test_a_panel_that_is_not_open_or_does_not_fit_is_refused():
    known = dict.fromkeys(map(str, range(MOST + 1)))
    with pytest.raises(RuleViolation, match="не открыта"):
        arranged([], "add", "z", known)
    with pytest.raises(RuleViolation, match="помещается"):
        arranged([str(n) for n in range(MOST)], "add", str(MOST), known)


def codes(client, **query) -> list[str]:
    return [each["panel"].code for each in client.get(URL, query).context["panels"]]


def figures(client, **query) -> dict[str, int]:
    found = client.get(URL, query).context["panels"]
    (panel,) = (each for each in found if each["panel"].code == "figures")
    return {one.label: one.value for one, _ in panel["figures"]}


def test_each_role_opens_its_own_and_sees_as_far_as_its_figures_go(risen, sign_in):
    today = timezone.localdate()
    Case.objects.bulk_create(messages(risen, today, 7, body=None, block=None))
    head, block = sign_in(risen.head), sign_in(risen.block_head)
    assert codes(head) == list(catalogue().roles["head_of_centre"])
    assert codes(block) == list(catalogue().roles["block_head"])
    assert figures(head)["поступило"] == figures(block)["поступило"] + 7
    assert "/summary/panels/show/topics/" in head.get(URL).content.decode()
    page = head.get("/summary/panels/show/topics/").content.decode().replace("\xa0", " ")
    part = head.get("/summary/panels/show/topics/", headers={"hx-request": "true"})
    assert str(risen.topic.parent) in page
    assert part.content.decode().lstrip().startswith("<section")
    assert "rows=topic_group&amp;measures=count&amp;measures=overdue_share" in page
    slice_door = reverse("analytics:slices")
    (address,) = {
        each["url"] for each in head.get(URL).context["panels"] if each["panel"].code == "topics"
    }
    assert address.startswith(slice_door)
    assert head.get(address).context["grid"].total.total[0].value > 7


def test_every_number_of_the_first_panel_opens_its_slice(risen, sign_in):
    client = sign_in(risen.head)
    found = client.get(URL).context["panels"]
    (panel,) = (each for each in found if each["panel"].code == "figures")
    assert [client.get(url).status_code for _, url in panel["figures"]] == [200] * 4


def test_a_person_adds_orders_and_resets_their_own_set(town, elsewhere, sign_in):
    client = sign_in(town.head)
    usual = codes(client)
    client.post(CHANGE, {"act": "add", "panel": "channels"})
    client.post(CHANGE, {"act": "remove", "panel": usual[0]})
    client.post(CHANGE, {"act": "up", "panel": "channels"})
    own = [*usual[1:-1], "channels", usual[-1]]
    assert codes(client) == own
    assert codes(sign_in(elsewhere.head)) == usual
    page = client.get(ARRANGE).content.decode()
    assert "свой набор" in page
    assert client.post(CHANGE, {"act": "add", "panel": "никакая"}).status_code == 422
    client.post(CHANGE, {"act": "reset"})
    assert (codes(client), PanelSet.objects.count()) == (usual, 0)


def test_the_region_sees_rounded_totals_and_no_case(risen, sign_in):
    client = sign_in(hire(risen.place, Role.REGIONAL, "region", "roads"))
    shown = codes(client)
    assert shown == list(catalogue().roles["regional"])
    assert not {"spikes", "problems", "mine"} & set(shown)
    assert not [one for one in figures(client).values() if one % 5]
    page = client.get(URL).content.decode()
    assert reverse("cases:feed") + "?" not in page
    assert client.post(CHANGE, {"act": "add", "panel": "spikes"}).status_code == 422


def test_the_number_of_queries_does_not_grow(risen, sign_in):
    client = sign_in(risen.head)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    day = timezone.localdate() - timedelta(days=1)
    Case.objects.bulk_create(messages(risen, day, 30, settlement="Луговое", channel="phone"))
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(many) <= len(few)
