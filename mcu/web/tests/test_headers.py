"""What every answer forbids a browser, cookies, and whose X-Forwarded-… is believed."""

import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mcu.web.proxy import TrustedProxy

SIGN_IN = "/sign-in/"


def test_every_answer_carries_the_strict_policy(client, db):
    for path in (SIGN_IN, "/no-such-page/", "/api/v1/me"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]


def test_pages_hold_no_code_and_no_style_of_their_own(client, db):
    page = client.get(SIGN_IN).content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick=" not in page
    assert "<script>" not in page


def test_cookies_are_closed_to_scripts_and_other_sites(client, db):
    client.get(SIGN_IN)
    token = client.cookies["csrftoken"]
    assert token["httponly"]
    assert token["samesite"] == "Strict"


def test_behind_tls_everything_is_tightened():
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SESSION_COOKIE_SAMESITE)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"MCU_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "mcu.settings", "MCU_SECRET_KEY": "k" * 60},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == ["True", "True", "True", "True", "True", "Lax"]


def test_https_redirects_and_says_hsts_to_a_trusted_proxy(client, db, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get(SIGN_IN)["Location"] == f"https://testserver{SIGN_IN}"
    answer = client.get(SIGN_IN, headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    forged = client.get(SIGN_IN, headers={"X-Forwarded-Proto": "https"}, REMOTE_ADDR="203.0.113.9")
    assert forged.status_code == 301


@pytest.mark.parametrize(
    ("peer", "told", "count", "seen"),
    [
        ("127.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),  # the first was written by the guest
        ("127.0.0.1", "203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", 0, "127.0.0.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("127.0.0.1", "<script>", 1, "127.0.0.1"),
        ("198.51.100.7", "203.0.113.9", 1, "198.51.100.7"),
        ("", "203.0.113.9", 1, "203.0.113.9"),  # a socket of this computer
    ],
)  # fmt: skip
def test_the_address_is_believed_from_trusted_proxies_only(settings, peer, told, count, seen):
    settings.MCU_PROXIES = count
    found = []
    proxy = TrustedProxy(
        lambda request: found.append(request.META["REMOTE_ADDR"]) or HttpResponse()
    )
    proxy(RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": told}))
    assert found == [seen]
