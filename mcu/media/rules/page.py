"""Official pages: where they are, and what of the module «Госпаблик» each still lacks."""

from django.db.models import TextChoices


class Network(TextChoices):
    VK = "vk", "ВКонтакте"
    OK = "ok", "Одноклассники"
    MAX = "max", "MAX"
    TELEGRAM = "telegram", "Telegram"


# The module works through ВКонтакте and Одноклассники: elsewhere nothing is asked for.
IN_MODULE = frozenset({Network.VK, Network.OK})


def lacks(network: str, *, connected: bool, badge: bool, widget: bool) -> list[str]:
    """In words; empty when all is there or when the network knows no such things."""
    if network not in IN_MODULE:
        return []
    parts = ((connected, "не подключена к модулю «Госпаблик»"), (badge, "нет госметки"),
             (widget, "нет виджета «Сообщить о проблеме»"))  # fmt: skip
    return [words for there, words in parts if not there]
