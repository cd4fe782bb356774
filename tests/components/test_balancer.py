"""The load balancer tier, as AWS would be asked for it."""

import pulumi
import pytest

from components import balancer, cdn
from sandbox.recording import Recording, record
from tests.components.edge import DISTRIBUTION, DOMAIN, LISTENER, LOAD_BALANCER, TARGET_GROUP, Edge, added, differing

TIER = "academy:edge:LoadBalancer"

VARIANTS = (Edge(), Edge(domain=DOMAIN))


def listeners(recording: Recording) -> dict[str, dict[str, object]]:
    """The listeners by name, without what all of them share."""
    arn, target = recording.one(LOAD_BALANCER).id, recording.one(TARGET_GROUP).id
    found: dict[str, dict[str, object]] = {}
    for each in recording.of_type(LISTENER):
        inputs = dict(each.inputs)
        assert inputs.pop("loadBalancerArn") == arn
        assert inputs.pop("defaultActions") == [{"type": "forward", "targetGroupArn": target}]
        found[each.name] = inputs
    return found


@pytest.mark.parametrize("edge", VARIANTS)
def test_the_load_balancer_has_no_public_address_and_stands_in_the_private_subnets(edge: Edge) -> None:
    inputs = edge.record().one(LOAD_BALANCER).inputs

    assert inputs["loadBalancerType"] == "application"
    assert inputs["internal"] is True
    assert inputs["subnets"] == ["subnet-a", "subnet-c"]
    assert inputs["securityGroups"] == ["sg-http", "sg-https"]


def test_nobody_deletes_it_by_mistake() -> None:
    found = Edge().record().one(LOAD_BALANCER)

    assert found.inputs["enableDeletionProtection"] is True
    assert found.protect


def test_malformed_requests_end_at_the_load_balancer() -> None:
    inputs = Edge().record().one(LOAD_BALANCER).inputs

    assert inputs["dropInvalidHeaderFields"] is True
    assert inputs["desyncMitigationMode"] == "defensive"


def test_every_request_is_logged_below_the_path_that_the_logs_bucket_admits() -> None:
    inputs = Edge().record().one(LOAD_BALANCER).inputs

    assert inputs["accessLogs"] == {"enabled": True, "bucket": "academy-logs-prod"}


def test_whoever_sends_the_next_request_is_the_first_to_close_an_idle_connection() -> None:
    recording = Edge().record()
    api = next(each for each in recording.one(DISTRIBUTION).inputs["origins"] if each["originId"] == "api")
    keepalive = api["vpcOriginConfig"]["originKeepaliveTimeout"]

    assert keepalive < recording.one(LOAD_BALANCER).inputs["idleTimeout"] < balancer.APPLICATION_KEEPALIVE_SECONDS
    assert cdn.ORIGIN_READ_SECONDS < balancer.IDLE_SECONDS


def test_tasks_are_targets_by_their_address_and_are_asked_for_their_health() -> None:
    inputs = Edge().record().one(TARGET_GROUP).inputs

    assert (inputs["targetType"], inputs["protocol"], inputs["port"]) == ("ip", "HTTP", 8000)
    assert inputs["vpcId"] == "vpc-0123"
    assert inputs["healthCheck"] == {
        "path": "/healthz",
        "matcher": "200",
        "interval": 15,
        "timeout": 5,
        "healthyThreshold": 2,
        "unhealthyThreshold": 3,
    }


def test_a_leaving_task_may_finish_all_that_cloudfront_still_waits_for() -> None:
    assert Edge().record().one(TARGET_GROUP).inputs["deregistrationDelay"] == 30
    assert balancer.DEREGISTRATION_SECONDS >= cdn.ORIGIN_READ_SECONDS


def test_the_target_group_can_be_replaced_because_pulumi_names_it() -> None:
    found = Edge(environment="a-long-environment-1").record().one(TARGET_GROUP)

    assert "name" not in found.inputs
    assert "namePrefix" not in found.inputs
    # AWS allows 32 characters, and Pulumi adds eight.
    assert len(found.name) <= 24


def test_without_a_domain_there_is_one_listener_and_it_forwards() -> None:
    assert listeners(Edge().record()) == {"balancer-http": {"protocol": "HTTP", "port": 80}}


def test_with_a_domain_https_comes_beside_http_which_goes_on_forwarding() -> None:
    recording = Edge(domain=DOMAIN).record()
    validated = recording.one("aws:acm/certificateValidation:CertificateValidation", "domain-regional")

    assert listeners(recording) == {
        "balancer-http": {"protocol": "HTTP", "port": 80},
        "balancer-https": {
            "protocol": "HTTPS",
            "port": 443,
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
            "certificateArn": validated.inputs["certificateArn"],
        },
    }


def test_the_https_listener_waits_until_its_certificate_is_valid() -> None:
    recording = Edge(domain=DOMAIN).record()
    validated = recording.one("aws:acm/certificateValidation:CertificateValidation", "domain-regional")

    https = recording.one(LISTENER, "balancer-https")
    assert validated.urn in https.property_dependencies["certificateArn"]


def test_a_domain_changes_nothing_of_the_load_balancer_that_is_there() -> None:
    before, after = Edge().record(), Edge(domain=DOMAIN).record()

    assert {key for key in added(before, after) if key[0].startswith("aws:lb/")} == {(LISTENER, "balancer-https")}
    assert {key for key in differing(before, after) if key[0].startswith("aws:lb/")} == set()


def test_other_tiers_get_what_they_and_cloudwatch_call_it() -> None:
    recording = Edge().record()
    arn, target = recording.one(LOAD_BALANCER).id, recording.one(TARGET_GROUP).id

    outputs = recording.outputs[recording.one(TIER).urn]
    assert outputs.pop("dns_name").startswith("internal-balancer-")
    assert outputs == {
        "arn": arn,
        "arn_suffix": arn.partition(":loadbalancer/")[2],
        "target_group_arn": target,
        "target_group_arn_suffix": target.rpartition(":")[2],
    }


@pytest.mark.parametrize(
    ("certificate_arn", "names"),
    [
        (None, ["balancer-http"]),
        ("arn:aws:acm:ap-northeast-2:123456789012:certificate/x", ["balancer-http", "balancer-https"]),
    ],
)
def test_a_service_can_wait_for_every_listener(certificate_arn: str | None, names: list[str]) -> None:
    def program() -> None:
        args = balancer.LoadBalancerArgs(
            environment="prod",
            vpc_id="vpc-0123",
            subnet_ids=["subnet-a", "subnet-c"],
            security_group_ids=["sg-http"],
            log_bucket_name="academy-logs-prod",
            port=8000,
            certificate_arn=certificate_arn,
        )
        pulumi.export("listeners", [each.urn for each in balancer.LoadBalancer("balancer", args).listeners])

    recording = record(program)

    assert recording.exports["listeners"] == [recording.one(LISTENER, name).urn for name in names]
