"""The town of the cases with half a year of messages and a burst today."""

from mcu.insight.tests.conftest import (  # noqa: F401 -- the same town
    elsewhere,
    files_folder,
    risen,
    served,
    sign_in,
    town,
    visit,
    web,
)
