"""Every way in and out of the program: what it carries, in which format, where it is described."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface; `route` is the page where it is set up."""

    title: str
    way: str
    carries: str
    form: str
    version: str
    how: str
    route: str


INTERFACES = (
    Interface(
        "JSON API", "в обе стороны", "сообщения, сроки, справочники, числа сводки",
        "JSON по OpenAPI 3.1: /api/v1/openapi.json", "v1",
        "токен на странице «Мой вход», права токена — по одному", "org:mine",
    ),
    Interface(
        "События наружу", "отдаёт", "номер и состояние сообщения, когда что-то случилось",
        "JSON, подпись HMAC-SHA256", "1", "подключить «Система: события наружу» на «Каналах»",
        "intake:channels",
    ),
    Interface(
        "Open311 GeoReport v2, сервер", "в обе стороны", "заявки с местом, темой и состоянием",
        "XML и JSON: /open311/v2", "v2", "включить «Open311: наш сервер» на «Каналах»",
        "intake:channels",
    ),
    Interface(
        "Open311 GeoReport v2, клиент", "принимает", "заявки другого сервера", "JSON или XML", "v2",
        "подключить «Open311: чужой сервер» на «Каналах»", "intake:channels",
    ),
    Interface(
        "Каналы", "в обе стороны", "сообщения соцсетей, мессенджеров, почты и ответы на них",
        "по описанию каждого сервиса", "", "подключить на «Каналах»", "intake:channels",
    ),
    Interface(
        "Загрузка таблиц", "принимает", "выгрузки ПОС, «Инцидент Менеджмента», свои таблицы",
        "xlsx, xls, ods, csv; раскладка столбцов хранится", "", "страница «Импорт»", "intake:index",
    ),
    Interface(
        "Выгрузка ленты", "отдаёт", "сообщения под фильтром, без личных данных", "xlsx, csv", "",
        "кнопка «Выгрузить» в ленте", "cases:feed",
    ),
    Interface(
        "Профиль муниципалитета", "в обе стороны", "роли, блоки, сроки, темы, процедуры", "TOML",
        "", "страница «Профиль»", "desk:profile",
    ),
)  # fmt: skip
