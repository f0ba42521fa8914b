"""The portal is part of the program: there is nothing to set about how it is reached."""

from typing import ClassVar

from mcu.connectors.forms import ConnectionForm


class PortalForm(ConnectionForm):
    """No service, no address, no secret."""

    SECRETS: ClassVar = ()

    base = None  # type: ignore[assignment]  # so a form leaves a field out
    proxy = None  # type: ignore[assignment]
    ca = None  # type: ignore[assignment]

    def clean_base(self) -> str:
        return ""

    clean_proxy = clean_ca = clean_base
