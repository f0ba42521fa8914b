"""What a portal says and asks where its municipality has set nothing."""

from urllib.parse import urlsplit

from mcu.core.errors import RuleViolation

LEAST = 5
MOST_FRAMES = 20
CONSENT = (
    "Согласен на обработку имени и контактов, которые указал(а), чтобы мне ответили. "
    "Они хранятся отдельно от текста в зашифрованном виде, открываются только для ответа и стираются "
    "в срок. Отозвать согласие можно в любой момент, написав в администрацию."
)


def checked_frames(lines: str) -> list[str]:
    """Origins of sites, one a line; RuleViolation names the one that is none."""
    found = list(dict.fromkeys(line.strip().rstrip("/").lower() for line in lines.split()))
    for origin in found:
        parts = urlsplit(origin)
        plain = f"{parts.scheme}://{parts.netloc}" == origin and parts.username is None
        if parts.scheme != "https" or not parts.hostname or not plain or not _plain(origin):
            raise RuleViolation(
                f"«{origin[:100]}» — не адрес сайта. Впишите его так: https://adm.example.ru."
            )
    if len(found) > MOST_FRAMES:
        raise RuleViolation(f"Сайтов больше {MOST_FRAMES}. Оставьте те, где виджет стоит.")
    return found


def _plain(origin: str) -> bool:
    """Nothing that would mean more in a header than a site."""
    return origin.isascii() and all(sign.isalnum() or sign in ":/.-" for sign in origin)
