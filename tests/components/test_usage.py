"""What people do prices a stack and sizes nothing."""

import pytest

from sandbox import wire
from sandbox.recording import record_program, stack_config
from tests.sizing.stack_files import STACKS
from tests.sizing.wrong_configurations import changed


@pytest.mark.parametrize("stack", STACKS)
def test_another_usage_declares_the_same_resources(stack: str) -> None:
    usage = changed(
        stack_config(stack),
        {
            ("academy:usage", "daily_users"): 1,
            ("academy:usage", "api_requests_per_user"): 10_000,
            ("academy:usage", "busy_hours"): 1,
            ("academy:usage", "busy_percent"): 100,
            ("academy:usage", "cdn_mib_per_user"): 10_000,
            ("academy:usage", "media_upload_gib"): 1_000_000,
            ("academy:usage", "media_months"): 1,
            ("academy:usage", "jobs_per_day"): dict.fromkeys(
                ("video", "ai_lite", "ai_basic", "ai_premium", "messaging"), 0
            ),
            ("academy:usage", "job_seconds"): dict.fromkeys(
                ("video", "ai_lite", "ai_basic", "ai_premium", "messaging"), 1
            ),
            ("academy:usage", "log_mib_per_day"): 0,
            ("academy:usage", "database_gib"): 0,
            ("academy:usage", "outbound_gib"): 0,
        },
    )["academy:usage"]

    assert wire.is_object(usage)
    shipped, changed_usage = record_program(stack), record_program(stack, {"academy:usage": usage})

    assert changed_usage.resources == shipped.resources
    assert changed_usage.exports == shipped.exports
