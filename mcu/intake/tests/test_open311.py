"""A request of another Open311 server becomes a case, once; its new words are a new version."""

from mcu.connectors.open311.tests.test_open311 import City
from mcu.connectors.tests.standin import standing
from mcu.intake.models import Source
from mcu.intake.tests.connections import connect_with


def later(here) -> None:
    """The five minutes are over."""
    Source.objects.update(asked_at=None)
    here.asks()


def test_a_request_elsewhere_becomes_a_case_once_and_is_reworded(intake):
    with standing(City()) as city:
        row = city.has(1, 5, description="Яма у школы, звоните 8 912 345-67-89")
        city.has(2, 4, status="closed")
        here = connect_with("open311", intake, city, {"form": "xml"}, replies=False)
        here.asks()
        later(here)
        [case] = here.cases
        assert "Яма у школы" in case.text
        assert "912" not in case.text
        assert (case.landmark, case.community) == ("Полевая, 9", "Ямы")
        row["description"] = "Яма у школы стала больше"
        later(here)
        assert here.said == ["Яма у школы стала больше"]
        assert len(here.cases) == 1
