"""Rules of signing in: pauses, timeouts, devices, codes, passwords. No database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.org.queries.passwords import has_hash, known_passwords
from mcu.org.rules import second_factor
from mcu.org.rules.oidc import mapping
from mcu.org.rules.passkeys import Site
from mcu.org.rules.passwords import weaknesses, words_about
from mcu.org.rules.roles import Role
from mcu.org.rules.sign_in import Limit, Timeouts, device, over, pause

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ABOUT = words_about("tropinina.d", "Тропинина Дарья Кирилловна", "Озёрный округ")


def refused(password: str, about=ABOUT) -> str:
    return " ".join(weaknesses(password, least=12, about=about, known=known_passwords()))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery", "зелёный трамвай 7", "котик любит рыбу", "x7$kQ9!mZ2pL",
        "Xn3-p_4Q-aaZ1", "rucheyok-i-kamen", "Длинный-пароль-7", "😀 смешная лошадка",
    ],
)  # fmt: skip
def test_phrases_and_random_signs_are_taken_whatever_they_consist_of(password):
    assert refused(password) == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short-one", "слишком короткий"),
        ("x" * 1001, "слишком длинный"),
        ("qwertyuiop123", "соседние клавиши"),
        ("йцукенгшщзхъ", "соседние клавиши"),
        ("1qaz2wsx3edc4rfv", "соседние клавиши"),
        ("abcabcabcabc", "повторы"),
        ("aaaaaaaaaaaa", "повторы"),
        ("Password2026!", "распространён"),
        ("P@ssw0rd2026!", "распространён"),
        ("Пароль2026!!!", "распространён"),
        ("Gfhjkm-2026-11", "распространён"),  # «Пароль» in the other layout
        ("Ноябрь2026!!!", "распространён"),
        ("20.11.1985-1985", "распространён"),
        ("+7 900 123-45-67", "распространён"),
        ("мцу-мцу-мцу-2026", "распространён"),
        ("Tropinina2026", "логин, имя"),
        ("тропинина12345", "логин, имя"),
        ("ОзерныйОкруг26", "логин, имя"),
    ],
)
def test_what_is_guessed_first_is_refused_and_told_why(password, said):
    assert said in refused(password)


def test_another_persons_name_is_nothing_against_a_password():
    assert refused("Tropinina2026", about=words_about("orlova")) == ""


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(password):
    assert isinstance(refused(password), str)


def test_a_hash_is_found_in_a_file_of_any_size(tmp_path: Path):
    lines = [f"{number * 7919:040X}:{number}" for number in range(1, 2000)]
    path = tmp_path / "leaked.txt"
    path.write_text("\n".join(lines) + "\n")
    assert all(has_hash(path, line[:40].lower()) for line in (lines[0], lines[777], lines[-1]))
    assert not any(has_hash(path, f"{number:040x}") for number in (0, 7920, 2000 * 7919))
    path.write_text("")
    assert not has_hash(path, "0" * 40)


# ---- pauses and timeouts -------------------------------------------------------------------------


def test_the_pause_begins_at_the_limit_and_doubles_up_to_an_hour():
    waits = [pause(failures, Limit.PAIR) // MINUTE for failures in (1, 4, 5, 6, 7, 10, 11, 12, 500)]
    assert waits == [0, 0, 1, 2, 4, 32, 60, 60, 60]


def test_an_office_may_mistype_more_often_than_one_login():
    assert not pause(Limit.ADDRESS - 1, Limit.ADDRESS)
    assert pause(Limit.LOGIN, Limit.LOGIN)


@pytest.mark.parametrize(
    ("began", "seen", "said"),
    [
        (60, 59, ""),
        (60, 60, "Вас не было 60 мин."),
        (12 * 60 - 1, 1, ""),
        (12 * 60, 0, "не больше 12 ч."),
    ],
)
def test_a_session_ends_by_idling_and_by_age(began, seen, said):
    limits = Timeouts(60 * MINUTE, timedelta(hours=12))
    answer = over(NOW - began * MINUTE, NOW - seen * MINUTE, NOW, limits)
    assert answer.startswith(said) if said in ("",) else said in answer
    assert bool(answer) == bool(said)


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 YaBrowser/26.1 Safari/537.36", "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("curl/8", "неизвестное устройство"),
        ("", "неизвестное устройство"),
    ],
)  # fmt: skip
def test_a_device_is_called_by_browser_and_system(agent, told):
    assert device(agent) == told


# ---- second factor -------------------------------------------------------------------------------

# RFC 6238, appendix B: the secret and the codes for SHA-1, last six digits.
RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_standard(at, code):
    moment = datetime.fromtimestamp(at, UTC)
    assert second_factor.totp_code(RFC_SECRET, moment) == code
    assert second_factor.totp_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", moment, 0) == at // 30


def test_a_code_works_once_and_half_a_minute_early_or_late():
    secret = second_factor.new_totp_secret()
    code = second_factor.totp_code(secret, NOW)
    step = second_factor.totp_step(secret, code, NOW, 0)
    assert second_factor.totp_step(secret, code, NOW, step) is None
    assert second_factor.totp_step(secret, code, NOW + timedelta(seconds=30), 0) == step
    assert second_factor.totp_step(secret, code, NOW + timedelta(seconds=90), 0) is None


@given(st.text(max_size=50))
def test_nonsense_is_no_code(code):
    assert second_factor.totp_step(RFC_SECRET, code, NOW, 0) is None or code.strip().isdigit()


def test_recovery_codes_differ_and_are_read_however_they_are_typed():
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == 10
    digest = second_factor.recovery_digest
    assert digest(codes[0], "key") == digest(codes[0].upper().replace("-", " "), "key")
    assert digest(codes[0], "key") != digest(codes[0], "another key")
    assert digest(codes[0], "key") != digest(codes[1], "key")


def test_a_role_may_demand_the_second_factor():
    assert second_factor.binds([Role.EXECUTOR, Role.ADMINISTRATOR], ["administrator"])
    assert not second_factor.binds([Role.EXECUTOR], ["administrator"])


@pytest.mark.parametrize(
    ("host", "origin", "fits"),
    [
        ("localhost", "http://localhost:8000", True),
        ("mcu.example", "https://mcu.example", True),
        ("mcu.example", "http://mcu.example", False),
        ("127.0.0.1", "http://127.0.0.1:8000", False),
        ("[::1]", "https://[::1]", False),
    ],
)
def test_passkeys_need_a_name_and_tls(host, origin, fits):
    assert Site(host, origin).fits is fits


@pytest.mark.parametrize(
    ("claim", "claims", "meant"),
    [
        ("email", {"email": "a@b.ru", "email_verified": True}, ("email", "a@b.ru")),
        ("email", {"email": "a@b.ru", "email_verified": False}, ("email", "")),
        ("email", {"email": "a@b.ru", "email_verified": "true"}, ("email", "")),
        ("email", {"email": "a@b.ru"}, ("email", "")),
        ("preferred_username", {"preferred_username": "orlova"}, ("login", "orlova")),
        ("preferred_username", {}, ("login", "")),
    ],
)
def test_only_a_verified_claim_means_somebody(claim, claims, meant):
    assert mapping(claim, claims) == meant
