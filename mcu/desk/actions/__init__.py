"""Writing what needs everybody."""

from mcu.desk.actions.profile import apply_profile, check_profile, load_profile, restore_setting
from mcu.desk.queries.profile import profiles

__all__ = ["apply_profile", "check_profile", "load_profile", "profiles", "restore_setting"]
