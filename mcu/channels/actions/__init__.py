"""Writing the outbox, and what the municipality is connected with."""

from mcu.channels.actions.connections import change, connect, mend, stop, turn
from mcu.channels.actions.notices import mail_notices
from mcu.channels.actions.outbox import (
    Draft,
    bounced,
    cancel,
    change_sent,
    checked_address,
    claim,
    delivered,
    forget,
    hand,
    post,
    put,
    put_all,
    put_test,
    refused,
    retry,
    retry_many,
    switch,
)

__all__ = [
    "Draft",
    "bounced",
    "cancel",
    "change",
    "change_sent",
    "checked_address",
    "claim",
    "connect",
    "delivered",
    "forget",
    "hand",
    "mail_notices",
    "mend",
    "post",
    "put",
    "put_all",
    "put_test",
    "refused",
    "retry",
    "retry_many",
    "stop",
    "switch",
    "turn",
]
