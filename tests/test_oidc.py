"""Signing in by a provider of OpenID Connect: against npm's `oidc-provider` on the loopback address."""

import http.cookiejar
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.clients import oidc
from mcu.core.models import JournalEntry
from mcu.org.actions import add_person, confirm_totp, give_duty, load_organisation
from mcu.org.actions.second_factor import begin_totp
from mcu.org.models import Identity, Person
from mcu.org.queries import actor_for
from mcu.org.rules.profile import OrgPart
from mcu.org.rules.roles import Role, program
from mcu.org.rules.second_factor import totp_code

HERE = Path(__file__).parent / "oidc"
SIGN_IN, BEGIN, BACK = (reverse(f"org:{name}") for name in ("sign-in", "oidc", "oidc-back"))
HOME = f"http://localhost{BACK}"
RESIDENTS = f"http://localhost{reverse('portal:identified', args=['town'])}"


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("no npm on this computer: sign-in by a provider is not checked")
    folder = tmp_path_factory.mktemp("provider")
    for name in ("package.json", "provider.mjs"):
        shutil.copy(HERE / name, folder)
    made = subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, timeout=200,
        capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"npm does not install oidc-provider: {made.stderr[-300:]}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        ["node", "provider.mjs", str(port), HOME, RESIDENTS], cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout
    said = ""
    while "ready" not in said:
        line = process.stdout.readline()
        assert line, f"the provider did not start: {said}"
        said += line
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)
    process.stdout.close()


@pytest.fixture
def provider(issuer, settings) -> str:
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.MCU_OIDC = {
        "issuer": issuer, "client_id": "mcu", "client_secret": "loopback-secret", "claim": "email",
        "scope": "openid email profile", "title": "Войти через единый вход",
    }  # fmt: skip
    return issuer


@pytest.fixture
def orlova(db) -> Person:
    place = load_organisation(part=OrgPart(code="town", name="Город"), profile="test")
    by = program(place.pk)
    person = add_person(municipality=place, login="orlova", full_name="Орлова М. И.", by=by)
    Person.objects.filter(pk=person.pk).update(email="Orlova@town.example")
    give_duty(person=person, role=Role.CURATOR, by=by)
    return person


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="localhost")


class Stop(urllib.request.HTTPRedirectHandler):
    """Follows the provider's redirects until one leads home."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if newurl.startswith("http://localhost"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def through_the_provider(address: str, login: str) -> str:
    """Sign in there as a person would; the address home with the code."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stop)
    data = None
    for _ in range(5):
        try:
            with opener.open(address, data, timeout=20) as answer:
                page, base = answer.read().decode(), answer.url
        except urllib.error.HTTPError as home:
            with home:
                if home.code in {302, 303}:
                    return str(home.headers["Location"])
                raise
        action = re.search(r'<form[^>]*action="([^"]+)"', page)
        prompt = re.search(r'name="prompt" value="(\w+)"', page)
        assert action, page
        assert prompt, page
        address = urllib.parse.urljoin(base, action[1])
        given = {"prompt": prompt[1], "login": login, "password": "anything"}
        data = urllib.parse.urlencode(given).encode()
    raise AssertionError("the provider never led home")


def come_back(client: Client, login: str, **changed: str):
    """The whole way; parameters of the answer may be changed on the way home."""
    there = client.get(f"{BEGIN}?next=/settings/people/")
    home = urllib.parse.urlsplit(through_the_provider(there["Location"], login))
    answer = dict(urllib.parse.parse_qsl(home.query)) | changed
    return client.get(BACK, answer)


def is_in(client: Client) -> bool:
    return client.get(reverse("org:mine")).status_code == 200


@pytest.mark.long
def test_somebody_we_know_comes_in_by_a_verified_e_mail(provider, orlova, client):
    assert "Войти через единый вход" in client.get(SIGN_IN).content.decode()
    done = come_back(client, "orlova")
    assert done["Location"] == "/settings/people/"
    assert is_in(client)
    assert Identity.objects.get().subject == "orlova"
    codes = JournalEntry.objects.filter(action__startswith="signin.").values_list(
        "action", flat=True
    )
    assert list(codes) == ["signin.linked", "signin.ok"]


