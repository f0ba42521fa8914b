"""The API is part of the program: there is nothing to set about how it is reached."""

from typing import ClassVar

from mcu.connectors.forms import ConnectionForm


class ApiForm(ConnectionForm):
    """No service, no address, no secret: whoever brings a message shows a token of a person."""

    SECRETS: ClassVar = ()

    base = None  # type: ignore[assignment]  # so a form leaves a field out
    proxy = None  # type: ignore[assignment]
    ca = None  # type: ignore[assignment]
