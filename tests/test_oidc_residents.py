"""An appeal of a resident verified by a provider of OpenID Connect, the same one on the loopback address."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Applicant, Case
from mcu.core import vault
from mcu.org.actions import load_organisation
from mcu.org.rules.profile import OrgPart
from mcu.org.rules.roles import program
from mcu.portal.actions.setup import change_setup, open_portal
from tests.test_oidc import RESIDENTS, issuer, through_the_provider  # noqa: F401 -- the same provider

pytestmark = pytest.mark.long
TOWN = "town"
START, BACK, SEND = (
    reverse(f"portal:{name}", args=[TOWN]) for name in ("identify", "identified", "appeal-send")
)
TEXT = "Прошу отремонтировать тротуар на улице Полевой, 14"


@pytest.fixture
def resident(db, issuer, settings) -> Client:  # noqa: F811
    settings.ALLOWED_HOSTS = ["localhost"]
    place = load_organisation(part=OrgPart(code=TOWN, name="Город"), profile="test")
    by = program(place.pk)
    open_portal(place=place, active=True, by=by)
    provider = {
        "issuer": issuer, "client_id": "mcu", "client_secret": "loopback-secret",
        "scope": "openid profile", "title": "Войти и подать",
    }  # fmt: skip
    change_setup(place=place, given={}, provider=provider, by=by)
    return Client(SERVER_NAME="localhost")


def home(client: Client, login: str = "bobrov") -> dict[str, str]:
    """What the provider says on the way home."""
    there = client.get(START)["Location"]
    return dict(parse_qsl(urlsplit(through_the_provider(there, login)).query))


def is_known(client: Client) -> bool:
    return client.get(SEND).status_code == 200


def change(client: Client, name: str, **given: str) -> None:
    session = client.session
    session[name] = {**session[name], **given}
    session.save()


def test_start_provider_return_appeal(resident):
    assert RESIDENTS.endswith(BACK)
    assert resident.get(BACK, home(resident))["Location"] == SEND
    form = resident.get(SEND)
    assert "Бобров Лев" in form.content.decode()
    given = {
        "kind": "statement", "text": TEXT, "email": "bobrov@example.ru", "consent": "on",
        "key": form.context["form"]["key"].value(),
    }  # fmt: skip
    for _ in range(2):  # a double click is one appeal
        sent = resident.post(SEND, given)
        assert sent.status_code == 200, sent.content.decode()
    case = Case.objects.get()
    assert case.number in sent.content.decode()
    assert (case.regime, case.appeal_kind) == ("appeal", "statement")
    assert vault.unseal(Applicant.objects.get().sealed)["applicant_name"] == "Бобров Лев"


@pytest.mark.parametrize(
    "changed",
    [{"state": "forged"}, {"iss": "https://evil.example"}, {"code": "forged"}, {"error": "denied"}],
)
def test_an_answer_that_is_not_ours_is_refused(resident, changed):
    refused = resident.get(BACK, home(resident) | changed)
    assert refused.status_code == 422
    assert "Вход не получился" in refused.content.decode()
    assert not is_known(resident)
    assert resident.get(BACK, {"code": "x", "state": "y"}).status_code == 302  # nothing was begun


def test_a_token_of_another_sign_in_is_refused(resident):
    answer = home(resident)
    change(resident, "portal-oidc", nonce="another")
    assert resident.get(BACK, answer).status_code == 422
    assert not is_known(resident)


def test_an_answer_used_twice_or_in_another_browser_opens_nothing(resident):
    answer = home(resident)
    other = Client(SERVER_NAME="localhost")
    assert other.get(BACK, answer).status_code == 302
    assert not is_known(other)
    resident.get(BACK, answer)
    assert resident.get(BACK, answer).status_code == 302


def test_half_an_hour_later_one_signs_in_again(resident):
    resident.get(BACK, home(resident))
    assert is_known(resident)
    change(resident, "portal-who", at=(timezone.now() - timedelta(minutes=31)).isoformat())
    assert not is_known(resident)
    change(resident, "portal-who", at=timezone.now().isoformat(), place="another")
    assert not is_known(resident)


def test_without_a_name_there_is_no_appeal(resident):
    refused = resident.get(BACK, home(resident, "nameless"))
    assert refused.status_code == 422
    assert "не назвал фамилию" in refused.content.decode()
    assert not is_known(resident)