@pytest.mark.long
def test_the_second_time_the_provider_s_own_number_counts(provider, orlova, client):
    come_back(client, "orlova")
    Person.objects.filter(pk=orlova.pk).update(email="new@town.example")
    assert come_back(Client(SERVER_NAME="localhost"), "orlova").status_code == 302
    assert JournalEntry.objects.filter(action="signin.linked").count() == 1
    assert JournalEntry.objects.filter(action="signin.ok").count() == 2


@pytest.mark.long
def test_nobody_is_made_and_an_e_mail_that_is_not_verified_means_nobody(provider, orlova, client):
    before = Person.objects.count()
    for login in ("stranger", "orlova+unverified"):
        answer = come_back(client, login)
        assert answer["Location"] == SIGN_IN
        assert "Вас нет среди сотрудников" in client.get(SIGN_IN).content.decode()
        assert not is_in(client)
    assert Person.objects.count() == before


@pytest.mark.long
def test_another_account_of_the_provider_does_not_take_over_a_linked_person(
    provider, orlova, client
):
    come_back(client, "orlova")
    assert come_back(Client(SERVER_NAME="localhost"), "orlova+second")["Location"] == SIGN_IN


@pytest.mark.long
def test_two_people_with_one_e_mail_are_nobody(provider, orlova, client):
    twin = add_person(
        municipality=orlova.municipality, login="orlov", full_name="Орлов И. И.",
        by=program(orlova.municipality_id),
    )  # fmt: skip
    Person.objects.filter(pk=twin.pk).update(email="orlova@town.example")
    assert come_back(client, "orlova")["Location"] == SIGN_IN


@pytest.mark.long
def test_the_second_factor_is_asked_for_all_the_same(provider, orlova, client):
    secret, now = begin_totp(person=orlova), timezone.now()
    confirm_totp(person=orlova, code=totp_code(secret, now), by=actor_for(orlova), now=now)
    assert come_back(client, "orlova")["Location"] == reverse("org:second")
    assert not is_in(client)


@pytest.mark.long
def test_a_forged_or_repeated_answer_is_refused(provider, orlova, client):
    assert come_back(client, "orlova", state="forged")["Location"] == SIGN_IN
    assert come_back(client, "orlova", iss="https://evil.example")["Location"] == SIGN_IN
    assert come_back(client, "orlova", code="forged")["Location"] == SIGN_IN
    assert come_back(client, "orlova", error="access_denied")["Location"] == SIGN_IN
    assert not is_in(client)
    assert client.get(BACK, {"code": "x", "state": "y"})["Location"] == SIGN_IN


@pytest.mark.long
def test_a_token_for_another_sign_in_is_refused(provider, orlova, client):
    there = client.get(BEGIN)
    home = through_the_provider(there["Location"], "orlova")
    session = client.session
    session["oidc"] = {**session["oidc"], "nonce": "another"}
    session.save()
    assert client.get(home.removeprefix("http://localhost"))["Location"] == SIGN_IN
    assert not is_in(client)


@pytest.mark.long
def test_the_signature_is_looked_at(provider):
    described = oidc.describe(provider)
    client = oidc.Client(provider, "mcu", "loopback-secret", "openid")
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcmxvdmEifQ."
    with pytest.raises(oidc.ProviderFailed):
        oidc._verified(client, described, unsigned, "nonce")


# ---- without a provider --------------------------------------------------------------------------


def test_a_provider_that_does_not_answer_is_told_in_words(client, orlova, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.MCU_OIDC = {
            "issuer": f"http://127.0.0.1:{probe.getsockname()[1]}", "client_id": "mcu",
            "client_secret": "x", "claim": "email", "scope": "openid", "title": "Единый вход",
        }  # fmt: skip
        assert client.get(BEGIN)["Location"] == SIGN_IN
    assert "Единый вход не ответил" in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("issuer", ["http://id.example", "ftp://127.0.0.1", "file:///etc", ""])
def test_only_https_is_spoken_to_and_http_of_this_computer(issuer):
    with pytest.raises(oidc.ProviderFailed, match="not https"):
        oidc.start(oidc.Client(issuer, "mcu", "x", "openid"), HOME)
