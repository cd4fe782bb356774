"""All checks together: what one may not read stops no other, and everything is told at once."""

from typing import cast

import pytest

from ops.problem import Problem
from ops.verify.run import as_json, tell
from ops.verify.services import wanted_services
from tests.ops.verify.conftest import Platform

BUSY = (
    "services: AWS has too many calls (ThrottlingException for DescribeServices, after repeated tries): "
    "run this again in a minute"
)

CHECKS = [
    "services",
    "capacity",
    "database",
    "alarms",
    "us-east-1 alarms",
    "scaling alarms",
    "people",
    "us-east-1 people",
    "dead letters",
    "distribution",
    "site",
    "plan",
]


def test_access_denied_on_one_check_is_one_problem_and_the_others_go_on(platform: Platform) -> None:
    platform.answers["rds"].refuse("describe_db_parameters", "AccessDenied", "not authorized")
    platform.pages.clear()

    troubles = platform.troubles()

    assert troubles[0] == (
        "database: can't be checked: access denied: the credentials lack the permission for DescribeDBParameters"
    )
    assert [text.partition(":")[0] for text in troubles] == ["database", "site", "site"]


def test_services_that_may_not_be_read_leave_the_api_to_be_asked(platform: Platform) -> None:
    platform.answers["ecs"].refuse("describe_task_definition", "AccessDeniedException", "no")
    platform.pages.clear()

    troubles = platform.troubles()

    assert [text.partition(":")[0] for text in troubles] == ["services", "capacity", "site", "site"]
    assert troubles[1] == "capacity: can't be checked, as the services could not be read"


def test_credentials_that_expired_are_one_problem(platform: Platform) -> None:
    platform.answers["ecs"].refuse("describe_task_definition", "ExpiredTokenException", "The security token is expired")

    with pytest.raises(Problem, match="the credentials for AWS have expired: sign in again"):
        platform.verify()


def test_aws_being_busy_while_services_start_is_waited_out(platform: Platform) -> None:
    ecs = platform.answers["ecs"]
    ecs.refuse_first("describe_services", "ThrottlingException", "Rate exceeded")

    assert platform.troubles() == []
    assert platform.waits.seconds == 10
    assert platform.told[0] == BUSY


def test_aws_being_busy_until_time_is_up_is_told(platform: Platform) -> None:
    ecs = platform.answers["ecs"]
    ecs.instead("describe_services")
    ecs.refuse("describe_services", "ThrottlingException", "Rate exceeded")

    assert platform.troubles(timeout_seconds=20) == [
        f"services: can't be checked: {BUSY.removeprefix('services: ')}",
        "capacity: can't be checked, as the services could not be read",
    ]
    assert platform.waits.seconds == 20


def test_a_gpu_worker_is_looked_for_in_its_own_cluster(platform: Platform) -> None:
    outputs = platform.side.outputs
    for name in ("service_names", "task_definition_arns", "capacity_providers"):
        outputs[name] = outputs[name] | {"gpu": f"{name}-gpu"}
    with pytest.raises(Problem, match="the stack's outputs say too little of gpu: run `pulumi up`"):
        wanted_services(platform.outputs())

    outputs["gpu_cluster_name"] = "gpu-1"

    found = {one.key: (one.cluster, one.name) for one in wanted_services(platform.outputs())}
    assert found["gpu"] == ("gpu-1", "service_names-gpu")
    assert found["api"][0] == outputs["cluster_name"]


def test_people_read_one_line_a_check_and_one_a_problem(platform: Platform) -> None:
    platform.pages.clear()
    said: list[str] = []
    told: list[str] = []

    status = tell([*platform.verify().values()], said.append, lambda text, details: told.extend([text, *details]))

    assert status == 1
    assert [line.partition(":")[0] for line in said] == [check for check in CHECKS if check != "site"]
    assert "database: ok (academy-prod is available: PostgreSQL 17.6, db.t4g.micro)" in said
    assert len(told) == 2


def test_a_program_reads_every_check_and_whether_all_is_well(platform: Platform) -> None:
    document = as_json("initial", [*platform.verify().values()])

    assert document["stack"] == "initial"
    assert document["ok"] is True
    checks = cast("list[dict[str, object]]", document["checks"])
    assert [one["check"] for one in checks] == CHECKS
    assert checks[-1] == {"check": "plan", "ok": True, "problems": [], "notes": ["pay as you go"]}
