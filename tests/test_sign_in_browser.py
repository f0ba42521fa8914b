"""Signing in with a real browser: an authenticator app, a passkey of a virtual authenticator."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from mcu.core.models import JournalEntry
from mcu.core.vault import unseal
from mcu.org import actions
from mcu.org.models import Passkey, Totp
from mcu.org.rules.roles import Role, program
from mcu.org.rules.second_factor import totp_code
from mcu.org.tests.conftest import Office, founded
from tests.browser import IN_BROWSER, PHONE, WIDE, examine, serving
from tests.people import PASSWORD

pytestmark = IN_BROWSER


@pytest.fixture
def site(committed_db, settings) -> Iterator[str]:
    """By name: browsers give passkeys to no bare address."""
    settings.ALLOWED_HOSTS = ["localhost"]
    with serving("localhost") as address:
        yield address


@pytest.fixture
def office(site) -> Office:
    return founded("klyuchevoy", "Ключевое поселение")


def give_password(page: Page, login: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()


def virtual_key(context: BrowserContext, page: Page) -> None:
    """A key in the computer that knows its owner by finger."""
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code(ahead: int = 0) -> str:
    secret = bytes.fromhex(unseal(Totp.objects.get().secret))
    return totp_code(secret, timezone.now() + timedelta(seconds=30 * ahead))


def test_a_passkey_is_added_and_opens_with_and_without_the_password(window, office):
    login = office.person(Role.CURATOR).login
    page = window()
    virtual_key(page.context, page)
    give_password(page, login)
    page.goto("/my/")
    page.fill("[name=name]", "Рабочий ноутбук")
    page.get_by_role("button", name="Добавить ключ").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Записал, дальше").click()
    expect(page.get_by_text("Ключ «Рабочий ноутбук»")).to_be_visible()

    page.locator(".person summary").click()
    page.get_by_role("button", name="Выйти").last.click()
    page.get_by_role("button", name="Войти ключом").click()
    expect(page.locator("nav.rail")).to_be_visible()
    assert JournalEntry.objects.filter(action="signin.ok").latest("pk").after["way"] == "passkey"

    page.context.clear_cookies()
    give_password(page, login)
    page.get_by_role("button", name="Подтвердить ключом").click()
    expect(page.locator("nav.rail")).to_be_visible()
    last = JournalEntry.objects.filter(action="signin.ok").latest("pk")
    assert last.after["way"] == "password+passkey"
    assert Passkey.objects.get().used_at


def test_whoever_is_invited_chooses_a_password_in_a_browser_and_is_in(window, office):
    person = office.person(Role.CURATOR)
    secret = actions.invite(person=person, by=program(office.place.pk))
    page = window()
    page.goto(f"/link/{secret}/")
    page.fill("[name=new]", "zelyonyy tramvay 7")
    page.fill("[name=again]", "zelyonyy tramvay 7")
    page.get_by_role("button", name="Задать пароль и войти").click()
    expect(page.locator("nav.rail")).to_be_visible()
    page.goto(f"/link/{secret}/")
    expect(page.get_by_role("heading", name="Ссылка не подходит")).to_be_visible()


def test_a_token_is_made_in_a_browser_and_opens_the_api(window, office, site):
    page = window()
    give_password(page, office.person(Role.CURATOR).login)
    page.goto("/my/")
    page.get_by_text("Выпустить токен").click()
    page.get_by_label("Для чего").fill("Выгрузка в 1С")
    page.get_by_role("button", name="Выпустить", exact=True).click()
    secret = page.get_by_label("Токен").input_value()
    told = page.request.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).json()
    assert told["token"]["name"] == "Выгрузка в 1С"


def test_a_key_of_another_computer_is_refused_in_words(window, office):
    login = office.person(Role.CURATOR).login
    page = window()
    virtual_key(page.context, page)
    give_password(page, login)
    page.goto("/my/")
    page.get_by_role("button", name="Добавить ключ").click()
    expect(page.locator(".codes li")).to_have_count(10)
    Passkey.objects.update(credential_id=b"forgotten")
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Войти ключом").click()
    expect(page.locator("[data-said]")).to_contain_text("Ключ не подошёл")


def test_an_authenticator_is_led_to_by_the_role_and_then_asked_for(window, office):
    person = office.person(Role.ADMINISTRATOR)
    actions.set_second_factor_roles(
        municipality=office.place, roles=["administrator"], by=program(office.place.pk)
    )
    page = window(size=PHONE)
    give_password(page, person.login)
    expect(page.get_by_role("alert").first).to_contain_text("Ваша роль требует второго фактора")
    page.get_by_role("link", name="Подключить").click()
    drawn = page.locator(".qr svg").bounding_box()
    whole = page.evaluate("document.querySelector('.qr svg').viewBox.baseVal.width")
    assert drawn
    assert 200 < drawn["width"] == drawn["height"]
    assert whole > 25  # without a frame of its own the square would be cut off
    page.fill("[name=code]", "000000")
    page.get_by_role("button", name="Подключить").click()
    expect(page.get_by_text("Код не подходит")).to_be_visible()
    page.fill("[name=code]", code())
    page.get_by_role("button", name="Подключить").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/settings/people/")
    expect(page.get_by_role("heading", name="Люди")).to_be_visible()
    page.context.clear_cookies()
    give_password(page, person.login)
    page.fill("[name=code]", code(1))
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.locator("nav.rail")).to_be_visible()


@pytest.mark.long
def test_the_pages_of_signing_in_fit_and_can_be_read_by_everybody(window, office):
    person = office.person(Role.ADMINISTRATOR)
    secret = actions.invite(person=person, by=program(office.place.pk))
    for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
        page = window(size=size, color_scheme=scheme)
        for address in ("/sign-in/", f"/link/{secret}/"):
            page.goto(address)
            examine(page)
        give_password(page, person.login)
        for address in ("/my/", "/my/totp/", "/my/confirm/", "/password/", "/settings/security/"):
            page.goto(address)
            examine(page)
