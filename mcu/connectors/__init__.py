"""Every service the program can be connected with. A new one is a folder and a line here."""

from mcu.connectors.api.connector import ApiConnector
from mcu.connectors.contract import Connector
from mcu.connectors.dummy.connector import DummyConnector
from mcu.connectors.georeport.connector import GeoreportConnector
from mcu.connectors.mail.connector import MailConnector
from mcu.connectors.max.connector import MaxConnector
from mcu.connectors.news.connector import NewsConnector
from mcu.connectors.ok.connector import OkConnector
from mcu.connectors.open311.connector import Open311Connector
from mcu.connectors.portal.connector import PortalConnector
from mcu.connectors.region.connector import RegionConnector
from mcu.connectors.telegram.connector import TelegramConnector
from mcu.connectors.telegram_pages.connector import TelegramPagesConnector
from mcu.connectors.vk.connector import VkConnector
from mcu.connectors.webhook.connector import WebhookConnector

KINDS: tuple[type[Connector], ...] = (
    VkConnector,
    MaxConnector,
    OkConnector,
    MailConnector,
    PortalConnector,
    TelegramConnector,
    TelegramPagesConnector,
    NewsConnector,
    RegionConnector,
    ApiConnector,
    GeoreportConnector,
    Open311Connector,
    WebhookConnector,
    DummyConnector,
)
CONNECTORS: dict[str, type[Connector]] = {kind.code: kind for kind in KINDS}
