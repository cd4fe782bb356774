"""What ECS and RDS say once, as EventBridge would be asked to pass it on."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sandbox.recording import Recording
from tests.components.watching import RULE, TARGET, TOPIC, Watching
from tests.sizing.platforms import GPU, INITIAL

ROLES = ("database-event", "deployment-failed", "spot-interruption", "task-not-placed", "task-not-started")

CLUSTER = "arn:aws:ecs:ap-northeast-2:123456789012:cluster/cluster-1"
GPU_CLUSTER = "arn:aws:ecs:ap-northeast-2:123456789012:cluster/gpu-cluster-1"
SERVICES = "arn:aws:ecs:ap-northeast-2:123456789012:service/cluster-1/"
GPU_SERVICES = "arn:aws:ecs:ap-northeast-2:123456789012:service/gpu-cluster-1/"


def pattern(role: str, recording: Recording | None = None) -> dict[str, Any]:
    found = recording or Watching().record()
    return json.loads(found.one(RULE, f"monitoring-events-{role}").inputs["eventPattern"])


def test_there_is_a_rule_for_each_thing_that_no_metric_shows() -> None:
    assert Watching().record().by_name(RULE).keys() == {f"monitoring-events-{role}" for role in ROLES}


def test_a_deployment_that_failed_in_this_cluster_is_told() -> None:
    assert pattern("deployment-failed") == {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        "resources": [{"prefix": SERVICES}],
        "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
    }


def test_a_task_without_a_place_is_told() -> None:
    assert pattern("task-not-placed") == {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Service Action"],
        "detail": {
            "clusterArn": [CLUSTER],
            "eventName": [
                "SERVICE_TASK_CONFIGURATION_FAILURE",
                "SERVICE_TASK_PLACEMENT_FAILURE",
                "SERVICE_TASK_START_IMPAIRED",
            ],
        },
    }


@pytest.mark.parametrize(
    ("role", "codes"),
    [("task-not-started", ["TaskFailedToStart"]), ("spot-interruption", ["SpotInterruption", "TerminationNotice"])],
)
def test_a_task_that_did_not_start_or_was_taken_back_is_told_once_it_has_stopped(role: str, codes: list[str]) -> None:
    assert pattern(role) == {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        "detail": {"clusterArn": [CLUSTER], "lastStatus": ["STOPPED"], "stopCode": codes},
    }


def test_of_the_database_its_restarts_failovers_failures_and_a_full_disk_are_told() -> None:
    assert pattern("database-event") == {
        "source": ["aws.rds"],
        "detail-type": ["RDS DB Instance Event"],
        "resources": ["arn:aws:rds:ap-northeast-2:123456789012:db:academy-prod"],
        "detail": {"EventCategories": ["availability", "failover", "failure", "low storage"]},
    }


def test_the_gpu_workers_own_cluster_is_listened_to_while_it_is_there() -> None:
    recording = Watching(sizes=replace(INITIAL, gpu=GPU)).record()

    assert pattern("deployment-failed", recording)["resources"] == [{"prefix": SERVICES}, {"prefix": GPU_SERVICES}]
    for role in ("task-not-placed", "task-not-started", "spot-interruption"):
        assert pattern(role, recording)["detail"]["clusterArn"] == [CLUSTER, GPU_CLUSTER]


@pytest.mark.parametrize("role", ROLES)
def test_each_rule_mails_the_whole_event_and_where_to_read_on(role: str) -> None:
    recording = Watching().record()
    rule = recording.one(RULE, f"monitoring-events-{role}")
    target = recording.one(TARGET, f"monitoring-events-{role}").inputs

    assert target["rule"] == rule.id
    assert target["arn"] == recording.one(TOPIC, "alerts").id
    template = target["inputTransformer"]["inputTemplate"]
    event = {"source": "aws.ecs", "detail": {"reason": 'said "no"'}}
    assert json.loads(template.replace("<aws.events.event.json>", json.dumps(event))) == {
        "runbook": f"docs/runbook.md#{role}",
        "event": event,
    }
    assert rule.inputs["description"].endswith(f" Runbook: docs/runbook.md#{role}")


def test_no_target_has_a_role_with_which_the_topic_would_hear_nothing() -> None:
    assert not any("roleArn" in target.inputs for target in Watching().record().of_type(TARGET))


def test_the_patterns_are_canonical_json() -> None:
    for rule in Watching().record().of_type(RULE):
        text = rule.inputs["eventPattern"]
        assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
