"""What the worker does for analytics by itself."""

from procrastinate.contrib.django import app

from mcu.analytics.actions import mart
from mcu.core.claims import claimed

JOBS_LOCK = 4032


@app.task(name="analytics.refresh", queue="default")
def refresh(timestamp: int) -> None:
    """Every minute what changed is counted into the mart; one process at a time."""
    with claimed(JOBS_LOCK, 0) as free:
        if free:
            mart.refresh()


@app.task(name="analytics.rebuild", queue="default")
def rebuild(timestamp: int) -> None:
    """Every night the whole is built anew: names of topics and rules of other cases change too."""
    with claimed(JOBS_LOCK, 0) as free:
        if free:
            mart.rebuild()
