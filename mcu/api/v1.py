"""The JSON API, version 1: its routers and its OpenAPI document."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from mcu.api import books, cases, me, messages
from mcu.api.problems import CONTENT_TYPE, told_of

ABOUT = (
    "Для своих систем муниципалитета. Токен выпускает сотрудник на странице «Мой вход»; токен не даёт "
    "больше, чем роли этого сотрудника. Отказы — application/problem+json с объяснением по-русски. "
    "Подробно: docs/api.md."
)


ROOT = "/api/v1/"


class V1(NinjaAPI):
    """Refusals are documented with the type they are sent in."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return ROOT

    def get_openapi_schema(self, *, path_prefix: str | None = None, **given: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, **given)
        for operations in document["paths"].values():
            for operation in operations.values():
                for code, answer in operation["responses"].items():
                    if int(code) >= 400 and "content" in answer:
                        answer["content"] = {
                            CONTENT_TYPE: answer["content"].pop("application/json")
                        }
        return document


v1 = V1(title="Пульт МЦУ", version="1.0.0", description=ABOUT, docs_url=None, urls_namespace="api")
told_of(v1)
for router in (me.router, cases.router, messages.router, books.router):
    v1.add_router("", router)
