"""The town of the cases."""

from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    sign_in,
    town,
    web,
)
