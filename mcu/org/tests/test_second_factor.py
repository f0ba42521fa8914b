"""The second factor through the pages: set up, asked for, lost, reset, demanded by a role."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.core.models import JournalEntry
from mcu.core.vault import unseal
from mcu.org import actions
from mcu.org.models import RecoveryCode, Session, Totp
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Role, program
from mcu.org.rules.second_factor import totp_code
from tests.people import PASSWORD

SIGN_IN, SECOND, MINE = (reverse(f"org:{name}") for name in ("sign-in", "second", "mine"))


@pytest.fixture
def person(office):
    return office.person(Role.CURATOR)


def give_password(client, person):
    return client.post(SIGN_IN, {"username": person.login, "password": PASSWORD})


def set_up(client) -> list[str]:
    """Connect an authenticator; the recovery codes."""
    client.get(reverse("org:totp"))
    answer = client.post(reverse("org:totp"), {"code": current_code()}, follow=True)
    return answer.context["codes"]


def current_code(ahead: int = 0) -> str:
    secret = bytes.fromhex(unseal(Totp.objects.get().secret))
    return totp_code(secret, timezone.now() + timedelta(seconds=30 * ahead))


def is_in(client) -> bool:
    return client.get(MINE).status_code == 200


@pytest.fixture
def guarded(person):
    """Somebody with an authenticator; the recovery codes."""
    client = Client()
    give_password(client, person)
    return set_up(client)


def test_the_password_alone_does_not_open_once_the_authenticator_is_there(client, person, guarded):
    assert give_password(client, person)["Location"] == SECOND
    assert not is_in(client)
    assert client.post(SECOND, {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert client.post(SECOND, {"code": current_code(1)})["Location"] == "/"
    assert is_in(client)
    last = JournalEntry.objects.filter(action="signin.ok").latest("pk")
    assert last.after["way"] == "password+totp"


def test_the_square_and_the_letters_say_the_same_secret(client, person):
    give_password(client, person)
    page = client.get(reverse("org:totp"))
    assert "<svg" in page.content.decode()
    assert " style=" not in page.context["square"]
    assert page.context["secret"].replace(" ", "").isalnum()
    assert client.get(reverse("org:totp")).context["secret"] == page.context["secret"]


def test_a_code_opens_once(client, person, guarded):
    code = current_code(1)
    give_password(client, person)
    assert client.post(SECOND, {"code": code}).status_code == 302
    other = Client()
    give_password(other, person)
    assert other.post(SECOND, {"code": code}).status_code == 422


def test_a_recovery_code_opens_once_and_is_journalled(client, person, guarded):
    give_password(client, person)
    assert client.post(SECOND, {"code": guarded[0].upper()}).status_code == 302
    other = Client()
    give_password(other, person)
    assert other.post(SECOND, {"code": guarded[0]}).status_code == 422
    entry = JournalEntry.objects.get(action="second_factor.recovery")
    assert entry.after == {"left": 9}


def test_recovery_codes_are_shown_once_and_kept_as_digests(client, person):
    give_password(client, person)
    codes = set_up(client)
    assert len(codes) == 10
    assert client.get(reverse("org:codes"))["Location"] == MINE
    kept = str([*RecoveryCode.objects.values(), *JournalEntry.objects.values()])
    assert not any(code in kept for code in codes)


def test_new_codes_make_the_old_ones_void(client, person, guarded):
    give_password(client, person)
    client.post(SECOND, {"code": guarded[0]})
    fresh = client.post(reverse("org:codes"), follow=True).context["codes"]
    assert not set(fresh) & set(guarded)
    other = Client()
    give_password(other, person)
    assert other.post(SECOND, {"code": guarded[1]}).status_code == 422
    assert other.post(SECOND, {"code": fresh[1]}).status_code == 302


def test_guessing_codes_is_slowed_down(client, person, guarded):
    give_password(client, person)
    for _ in range(5):
        answer = client.post(SECOND, {"code": "000000"})
    assert answer.status_code == 429
    assert client.post(SECOND, {"code": current_code(1)}).status_code == 429


def test_the_second_page_without_the_first_leads_back(client, person, guarded):
    assert client.get(SECOND)["Location"] == SIGN_IN
    assert client.post(SECOND, {"code": current_code(1)})["Location"] == SIGN_IN


def test_what_was_given_is_forgotten_after_ten_minutes_and_by_a_new_password(
    client, person, guarded
):
    give_password(client, person)
    session = client.session
    session["pending"] = {**session["pending"], "at": timezone.now().timestamp() - 601}
    session.save()
    assert client.post(SECOND, {"code": current_code(1)})["Location"] == SIGN_IN
    give_password(client, person)
    actions.set_password(person=person, password="sovsem-drugoy-klyuch", by=program(1))
    assert client.post(SECOND, {"code": current_code(1)})["Location"] == SIGN_IN


def test_a_link_to_choose_a_password_does_not_pass_by_the_second_factor(client, person, guarded):
    secret = actions.invite(person=person, by=program(person.municipality_id))
    given = {"new": "novyy-klyuch-2026", "again": "novyy-klyuch-2026"}
    assert client.post(reverse("org:link", args=[secret]), given)["Location"] == SECOND
    assert not is_in(client)


def test_an_administrator_resets_it_and_the_journal_says_who(client, person, guarded, office):
    admin = office.client(Role.ADMINISTRATOR)
    assert admin.post(reverse("org:reset-second-factor", args=[person.pk])).status_code == 302
    assert give_password(client, person)["Location"] == "/"
    entry = JournalEntry.objects.get(action="second_factor.reset")
    assert entry.actor_id == office.person(Role.ADMINISTRATOR).pk
    own = office.person(Role.ADMINISTRATOR).pk
    assert admin.post(reverse("org:reset-second-factor", args=[own])).status_code == 422


def test_a_role_that_must_have_it_is_led_to_the_set_up_and_then_let_work(client, office, person):
    by = office.actor(Role.ADMINISTRATOR)
    actions.set_second_factor_roles(municipality=office.place, roles=["curator"], by=by)
    give_password(client, person)
    assert client.get("/settings/people/")["Location"] == MINE
    page = client.get(MINE).content.decode()
    assert "Ваша роль требует второго фактора" in page
    set_up(client)
    assert client.get("/settings/people/").status_code == 200
    removal = client.post(reverse("org:remove-totp"))
    assert removal.status_code == 422
    assert "Сначала добавьте другой" in removal.content.decode()


def test_a_role_not_named_is_not_led(client, office, person):
    by = office.actor(Role.ADMINISTRATOR)
    actions.set_second_factor_roles(municipality=office.place, roles=["administrator"], by=by)
    give_password(client, person)
    assert client.get("/settings/people/").status_code == 200


def test_the_server_may_demand_it_for_every_municipality(client, person, settings):
    settings.MCU_SECOND_FACTOR_ROLES = ["curator"]
    give_password(client, person)
    assert client.get("/settings/people/")["Location"] == MINE


def test_the_last_factor_takes_the_recovery_codes_with_it(client, person, guarded):
    give_password(client, person)
    client.post(SECOND, {"code": guarded[0]})
    assert client.post(reverse("org:remove-totp")).status_code == 302
    assert not RecoveryCode.objects.exists()
    assert give_password(Client(), person)["Location"] == "/"


def test_changing_the_way_in_asks_for_the_password_again_after_a_while(client, person):
    give_password(client, person)
    session = client.session
    session["confirmed"] = session["began"] = timezone.now().timestamp() - 16 * 60
    session.save()
    asked = client.get(reverse("org:totp"))
    assert asked["Location"].startswith(reverse("org:confirm"))
    assert client.post(reverse("org:remove-totp"))["Location"].startswith(reverse("org:confirm"))
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert wrong.status_code == 422
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == reverse("org:totp")
    assert client.get(reverse("org:totp")).status_code == 200


def test_the_secret_lies_sealed(person, guarded):
    secret = bytes.fromhex(unseal(Totp.objects.get().secret))
    assert secret not in bytes(Totp.objects.get().secret)
    assert len(secret) == 20


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{}", '{"credential": 1}', '{"credential": {"rawId": "\u0000"}}',
             '{"credential": {"rawId": "AAAA", "type": "public-key", "response": {}}}']
)  # fmt: skip
@pytest.mark.parametrize("door", ["passkey-sign-in", "add-passkey"])
def test_hostile_answers_of_a_key_are_refused_in_words(client, person, door, body):
    if door == "add-passkey":
        give_password(client, person)
    begin = "add-passkey-begin" if door == "add-passkey" else "passkey-begin"
    assert client.post(reverse(f"org:{begin}")).json()["publicKey"]["challenge"]
    answer = client.post(reverse(f"org:{door}"), body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert json.loads(answer.content)["error"]["sentence"]


# ---- sessions ------------------------------------------------------------------------------------


def test_the_list_says_where_and_since_when_and_each_can_be_ended(person):
    here, there = Client(), Client(HTTP_USER_AGENT="Firefox/140 Windows", REMOTE_ADDR="10.1.2.3")
    give_password(here, person)
    give_password(there, person)
    page = here.get(MINE)
    assert "10.1.2.3" in page.content.decode()
    other = next(s for s in page.context["sessions"] if not s["here"])
    assert other["device"] == "Firefox, Windows"
    assert there.session.session_key not in page.content.decode()
    here.post(reverse("org:end-session", args=[other["mark"]]))
    assert is_in(here)
    assert not is_in(there)
    assert JournalEntry.objects.filter(action="session.ended", object_id=person.pk).exists()


def test_out_everywhere_leaves_this_browser(person):
    clients = [Client() for _ in range(3)]
    for each in clients:
        give_password(each, person)
    clients[0].post(reverse("org:end-sessions"))
    assert [is_in(each) for each in clients] == [True, False, False]
    assert JournalEntry.objects.get(action="session.ended_all").after == {"count": 2}


def test_somebody_elses_session_is_not_found(office, person):
    stranger, mine = Client(), Client()
    give_password(stranger, office.person(Role.HEAD))
    give_password(mine, person)
    mark = next(s["mark"] for s in stranger.get(MINE).context["sessions"])
    assert mine.post(reverse("org:end-session", args=[mark])).status_code == 404
    assert is_in(stranger)


def test_a_session_gets_a_new_key_at_every_step_up(client, person):
    keys = []
    client.get(SIGN_IN)
    session = client.session
    session["seed"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    keys.append(session.session_key)
    give_password(client, person)
    keys.append(client.session.session_key)
    set_up(client)
    keys.append(client.session.session_key)
    client.post(reverse("org:password"), {"old": PASSWORD, "new": "novyy-klyuch-2026", "again": "novyy-klyuch-2026"})  # fmt: skip
    keys.append(client.session.session_key)
    assert len(set(keys)) == 4
    assert not Session.objects.filter(pk__in=keys[:-1]).exists()


@pytest.mark.parametrize(
    ("column", "ago", "said"),
    [("seen_at", timedelta(minutes=61), "Вас не было"), ("began_at", timedelta(hours=13), "12 ч.")],
)
def test_a_session_ends_by_idling_and_by_age(client, person, column, ago, said):
    give_password(client, person)
    Session.objects.update(**{column: timezone.now() - ago})
    gone = client.get("/settings/people/")
    assert gone["Location"] == f"{SIGN_IN}?next=/settings/people/"
    assert said in client.get(SIGN_IN).content.decode()
    entry = JournalEntry.objects.get(action="session.ended")
    assert said in entry.after["reason"]


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(client, person):
    give_password(client, person)
    ago = timezone.now() - timedelta(minutes=30)
    Session.objects.update(seen_at=ago)
    client.get(MINE, headers={"X-Refresh": "1"})
    assert Session.objects.get(person=person).seen_at == ago
    client.get(MINE)
    assert Session.objects.get(person=person).seen_at > ago


def test_a_request_writes_no_session_within_a_minute(client, person):
    give_password(client, person)
    client.get(reverse("org:password"))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("org:password"), headers={"HX-Request": "true"})
    assert not any("UPDATE" in query["sql"] for query in captured)


def test_a_closed_account_is_out_at_once(client, person, office):
    give_password(client, person)
    actions.set_active(person=person, active=False, by=office.actor(Role.ADMINISTRATOR))
    assert not is_in(client)
    assert not Session.objects.filter(person=person).exists()


def test_what_is_over_is_deleted_at_night(client, person):
    give_password(client, person)
    client.get(MINE)
    assert actions.forget(now=timezone.now()) == 0
    assert actions.forget(now=timezone.now() + timedelta(days=2)) >= 1
    assert not Session.objects.exists()


# ---- the journal of it all -----------------------------------------------------------------------


def test_the_journal_tells_who_came_how_and_who_tried(client, person):
    client.post(SIGN_IN, {"username": person.login, "password": "wrong-secret-word"})
    give_password(client, person)
    client.post(reverse("org:sign-out"))
    codes = list(
        JournalEntry.objects.filter(action__startswith="signin.").values_list("action", flat=True)
    )
    assert codes == ["signin.failed", "signin.ok", "signin.out"]
    assert "wrong-secret-word" not in str([*JournalEntry.objects.values()])
    assert actor_for(person).name in str([*JournalEntry.objects.values()])


def test_a_form_where_a_signature_is_expected_is_refused_in_words(office):
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("org:sign-in")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    answer = client.post(reverse("org:passkey-sign-in"), {"csrfmiddlewaretoken": token, "a": "1"})
    assert answer.status_code == 400
    assert answer.json()["error"]["sentence"]
