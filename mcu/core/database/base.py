"""A connection that carries the wall: `mcu.places` follows the request before every question."""

from typing import Any

from django.db.backends.postgresql import base

from mcu.core import wall


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
        self._said = None

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        wanted = wall.places.get()
        if self._said != wanted and not self.needs_rollback:
            self.connection.execute("SELECT set_config('mcu.places', %s, false)", [wanted])
            self._said = wanted
        return super()._cursor(name)  # type: ignore[misc]

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._said = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._said = None
