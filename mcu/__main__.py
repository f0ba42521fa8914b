"""The command `mcu`: every command of the program is a Django command of one of its apps."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import django
import psycopg
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedTable

import mcu
from mcu.core import disk, postgres, startup, usage
from mcu.core.errors import RuleViolation

# They read files and answer: no table is asked, so no server is started for them.
WITHOUT_DATABASE = frozenset({"check", "collectstatic", "open311", "text", "topics"})
HELP = frozenset({"help", "--help", "-h"})
VERSION = frozenset({"version", "--version"})
OF_DJANGO = frozenset(
    {
        *("--version", "--settings", "--pythonpath", "--traceback", "--no-color"),
        *("--force-color", "--skip-checks", "--verbosity"),
    }
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused with a sentence on stderr, 2 misused, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mcu.settings")
    try:
        return _dispatch(words)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # Whoever read our output left, as `head` does; the rest has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except (RuleViolation, OperationalError, ProgrammingError, OSError) as failure:
        sentence = _sentence(failure)
        if not sentence:
            raise
        return _refuse(sentence)


def _sentence(failure: Exception) -> str:
    """What to tell a person; empty for a fault of the program, which keeps its traceback."""
    refusal = failure if isinstance(failure, RuleViolation) else disk.no_room(failure)
    if refusal:
        return refusal.sentence
    if isinstance(failure, OperationalError):
        return f"База данных отвечает ошибкой: {str(failure).strip()}"
    if isinstance(failure.__cause__, (UndefinedTable, UndefinedColumn)):
        return "Таблицы базы данных не той версии, что программа. Выполните: mcu migrate"
    if isinstance(failure, PermissionError):
        return f"Нет прав на файл или папку: {failure.filename or failure}"
    return ""


def _dispatch(words: list[str]) -> int:
    usage.speak_russian()
    if not words or words in (["help"], ["--help"], ["-h"]):
        return _list_commands()
    if words[0] in VERSION:
        return _say(f"Пульт МЦУ {mcu.__version__}")
    if words[0] == "help":
        words = [words[1], "--help"]
    alone = words[0] in WITHOUT_DATABASE and words[1:2] != ["remask"]
    if not alone and not HELP & set(words):
        _find_database()
    return _run(words, alone=alone)


def _run(words: list[str], *, alone: bool) -> int:
    django.setup()
    app = get_commands().get(words[0])
    if app is None:
        return _refuse(f"Нет команды «{words[0]}». Все команды: mcu help", code=2)
    command = app if isinstance(app, BaseCommand) else load_command_class(app, words[0])
    command.suppressed_base_arguments = {*command.suppressed_base_arguments, *OF_DJANGO}
    try:
        if not alone and postgres.attached() and command.__module__.startswith("mcu."):
            startup.migrate()
        command.run_from_argv(["mcu", *words])
    finally:
        startup.close_connections()
    return 0


def _find_database() -> None:
    """The server that the settings name, asked once so that a pool need not try for long, or ours."""
    file = os.environ.get("MCU_DATABASE_URL_FILE")
    given = Path(file).read_text().strip() if file else os.environ.get("MCU_DATABASE_URL")
    if not given:
        os.environ["MCU_DATABASE_URL"] = postgres.attach(postgres.data_folder())
        return
    try:
        psycopg.connect(given, connect_timeout=10).close()
    except psycopg.Error as failure:
        reason = str(failure).strip().splitlines()[0]
        raise RuleViolation(
            f"База данных из MCU_DATABASE_URL не отвечает. Проверьте адрес и сервер: {reason}"
        ) from failure


def _list_commands() -> int:
    django.setup()
    own = {name: app for name, app in get_commands().items() if str(app).startswith("mcu.")}
    lines = [f"  {name:<12} {load_command_class(own[name], name).help}" for name in sorted(own)]
    return _say("Пульт МЦУ. Команды:", *lines, "Подробно о команде: mcu КОМАНДА --help")


def _say(*lines: str) -> int:
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _refuse(sentence: str, *, code: int = 1) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
