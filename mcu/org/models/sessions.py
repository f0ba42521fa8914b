"""Sessions in a table of our own, so that a person sees where they are signed in and can end it.

`SESSION_ENGINE` names this module; Django asks it for `SessionStore`. Ending a session is deleting
its row, and knowing its age costs no query beyond the one that reads it.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from mcu.org.models.people import Person

ADDRESS, AGENT, BEGAN, WAY = "address", "agent", "began", "way"


class Session(AbstractBaseSession):
    """One browser that is signed in (or a stranger's, without a person)."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    way = models.CharField("как вошёл", max_length=20, blank=True)
    address = models.CharField("адрес", max_length=45, blank=True)
    agent = models.CharField("браузер", max_length=300, blank=True)
    began_at = models.DateTimeField("начат")
    seen_at = models.DateTimeField("последнее действие")

    class Meta:
        verbose_name = "сеанс"
        ordering: ClassVar = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's own store with columns for what the list of sessions shows."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        began = data.setdefault(BEGAN, now.timestamp())
        made: Session = super().create_model_instance(data)  # type: ignore[assignment]
        made.person_id = data.get(SESSION_KEY)
        made.began_at = datetime.fromtimestamp(began, UTC)
        made.seen_at = now
        made.address = data.get(ADDRESS, "")
        made.agent = data.get(AGENT, "")
        made.way = data.get(WAY, "")
        self.row = made
        return made

    def seen(self, now: datetime) -> None:
        """Remember that the person is here; the data of the session are not written again."""
        if self.row:
            Session.objects.filter(pk=self.row.pk).update(seen_at=now)
            self.row.seen_at = now
