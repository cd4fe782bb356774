"""What Elastic Load Balancing refuses."""

from collections.abc import Mapping

from sandbox.held import Change
from sandbox.refusals.reading import number, objects, policy_statements, texts
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    BUCKET_POLICY,
    CERTIFICATE,
    LISTENER,
    LOAD_BALANCER,
    SECURITY_GROUP,
    SUBNET,
    TARGET_GROUP,
    VPC,
    VPC_ORIGIN,
)

_CREATE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html"
_DELETE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html"
_LOGS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"
_TARGETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html"
_DELETE_TARGETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html"
_LISTENER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html"

LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com"

REFERENCES = (
    Reference(
        holder=LOAD_BALANCER,
        path="subnets",
        target=SUBNET,
        missing="SubnetNotFound",
        in_use="DependencyViolation",
        page=_CREATE,
    ),
    Reference(
        holder=LOAD_BALANCER,
        path="securityGroups",
        target=SECURITY_GROUP,
        missing="InvalidSecurityGroup",
        in_use="DependencyViolation",
        page=_CREATE,
    ),
    Reference(holder=TARGET_GROUP, path="vpcId", target=VPC, missing="ValidationError", page=_TARGETS),
    Reference(
        holder=LISTENER,
        path="loadBalancerArn",
        target=LOAD_BALANCER,
        by=("arn",),
        missing="LoadBalancerNotFound",
        page=_LISTENER,
    ),
    *(
        Reference(
            holder=LISTENER,
            path=path,
            target=TARGET_GROUP,
            by=("arn",),
            missing="TargetGroupNotFound",
            in_use="ResourceInUse",
            page=_DELETE_TARGETS,
        )
        for path in ("defaultActions.targetGroupArn", "defaultActions.forward.targetGroups.arn")
    ),
    Reference(
        holder=LISTENER,
        path="certificateArn",
        target=CERTIFICATE,
        by=("arn",),
        missing="CertificateNotFound",
        in_use="ResourceInUseException",
        page=_LISTENER,
    ),
    # AWS says ResourceInUse of other services that hold on to a load balancer; of VPC origins its pages say nothing.
    Reference(
        holder=VPC_ORIGIN,
        path="vpcOriginEndpointConfig.arn",
        target=LOAD_BALANCER,
        by=("arn",),
        missing="EntityNotFound",
        in_use="ResourceInUse",
        page=_DELETE,
    ),
)


def protected_load_balancer(change: Change) -> str | None:
    """A load balancer with deletion protection stays."""
    if change.inputs.get("enableDeletionProtection") is not True:
        return None
    reason = f"load balancer {change.id} cannot be deleted because deletion protection is enabled"
    return no("OperationNotPermitted", reason, _DELETE)


def one_zone_only(change: Change) -> str | None:
    """An Application Load Balancer has a subnet in each of two zones at least, and one a zone."""
    subnets = {each.id: each.outputs.get("availabilityZone") for each in change.held(SUBNET)}
    zones = [subnets.get(each) for each in texts(change.inputs, "subnets")]
    if len(set(zones)) != len(zones):
        return no("InvalidConfigurationRequest", "a load balancer cannot have two subnets in one zone", _CREATE)
    if len(zones) < 2:
        reason = "at least two subnets in two different Availability Zones must be specified"
        return no("ValidationError", reason, _CREATE)
    return None


def log_bucket_that_lets_nobody_in(change: Change) -> str | None:
    """The bucket for access logs lets Elastic Load Balancing write by the time they are turned on."""
    for logs in objects(change.inputs, "accessLogs"):
        bucket = logs.get("bucket")
        if logs.get("enabled") is True and not any(
            policy.inputs.get("bucket") == bucket and _lets_in(policy.inputs) for policy in change.held(BUCKET_POLICY)
        ):
            reason = f"access denied for bucket {bucket}: its policy does not let {LOG_DELIVERY} put objects"
            return no("InvalidConfigurationRequest", reason, _LOGS)
    return None


def health_check_that_contradicts(change: Change) -> str | None:
    """A health check is over before the next one begins."""
    for check in objects(change.inputs, "healthCheck"):
        interval, timeout = number(check, "interval", 30), number(check, "timeout", 5)
        if timeout >= interval:
            reason = f"health check timeout {timeout} must be smaller than the interval {interval}"
            return no("ValidationError", reason, _TARGETS)
    return None


def listener_without_its_certificate(change: Change) -> str | None:
    """An HTTPS listener has a certificate, and an HTTP listener none."""
    secure = change.text("protocol") in {"HTTPS", "TLS"}
    if secure and change.inputs.get("certificateArn") is None:
        return no("ValidationError", "a certificate must be specified for HTTPS listeners", _LISTENER)
    if not secure and (change.inputs.get("certificateArn") or change.inputs.get("sslPolicy")):
        return no("ValidationError", "certificate and SSL policy go with HTTPS listeners only", _LISTENER)
    return None


def port_that_is_taken(change: Change) -> str | None:
    """A load balancer has one listener a port."""
    for other in change.held(LISTENER):
        same = all(other.inputs.get(key) == change.inputs.get(key) for key in ("loadBalancerArn", "port"))
        if same and other.id != change.id:
            reason = f"a listener already exists on port {change.inputs.get('port')}: {other.id}"
            return no("DuplicateListener", reason, _LISTENER)
    return None


def target_group_of_another_load_balancer(change: Change) -> str | None:
    """A target group belongs to one load balancer."""
    for other in change.held(LISTENER):
        shared = set(_forwards(change.inputs)) & set(_forwards(other.inputs))
        if shared and other.inputs.get("loadBalancerArn") != change.inputs.get("loadBalancerArn"):
            reason = f"{min(shared)} cannot be associated with more than one load balancer"
            return no("TargetGroupAssociationLimit", reason, _LISTENER)
    return None


def _forwards(inputs: Mapping[str, object]) -> list[str]:
    paths = ("defaultActions.targetGroupArn", "defaultActions.forward.targetGroups.arn")
    return [arn for path in paths for arn in texts(inputs, path)]


def _lets_in(policy: Mapping[str, object]) -> bool:
    return any(
        statement.get("Effect") == "Allow"
        and LOG_DELIVERY in texts(statement, "Principal.Service")
        and "s3:PutObject" in texts(statement, "Action")
        for statement in policy_statements(policy.get("policy"))
    )


RULES = (
    *rules(REFERENCES),
    Rule(when=frozenset({"delete"}), types=frozenset({LOAD_BALANCER}), reason=protected_load_balancer),
    Rule(when=WRITE, types=frozenset({LOAD_BALANCER}), reason=one_zone_only),
    Rule(when=WRITE, types=frozenset({LOAD_BALANCER}), reason=log_bucket_that_lets_nobody_in),
    Rule(when=WRITE, types=frozenset({TARGET_GROUP}), reason=health_check_that_contradicts),
    Rule(when=WRITE, types=frozenset({LISTENER}), reason=listener_without_its_certificate),
    Rule(when=WRITE, types=frozenset({LISTENER}), reason=port_that_is_taken),
    Rule(when=WRITE, types=frozenset({LISTENER}), reason=target_group_of_another_load_balancer),
)
