"""What the rules of the platform's services need to be there first, made in an account with no engine in between."""

import json
from collections.abc import Mapping, Sequence

from sandbox.account import AwsAccount
from sandbox.held import Held
from sandbox.refusals import tokens
from sandbox.refusals.reading import objects
from tests.sandbox.accounts import BUCKET, BUCKET_POLICY, SEOUL, SUBNET, make, network

VIRGINIA = "us-east-1"
LOGS = "academy-logs-test"
AWS_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def declare(
    account: AwsAccount, token: str, inputs: Mapping[str, object], logical: str = "thing", at: str = SEOUL
) -> Held:
    """Create a resource from inputs that are put together elsewhere."""
    return account.create(token, logical, f"urn:pulumi:test::academy::{token}::{logical}", inputs, at)


def document(**statement: object) -> str:
    """A policy of one statement, as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


TRUST = document(Action="sts:AssumeRole", Principal={"Service": "ecs-tasks.amazonaws.com"})


def two_zones(account: AwsAccount) -> tuple[Held, list[Held]]:
    """A VPC and two subnets, in zones a and c."""
    vpc, first = network(account)
    second = make(account, SUBNET, "c", vpcId=vpc.id, cidrBlock="10.0.1.0/24", availabilityZone=f"{SEOUL}c")
    return vpc, [first, second]


def security_group(account: AwsAccount, vpc: Held, logical: str = "api") -> Held:
    """An empty security group."""
    return make(account, tokens.SECURITY_GROUP, logical, vpcId=vpc.id, description="Tasks")


def load_balancer(account: AwsAccount, subnets: Sequence[Held], logical: str = "balancer", **inputs: object) -> Held:
    """An internal load balancer without access logs."""
    ids = [each.id for each in subnets]
    return declare(account, tokens.LOAD_BALANCER, {"internal": True, "subnets": ids} | inputs, logical)


def target_group(account: AwsAccount, vpc: Held, logical: str = "api", **inputs: object) -> Held:
    """A target group for tasks."""
    fixed: dict[str, object] = {"vpcId": vpc.id, "targetType": "ip", "port": 8000, "protocol": "HTTP"}
    return declare(account, tokens.TARGET_GROUP, fixed | inputs, logical)


def listener(account: AwsAccount, balancer: Held, group: Held, logical: str = "http", **inputs: object) -> Held:
    """A listener that forwards to the target group; over HTTP unless told otherwise."""
    fixed: dict[str, object] = {
        "loadBalancerArn": balancer.id,
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [{"type": "forward", "targetGroupArn": group.id}],
    }
    return declare(account, tokens.LISTENER, fixed | inputs, logical)


def log_bucket(account: AwsAccount) -> None:
    """A bucket that lets load balancers leave their access logs."""
    make(account, BUCKET, bucket=LOGS)
    policy = document(
        Action="s3:PutObject",
        Principal={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        Resource=f"arn:aws:s3:::{LOGS}/*",
    )
    make(account, BUCKET_POLICY, bucket=LOGS, policy=policy)


def role(account: AwsAccount, logical: str = "execution") -> Held:
    """A role that tasks may take."""
    return make(account, tokens.ROLE, logical, assumeRolePolicy=TRUST)


def container(**keys: object) -> dict[str, object]:
    """A container definition in canonical form that logs to CloudWatch."""
    fixed: dict[str, object] = {
        "name": "app",
        "image": "example/app:1",
        "essential": True,
        "portMappings": [{"containerPort": 8000, "hostPort": 8000, "protocol": "tcp"}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/academy/test/api", "awslogs-region": SEOUL, "awslogs-stream-prefix": "api"},
        },
    }
    return fixed | keys


def fargate_task(*containers: Mapping[str, object], **inputs: object) -> dict[str, object]:
    """The inputs of a task definition for Fargate, with one container unless told otherwise."""
    fixed: dict[str, object] = {
        "family": "api",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
        "containerDefinitions": json.dumps(containers or [container()]),
        "skipDestroy": True,
    }
    return fixed | inputs


def cluster(
    account: AwsAccount, logical: str = "cluster", providers: Sequence[str] = ("FARGATE", "FARGATE_SPOT")
) -> Held:
    """A cluster with capacity providers."""
    made = make(account, tokens.CLUSTER, logical)
    name = made.outputs["name"]
    make(account, tokens.PROVIDERS, logical, clusterName=name, capacityProviders=list(providers))
    return made


def task_definition(account: AwsAccount, **inputs: object) -> Held:
    """A task definition for Fargate, with its role and log group if they are missing."""
    held = {each.type for each in account.held()}
    if tokens.LOG_GROUP not in held:
        make(account, tokens.LOG_GROUP, name="/academy/test/api", retentionInDays=7)
    roles = [each for each in account.held() if each.type == tokens.ROLE] or [role(account)]
    found: dict[str, object] = {"executionRoleArn": roles[0].outputs["arn"]}
    return declare(account, tokens.TASK_DEFINITION, fargate_task(**(found | inputs)))


def service_inputs(account: AwsAccount, home: Held, subnets: Sequence[Held], group: Held) -> dict[str, object]:
    """The inputs of a service on Fargate, in a cluster."""
    return {
        "cluster": home.id,
        "taskDefinition": task_definition(account).outputs["arn"],
        "capacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}],
        "networkConfiguration": {"subnets": [each.id for each in subnets], "securityGroups": [group.id]},
    }


def service(account: AwsAccount, **inputs: object) -> Held:
    """A service on Fargate in a cluster of its own, with a network of its own."""
    vpc, subnets = two_zones(account)
    fixed = service_inputs(account, cluster(account), subnets, security_group(account, vpc))
    return declare(account, tokens.SERVICE, fixed | inputs, "api")


def distribution_inputs(**inputs: object) -> dict[str, object]:
    """The inputs of a distribution with a bucket behind it and CloudFront's own certificate."""
    fixed: dict[str, object] = {
        "enabled": True,
        "origins": [{"originId": "frontend", "domainName": "academy.s3.ap-northeast-2.amazonaws.com"}],
        "defaultCacheBehavior": behavior(),
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
    }
    return fixed | inputs


def behavior(**keys: object) -> dict[str, object]:
    """A behaviour of a distribution, uncached."""
    fixed: dict[str, object] = {
        "targetOriginId": "frontend",
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD"],
        "cachedMethods": ["GET", "HEAD"],
        "cachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    }
    return fixed | keys


def distribution(account: AwsAccount, logical: str = "cdn", **inputs: object) -> Held:
    """A distribution."""
    return declare(account, tokens.DISTRIBUTION, distribution_inputs(**inputs), logical)


def web_acl(account: AwsAccount, logical: str = "waf", at: str = VIRGINIA) -> Held:
    """A web ACL for CloudFront."""
    visible = {"cloudwatchMetricsEnabled": True, "metricName": "academy", "sampledRequestsEnabled": True}
    return make(
        account, tokens.WEB_ACL, logical, at, scope="CLOUDFRONT", defaultAction={"allow": {}}, visibilityConfig=visible
    )


def proof(account: AwsAccount, certificate: Held) -> Held:
    """The record that proves the first name of a certificate."""
    option = objects(certificate.outputs, "domainValidationOptions")[0]
    return make(
        account,
        tokens.RECORD,
        zoneId="Z0123456789ABCDEFGHIJ",
        name=option["resourceRecordName"],
        type=option["resourceRecordType"],
        ttl=300,
        records=[option["resourceRecordValue"]],
    )
