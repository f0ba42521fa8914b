"""The API against its own document: whatever is sent, no server error and no answer that is not there."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mcu.api.tests.conftest import caller_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_no_request_brings_a_server_error_or_an_undocumented_answer(site, served, settings):
    settings.MCU_API_RATE = 10**9
    served.case()
    caller = caller_of(served.head)
    schema = schemathesis.openapi.from_url(f"{site}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 8
    assert all(tried(operation, caller.secret) for operation in operations)


def tried(operation, secret: str) -> int:
    """How many requests of every sort the operation has withstood."""
    count = 0

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def every(case):
        nonlocal count
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
        case.call_and_validate(checks=CHECKS)
        count += 1

    every()
    return count
