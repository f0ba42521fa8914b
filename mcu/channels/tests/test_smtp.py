"""The transport by itself: encryption, signing in, wrong settings, the command."""

import datetime
import socket
import ssl
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.utils import timezone

from mcu.channels.transports import Letter, Undelivered, smtp
from mcu.connectors.contract import Sent
from mcu.connectors.mail.tests.mailserver import free_port
from mcu.core.errors import RuleViolation


def letter() -> Letter:
    return Letter("k", "orlova@klyuchi.example", "Проба", "Текст\n", timezone.now())


def sent() -> Sent:
    with smtp() as session:
        return session.send(letter())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate of 127.0.0.1 that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def guarded(postman, settings, certificate):
    """A server that wants STARTTLS, a name and a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def who(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.login == b"mcu" and data.password == b"right")

    controller = Controller(
        postman, hostname="127.0.0.1", port=free_port(), tls_context=context,
        require_starttls=True, auth_required=True, authenticator=who,
    )  # fmt: skip
    controller.start()
    settings.MCU_SMTP_HOST = "localhost"
    settings.MCU_SMTP_PORT = controller.port
    settings.MCU_SMTP_SECURITY = "starttls"
    settings.MCU_SMTP_FROM = "mcu@klyuchi.example"
    settings.MCU_SMTP_USER, settings.MCU_SMTP_PASSWORD = "mcu", "right"
    settings.MCU_SMTP_CA = str(certificate)
    settings.MCU_SMTP_TIMEOUT = 5
    yield controller
    controller.stop(no_assert=True)


def test_it_encrypts_and_signs_in(guarded, postman):
    assert sent().answer.startswith("250")
    assert len(postman.taken) == 1


def test_a_wrong_password_is_told_and_not_shown(guarded, settings):
    settings.MCU_SMTP_PASSWORD = "secret-wrong"
    with pytest.raises(Undelivered) as failure:
        sent()
    assert "не принял имя и пароль" in failure.value.verdict.sentence
    assert "secret" not in failure.value.verdict.sentence
    assert failure.value.verdict.whole


def test_a_certificate_nobody_trusts_is_refused(guarded, settings, postman):
    settings.MCU_SMTP_CA = ""
    with pytest.raises(Undelivered, match="сертификат не проверен"):
        sent()
    assert postman.taken == []


def test_a_server_without_encryption_is_not_spoken_to_in_the_open(server, settings, postman):
    settings.MCU_SMTP_SECURITY = "starttls"
    with pytest.raises(Undelivered, match="Защищённое соединение не установлено"):
        sent()
    assert postman.taken == []


def test_encryption_from_the_first_byte(postman, settings, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(postman, hostname="localhost", port=free_port(), ssl_context=context)
    controller.start()
    settings.MCU_SMTP_HOST, settings.MCU_SMTP_PORT = "localhost", controller.port
    settings.MCU_SMTP_SECURITY, settings.MCU_SMTP_CA = "ssl", str(certificate)
    settings.MCU_SMTP_FROM = "mcu@klyuchi.example"
    assert sent().answer.startswith("250")
    controller.stop(no_assert=True)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"MCU_SMTP_HOST": ""}, "MCU_SMTP_HOST"),
        ({"MCU_SMTP_SECURITY": "tls1"}, "MCU_SMTP_SECURITY"),
        ({"MCU_SMTP_FROM": "Пульт"}, "MCU_SMTP_FROM"),
        ({"MCU_SMTP_USER": "mcu", "MCU_SMTP_HOST": "mail.example"}, "без шифрования"),
        ({"MCU_SMTP_HOST": "no-such-host.invalid"}, "имя сервера не найдено"),
    ],
)
def test_wrong_settings_are_named(server, settings, values, said):
    for name, value in values.items():
        setattr(settings, name, value)
    with pytest.raises(Undelivered, match=said) as failure:
        sent()
    assert failure.value.verdict.whole
    assert not failure.value.verdict.permanent


def test_a_port_where_nobody_speaks_mail_is_left_in_time(settings, server):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        settings.MCU_SMTP_PORT, settings.MCU_SMTP_TIMEOUT = mute.getsockname()[1], 0.3
        with pytest.raises(Undelivered, match="не отвечает"):
            sent()


def test_the_command_says_what_the_server_answered(server, postman, capsys):
    call_command("mail", "test", "orlova@klyuchi.example")
    assert "Письмо принято сервером 127.0.0.1: 250" in capsys.readouterr().out
    assert len(postman.taken) == 1


def test_the_command_says_what_is_wrong(server, postman, settings):
    with pytest.raises(RuleViolation, match="не почтовый адрес"):
        call_command("mail", "test", "orlova")
    postman.replies = {"RCPT": ["550 no such user"]}
    with pytest.raises(RuleViolation, match="550 no such user"):
        call_command("mail", "test", "orlova@klyuchi.example")
    settings.MCU_SMTP_HOST = ""
    with pytest.raises(RuleViolation, match="MCU_SMTP_HOST") as failure:
        call_command("mail", "test", "orlova@klyuchi.example")
    assert "повторит" not in failure.value.sentence
