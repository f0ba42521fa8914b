"""The whole program in one terminal: database, pages and background work under one supervisor."""

import http.client
import io
import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from mcu.core import postgres, startup
from mcu.core.errors import RuleViolation
from mcu.core.supervisor import STOP_SECONDS, Child, Supervisor, say

# One more than cores: the kernel deals connections to processes blindly, and a core whose process got
# none stands idle.
WORKERS = min(3, (os.cpu_count() or 1) + 1)
EMPTY_PROFILE = "base"
ADMINISTRATOR = ("admin", "--name", "Администратор", "--role", "administrator", "--link")


class Command(BaseCommand):
    help = "вся программа сразу: база данных, страницы, фоновая работа"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="адрес, по умолчанию 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="порт, по умолчанию 8000")
        parser.add_argument(
            "--workers", type=int, default=WORKERS, help="число процессов со страницами"
        )
        filling = parser.add_mutually_exclusive_group()
        filling.add_argument("--demo", action="store_true", help="в пустую базу — учебный город")
        filling.add_argument("--empty", action="store_true", help="в пустую базу — администратор")
        filling.add_argument("--profile", metavar="ИМЯ", help="в пустую базу — готовый профиль")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        _refuse_busy(host, port)
        startup.migrate()
        startup.collect()
        _fill(options)
        address = f"http://{host}:{port}"
        web = Child("web", ["--host", host, "--port", str(port), "--workers", str(workers)])
        startup.close_connections()
        rest = [Child(name, []) for name in ("worker", "listen") if name in get_commands()]
        Supervisor([web, *rest], lambda: _announce(host, port, address)).run()
        _release()


def _refuse_busy(host: str, port: int) -> None:
    """RuleViolation while another program listens there, before anything long is begun."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as refusal:
            raise RuleViolation(
                f"Порт {port} доступен только root. Укажите порт больше 1024: --port 8000"
            ) from refusal
        except (OSError, OverflowError) as refusal:
            raise RuleViolation(
                f"Адрес {host}:{port} занят или не подходит. Укажите другой порт: --port 8001"
            ) from refusal


def _fill(options: dict[str, Any]) -> None:
    """Put the first things into an empty database: a town to learn on, or one's own beginning."""
    unfinished = settings.DATA / "demo.unfinished"
    if unfinished.exists() and (options["demo"] or options["empty"] or options["profile"]):
        say("Учебный город не достроен: начинаю заново.")
        startup.begin_anew()
        unfinished.unlink()
    begun = apps.get_model("org", "Municipality").objects.exists()
    if options["demo"] and not begun:
        say("Строю учебный город, это делается один раз и занимает несколько минут…")
        unfinished.touch()
        call_command("demo", stdout=io.StringIO())  # the logins are printed with the address
        unfinished.unlink()
    profile = EMPTY_PROFILE if options["empty"] else options["profile"]
    if profile and not begun:
        call_command("profile", "load", profile, stdout=io.StringIO())
    places = list(apps.get_model("org", "Municipality").objects.values_list("code", flat=True)[:2])
    if len(places) == 1 and not apps.get_model("org", "Person").objects.exists():
        # The link is made anew and printed beside the address, when pages are answered.
        call_command("user", "add", *ADMINISTRATOR, stdout=io.StringIO())
    if not places:
        say("Муниципалитета ещё нет. Заведите его: mcu profile load ИМЯ, затем mcu up.")


def _announce(host: str, port: int, address: str) -> bool:
    """Print where to go as soon as a page is answered."""
    door = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)  # noqa: S104
    try:
        door.request("HEAD", "/")
        door.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()
    say(f"\nПульт МЦУ работает: {address}")
    if "demo" in get_commands():
        call_command("demo", "--logins")
    if "user" in get_commands():
        call_command("user", "first", "--address", address)
    startup.close_connections()
    say("Остановить: Ctrl-C.")
    return True


def _release() -> None:
    """Let go of the embedded server; it stops unless another command is still at work."""
    data = postgres.attached()
    stopped = data is None or postgres.detach(data, wait=STOP_SECONDS)
    say("Остановлено." if stopped else "Остановлено; база данных занята другой командой.")
