"""Every URL of the program. A new URL is one line in the file of its app: its name, the permission
it needs (or the roles, where no single permission decides), how it is knocked at, and what its key
is of."""

from tests.doors import (
    api,
    cases,
    coordination,
    dashboards,
    desk,
    intake,
    org,
    polls,
    portal,
    reports,
    tasks,
)

DOORS = [
    *org.DOORS,
    *cases.DOORS,
    *dashboards.DOORS,
    *desk.DOORS,
    *tasks.DOORS,
    *intake.DOORS,
    *coordination.DOORS,
    *polls.DOORS,
    *portal.DOORS,
    *reports.DOORS,
    *api.DOORS,
]
