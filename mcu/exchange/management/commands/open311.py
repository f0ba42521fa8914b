"""mcu open311 check: whether a server speaks Open311 GeoReport v2, in seventeen groups."""

import json
import sys
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand

from mcu.clients.georeport.conformance import check
from mcu.clients.georeport.conformance.talk import Talk
from mcu.core.errors import RuleViolation


class Command(BaseCommand):
    help = "check АДРЕС — проверить любой сервер Open311 GeoReport v2"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check")
        ask = verbs.add_parser("check", help="17 групп проверок; код 1 — не соответствует")
        ask.add_argument("address", metavar="АДРЕС", help="https://город.example/open311/v2")
        ask.add_argument("--jurisdiction", default="", help="jurisdiction_id, если их несколько")
        ask.add_argument(
            "--key", default="", help="api_key: с ним проверка ЗАВОДИТ НАСТОЯЩИЕ ЗАЯВКИ на сервере"
        )
        ask.add_argument("--service", default="", help="service_code для таких заявок")
        ask.add_argument("--lat", default="55.75", help="место таких заявок")
        ask.add_argument("--long", default="37.61", dest="lon")
        ask.add_argument("--json", action="store_true", dest="as_json", help="отчёт как JSON")
        ask.add_argument("--all", action="store_true", dest="whole", help="и то, что выполнено")

    def handle(self, *args: Any, **given: Any) -> None:
        address = given["address"].rstrip("/")
        if urlsplit(address).scheme not in {"http", "https"}:
            raise RuleViolation(
                "Адрес начинается с https:// или http://, например https://город.example/open311/v2."
            )
        names = ("jurisdiction", "key", "service", "lat", "lon")
        talk = Talk(address, **{name: given[name] for name in names})
        try:
            report = check(talk)
        finally:
            talk.close()
        if given["as_json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(report.lines(whole=given["whole"])))
        if not report.conforms:
            sys.exit(1)
