"""Every service the program can be connected with. A new one is a folder and a line here."""

from mcu.connectors.contract import Connector
from mcu.connectors.dummy.connector import DummyConnector
from mcu.connectors.mail.connector import MailConnector
from mcu.connectors.max.connector import MaxConnector
from mcu.connectors.telegram.connector import TelegramConnector
from mcu.connectors.telegram_pages.connector import TelegramPagesConnector
from mcu.connectors.vk.connector import VkConnector

CONNECTORS: dict[str, type[Connector]] = {
    connector.code: connector
    for connector in (
        VkConnector, MaxConnector, MailConnector, TelegramConnector,
        TelegramPagesConnector, DummyConnector,
    )
}  # fmt: skip
