"""`mcu mail test ADDRESS`: send a letter now and say what the mail server answered."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.channels.actions import checked_address
from mcu.channels.transports import Letter, Undelivered, smtp
from mcu.core.errors import RuleViolation


class Command(BaseCommand):
    help = "test — отправить проверочное письмо и показать ответ почтового сервера"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="test")
        test = verbs.add_parser("test", help="отправить проверочное письмо")
        test.add_argument("address", metavar="АДРЕС")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        now = timezone.now()
        letter = Letter(
            key=f"command:{now.isoformat()}",
            to=checked_address(address),
            subject="Пульт МЦУ: проверка почты",
            body="Если вы читаете это письмо, почта работает.\n",
            made_at=now,
        )
        try:
            with smtp() as session:
                answer = session.send(letter).answer
        except Undelivered as failure:
            sentence = failure.verdict.sentence.removesuffix(" Программа повторит сама.")
            raise RuleViolation(sentence) from failure
        self.stdout.write(f"Письмо принято сервером {settings.MCU_SMTP_HOST}: {answer}")
