"""A connection that carries the wall: `mcu.places` follows the request before every question."""

from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from mcu.core import wall

# What each connection of the pool was told outside of a transaction: that no rollback takes back.
_told: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with the places of whoever asks said to it whenever they changed.

    What a transaction said is forgotten with it when it is rolled back, and what stands behind a
    pool may have served somebody else: then it is said again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._said: str | None = None

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._said = _told.get(self.connection)

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        wanted = wall.places.get()
        if self._said != wanted and not self.needs_rollback:
            self._say(wanted)
        return super()._cursor(name)  # type: ignore[misc]

    def _say(self, wanted: str) -> None:
        lasting = self.connection.info.transaction_status == TransactionStatus.IDLE
        _told.pop(self.connection, None)
        self.connection.execute("SELECT set_config('mcu.places', %s, false)", [wanted])
        self._said = wanted
        if lasting and self.get_autocommit():
            _told[self.connection] = wanted

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._said = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._said = None
