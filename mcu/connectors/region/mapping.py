"""Where the words of somebody else's JSON stand: a mapping as data (TOML), checked before it is kept."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from mcu.connectors.contract import Act

FIELDS = {
    "items": "список сообщений, если в событии их несколько",
    "id": "номер сообщения",
    "at": "когда написано",
    "text": "текст",
    "title": "заголовок или тема",
    "address": "адрес одной строкой",
    "author_id": "номер автора",
    "author_name": "имя автора",
    "author_phone": "телефон автора",
    "author_email": "почта автора",
    "author_url": "страница автора",
    "thread": "номер обсуждения",
    "url": "адрес публикации",
    "act": "что случилось: написано, изменено, удалено",
    "files": "список файлов",
    "file_url": "адрес файла внутри списка",
    "file_name": "имя файла внутри списка",
}
NEEDED = ("id", "text")


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths by field («message.author.id»), and the words of `act` with what they mean."""

    paths: Mapping[str, str]
    acts: Mapping[str, str] = field(default_factory=dict)

    def at(self, said: Any, name: str) -> Any:
        """What stands there; None when nothing does."""
        return dig(said, self.paths.get(name, ""))

    def text(self, said: Any, name: str) -> str:
        found = self.at(said, name)
        return "" if found is None or isinstance(found, (dict, list)) else str(found).strip()

    def act(self, said: Any) -> Act:
        """An unknown word counts as said: nothing is lost by it."""
        return Act(self.acts.get(self.text(said, "act"), Act.SAID))


def parse(text: str) -> Layout:
    """The mapping; ValueError with a Russian sentence when it cannot be used."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ValueError(
            f'Соответствие не читается: {broken}. Пишите строками вида text = "message.text".'
        ) from broken
    acts = given.pop("acts", {})
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise ValueError(f"Поля «{unknown[0]}» нет. Известны: {', '.join(FIELDS)}.")
    wrong = [name for name, path in given.items() if not isinstance(path, str) or not path.strip()]
    if wrong:
        raise ValueError(f'Для поля «{wrong[0]}» нужен путь в кавычках, например "message.text".')
    missing = [name for name in NEEDED if name not in given]
    if missing:
        raise ValueError(f'Не сказано, где {FIELDS[missing[0]]}: добавьте {missing[0]} = "…".')
    if not isinstance(acts, dict) or not set(map(str, acts.values())) <= set(Act):
        raise ValueError(f"В [acts] слова значат одно из: {', '.join(Act)}.")
    return Layout(given, {str(word): str(act) for word, act in acts.items()})


def dig(said: Any, path: str) -> Any:
    """Down a path of names and numbers; an empty one leads nowhere."""
    if not path:
        return None
    for step in path.split("."):
        if isinstance(said, dict):
            said = said.get(step)
        elif isinstance(said, list) and step.isdecimal() and int(step) < len(said):
            said = said[int(step)]
        else:
            return None
    return said


def usual() -> str:
    """What a new connection begins with; no service's own format, to be corrected by its description."""
    return files("mcu.connectors.region").joinpath("data/usual.toml").read_text("utf-8")
