"""A profile that goes out comes back the same: as text, and through a municipality."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from mcu.core.profile import read
from mcu.core.profile.writing import write
from mcu.desk.actions import apply_profile, load_profile
from mcu.desk.queries.profile import PARTS, SECTIONS, comparison, exported, wanted_from
from mcu.desk.queries.profile import profiles as own_profiles
from mcu.desk.tests.profiles import profiles

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(profiles())
def test_what_is_written_reads_back_the_same(data):
    assert read(write(data, SECTIONS.values()), "ruchey.toml", PARTS).data == data


@settings(max_examples=4, deadline=None, suppress_health_check=SLOW)
@given(data=profiles())
def test_what_is_exported_makes_no_difference_and_sets_up_the_same_elsewhere(db, data):
    with transaction.atomic():
        profile = wanted_from(write(data, SECTIONS.values()), "ruchey.toml")
        place, _ = apply_profile(profile=profile, name="ruchey")
        assert comparison(place, profile).changes == []
        text = exported(place)
        assert comparison(place, wanted_from(text, "ruchey.toml")).changes == []
        other = text.replace('code = "ruchey"', 'code = "drugoy"', 1)
        twin, _ = apply_profile(profile=wanted_from(other, "ruchey.toml"), name="ruchey")
        assert exported(twin) == other
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", own_profiles())
def test_a_profile_of_the_program_comes_back_from_its_municipality(db, name):
    place = load_profile(name)
    assert comparison(place, wanted_from(exported(place), f"{name}.toml")).changes == []
