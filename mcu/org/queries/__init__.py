"""Reading the organisation: who acts, by which calendar, what there is."""

from mcu.org.queries.actors import (
    actor_for,
    served,
)
from mcu.org.queries.composition import (
    away_on,
    composition,
    history,
)
from mcu.org.queries.directory import (
    PeopleFilter,
    found_people,
)
from mcu.org.queries.indicators import (
    indicators_of,
    owners,
    ownership,
)
from mcu.org.queries.links import (
    first_administrator,
    open_link,
    waiting_link,
)
from mcu.org.queries.participants import (
    participant_for,
    participants,
)
from mcu.org.queries.people import (
    executors_of,
    in_force,
    people,
)
from mcu.org.queries.places import (
    body_for,
    calendar_day_for,
    calendar_for,
    changes_by_file,
    municipality,
    own_days,
    zone,
)
from mcu.org.queries.proposals import (
    deciders,
    proposal_for,
    proposals,
)
from mcu.org.queries.rights import (
    administrators,
    answers,
    change_for,
    changes_in_force,
    holders,
    rights_of,
    serving,
    table,
    who_gives,
)
from mcu.org.queries.sign_in import (
    closed_until,
    demanded_roles,
    has_identity,
    has_second_factor,
    must_have_second_factor,
    person_by_claim,
    person_by_identity,
    second_factors,
    sessions_of,
    token_for,
)
from mcu.org.queries.structure import (
    blocks,
    bodies,
)
from mcu.org.queries.substitutions import (
    absences_of,
    duties_to_hand_over,
    running,
    substitution_for,
    substitutions,
)

__all__ = [
    "PeopleFilter",
    "absences_of",
    "actor_for",
    "administrators",
    "answers",
    "away_on",
    "blocks",
    "bodies",
    "body_for",
    "calendar_day_for",
    "calendar_for",
    "change_for",
    "changes_by_file",
    "changes_in_force",
    "closed_until",
    "composition",
    "deciders",
    "demanded_roles",
    "duties_to_hand_over",
    "executors_of",
    "first_administrator",
    "found_people",
    "has_identity",
    "has_second_factor",
    "history",
    "holders",
    "in_force",
    "indicators_of",
    "municipality",
    "must_have_second_factor",
    "open_link",
    "own_days",
    "owners",
    "ownership",
    "participant_for",
    "participants",
    "people",
    "person_by_claim",
    "person_by_identity",
    "proposal_for",
    "proposals",
    "rights_of",
    "running",
    "second_factors",
    "served",
    "serving",
    "sessions_of",
    "substitution_for",
    "substitutions",
    "table",
    "token_for",
    "waiting_link",
    "who_gives",
    "zone",
]
