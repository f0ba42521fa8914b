"""The town of the cases."""

from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    elsewhere,
    files_folder,
    served,
    sign_in,
    town,
    visit,
    web,
)
