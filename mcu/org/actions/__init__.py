"""Writing the organisation; each verb leaves a journal entry."""

from mcu.org.actions.access import (
    require,
)
from mcu.org.actions.body_hours import set_body_hours
from mcu.org.actions.calendar import (
    import_calendar,
    remove_calendar_day,
    set_calendar_day,
)
from mcu.org.actions.centre import (
    set_centre,
)
from mcu.org.actions.exports import (
    record_list_export,
)
from mcu.org.actions.indicators import (
    add_indicator,
    release_owner,
    set_owner,
)
from mcu.org.actions.links import (
    invite,
    make_link,
    use_link,
)
from mcu.org.actions.marks import (
    set_hours,
    set_marks,
)
from mcu.org.actions.organisation import (
    load_organisation,
)
from mcu.org.actions.participants import (
    add_participant,
    change_participant,
    include_all,
)
from mcu.org.actions.people import (
    add_person,
    change_person,
    end_duty,
    give_duty,
    serve,
    set_active,
    set_password,
)
from mcu.org.actions.proposals import (
    ask_for,
    drop_change,
    make_proposal,
    move_proposal,
)
from mcu.org.actions.rights import (
    change_right,
    restore_right,
)
from mcu.org.actions.second_factor import (
    add_passkey,
    begin_totp,
    check_code,
    confirm_totp,
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
    use_passkey,
)
from mcu.org.actions.security import (
    set_second_factor_roles,
)
from mcu.org.actions.sessions import (
    end_session,
    end_sessions,
    forget,
)
from mcu.org.actions.sign_in import (
    Closed,
    begin_attempt,
    entered,
    fail,
    forgive,
    left,
    link_identity,
    try_password,
    unlock,
)
from mcu.org.actions.substitutions import (
    return_early,
    set_substitution,
    turn_substitutions,
)
from mcu.org.actions.tokens import (
    make_token,
    revoke_token,
    token_used,
)

__all__ = [
    "Closed",
    "add_indicator",
    "add_participant",
    "add_passkey",
    "add_person",
    "ask_for",
    "begin_attempt",
    "begin_totp",
    "change_participant",
    "change_person",
    "change_right",
    "check_code",
    "confirm_totp",
    "drop_change",
    "end_duty",
    "end_session",
    "end_sessions",
    "entered",
    "fail",
    "forget",
    "forgive",
    "give_duty",
    "import_calendar",
    "include_all",
    "invite",
    "left",
    "link_identity",
    "load_organisation",
    "make_link",
    "make_proposal",
    "make_token",
    "move_proposal",
    "record_list_export",
    "release_owner",
    "remove_calendar_day",
    "remove_factor",
    "renew_recovery_codes",
    "require",
    "reset_second_factor",
    "restore_right",
    "return_early",
    "revoke_token",
    "serve",
    "set_active",
    "set_body_hours",
    "set_calendar_day",
    "set_centre",
    "set_hours",
    "set_marks",
    "set_owner",
    "set_password",
    "set_second_factor_roles",
    "set_substitution",
    "token_used",
    "try_password",
    "turn_substitutions",
    "unlock",
    "use_link",
    "use_passkey",
]
