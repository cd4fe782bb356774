"""That the check for complete alarms finds what has none: it is trusted at both sizes of the whole program."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from pulumi_aws import appautoscaling, cloudfront, cloudwatch, ec2, ecs, lb, rds, sns, sqs, wafv2

from sandbox.recording import ROOT, record
from tests.components.alarm_sets import RUNBOOK, linked_sections, runbook_sections, unwatched
from tests.components.watching import Watching
from tests.sizing.platforms import GPU, GUARDED, INITIAL


def _queue() -> None:
    sqs.Queue("jobs", name="jobs", redrive_policy="{}")


def _dead_letters() -> None:
    sqs.Queue("jobs-dlq", name="jobs-dlq")


def _service(least: int) -> ecs.Service:
    service = ecs.Service("api", name="api-1", cluster="cluster-1", desired_count=least)
    appautoscaling.Target(
        "api",
        service_namespace="ecs",
        scalable_dimension="ecs:service:DesiredCount",
        resource_id="service/cluster-1/api-1",
        min_capacity=least,
        max_capacity=4,
    )
    return service


def _targets(least: int) -> None:
    group = lb.TargetGroup("api", port=8000, protocol="HTTP", target_type="ip", vpc_id="vpc-1")
    ecs.Service(
        "api",
        cluster="cluster-1",
        desired_count=least,
        load_balancers=[{"target_group_arn": group.arn, "container_name": "api", "container_port": 8000}],
    )


def _balancer() -> None:
    lb.LoadBalancer("balancer", internal=True)


def _database(instance_class: str) -> None:
    rds.Instance("database", identifier="academy-prod", instance_class=instance_class, engine="postgres")


def _edge() -> None:
    cloudfront.Function("pages", name="pages", runtime="cloudfront-js-2.0", code="")
    wafv2.WebAcl(
        "waf",
        scope="CLOUDFRONT",
        region="us-east-1",
        default_action={"allow": {}},
        visibility_config={
            "metric_name": "academy",
            "cloudwatch_metrics_enabled": True,
            "sampled_requests_enabled": True,
        },
    )
    cloudfront.Distribution(
        "cdn",
        enabled=True,
        origins=[{"origin_id": "frontend", "domain_name": "frontend.example"}],
        default_cache_behavior={
            "target_origin_id": "frontend",
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": ["GET", "HEAD"],
            "cached_methods": ["GET", "HEAD"],
        },
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={"cloudfront_default_certificate": True},
    )


def _nat() -> None:
    ec2.NatGateway("nat-a", subnet_id="subnet-1", allocation_id="eipalloc-1")


@pytest.mark.parametrize(
    ("program", "missing"),
    [
        (_queue, ["jobs: ApproximateAgeOfOldestMessage"]),
        (_dead_letters, ["jobs-dlq: ApproximateNumberOfMessagesVisible"]),
        (lambda: _service(2), ["api: MemoryUtilization", "api: CPUUtilization"]),
        (lambda: _service(0), ["api: MemoryUtilization"]),
        (
            lambda: _targets(2),
            [
                "api: MemoryUtilization",
                "api: CPUUtilization",
                "api: UnHealthyHostCount",
                "api: HTTPCode_Target_5XX_Count",
                "api: TargetResponseTime",
                "api: HealthyHostCount",
            ],
        ),
        (
            lambda: _targets(0),
            [
                "api: MemoryUtilization",
                "api: UnHealthyHostCount",
                "api: HTTPCode_Target_5XX_Count",
                "api: TargetResponseTime",
            ],
        ),
        (_balancer, ["balancer: HTTPCode_ELB_5XX_Count"]),
        (
            lambda: _database("db.t4g.micro"),
            [
                "database: CPUUtilization",
                "database: FreeStorageSpace",
                "database: FreeableMemory",
                "database: DatabaseConnections",
                "database: MaximumUsedTransactionIDs",
                "database: CPUCreditBalance",
            ],
        ),
        (
            lambda: _database("db.m7g.large"),
            [
                "database: CPUUtilization",
                "database: FreeStorageSpace",
                "database: FreeableMemory",
                "database: DatabaseConnections",
                "database: MaximumUsedTransactionIDs",
            ],
        ),
        (_edge, ["cdn: 5xxErrorRate", "pages: FunctionExecutionErrors", "waf: BlockedRequests"]),
        (_nat, ["nat-a: ErrorPortAllocation"]),
    ],
)
def test_what_has_no_alarms_is_named_metric_by_metric(program: Callable[[], None], missing: list[str]) -> None:
    assert unwatched(record(program)) == missing


def _alarm(changes: Mapping[str, object]) -> None:
    topics = {region: sns.Topic(region, region=region) for region in ("ap-northeast-2", "us-east-1")}
    _queue()
    region = str(changes.get("region", "ap-northeast-2"))
    ok = [topics["us-east-1" if changes.get("ok") == "elsewhere" else region].arn] if changes.get("ok") != "no" else []
    cloudwatch.MetricAlarm(
        "age",
        region=region,
        namespace="AWS/SQS",
        metric_name="ApproximateAgeOfOldestMessage",
        dimensions={"QueueName": str(changes.get("queue", "jobs"))},
        statistic="Maximum",
        period=60,
        evaluation_periods=1,
        threshold=1,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data=str(changes.get("missing", "notBreaching")),
        actions_enabled=changes.get("enabled") != "no",
        alarm_actions=[topics[region].arn],
        ok_actions=ok,
    )


def test_an_alarm_on_the_metric_that_people_hear_of_is_enough() -> None:
    assert unwatched(record(lambda: _alarm({}))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"queue": "other"},
        {"region": "us-east-1"},
        {"missing": "breaching"},
        {"enabled": "no"},
        {"ok": "no"},
        {"ok": "elsewhere"},
    ],
    ids=str,
)
def test_an_alarm_of_another_thing_or_region_or_that_nobody_hears_does_not_count(changes: Mapping[str, object]) -> None:
    assert unwatched(record(lambda: _alarm(changes))) == ["jobs: ApproximateAgeOfOldestMessage"]


def test_every_queue_and_dead_letter_queue_is_watched() -> None:
    assert unwatched(Watching().record()) == []


def test_the_runbook_has_a_section_for_every_mail_and_none_for_nothing() -> None:
    everything = Watching(sizes=replace(INITIAL, gpu=GPU, cdn=GUARDED), nat_zones=("a",)).record()

    # The first belongs to the API's own alarm; the mails of Budgets have no text of ours.
    assert runbook_sections() == linked_sections(everything) | {"api-rollback", "budget"}


def test_the_runbooks_own_links_lead_somewhere() -> None:
    text = (ROOT / RUNBOOK).read_text()

    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= runbook_sections()
