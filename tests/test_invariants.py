"""Each rule of tests/invariants.py tells the breach that it is there for."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.recording import Declared, Recording, record_program
from tests.invariants import BUCKET, LOG_GROUP, QUEUE, SCALING_TARGET, TASK_DEFINITION, broken
from tests.reach import BALANCER, DATABASE, DISTRIBUTION, INGRESS, SUBNET

Change = Callable[[Declared], Declared | None]

PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


def inputs(**changes: Any) -> Change:
    """Other inputs, without those that are None."""

    def change(each: Declared) -> Declared:
        changed = {key: value for key, value in {**each.inputs, **changes}.items() if value is not None}
        return dataclasses.replace(each, inputs=changed)

    return change


def without_protection(each: Declared) -> Declared:
    return dataclasses.replace(each, protect=False)


def gone(each: Declared) -> None:
    return None


def text(key: str, old: str, new: str) -> Change:
    """Another text in an input that holds JSON."""

    def change(each: Declared) -> Declared:
        assert old in each.inputs[key], each.inputs[key]
        return dataclasses.replace(each, inputs={**each.inputs, key: each.inputs[key].replace(old, new)})

    return change


def allowing(action: str) -> Change:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return inputs(policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


CLOUDFRONT_RULE = "firewall-balancer-http-from-cloudfront"

BREACHES: dict[str, tuple[str, str, Change, str]] = {
    "everybody over IPv4": (
        INGRESS,
        CLOUDFRONT_RULE,
        inputs(prefixListId=None, cidrIpv4="0.0.0.0/0"),
        f"SecurityGroupIngressRule {CLOUDFRONT_RULE}: lets in 0.0.0.0/0",
    ),
    "everybody over IPv6": (
        INGRESS,
        CLOUDFRONT_RULE,
        inputs(cidrIpv6="::/0"),
        f"SecurityGroupIngressRule {CLOUDFRONT_RULE}: lets in ::/0",
    ),
    "half of everybody": (
        INGRESS,
        CLOUDFRONT_RULE,
        inputs(cidrIpv4="0.0.0.0/1"),
        f"SecurityGroupIngressRule {CLOUDFRONT_RULE}: lets in 0.0.0.0/1",
    ),
    "another prefix list": (
        INGRESS,
        CLOUDFRONT_RULE,
        inputs(prefixListId="pl-0"),
        f"SecurityGroupIngressRule {CLOUDFRONT_RULE}: lets in a list of others than CloudFront",
    ),
    "a default security group with rules": (
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "network-default",
        inputs(ingress=[{"self": True, "protocol": "-1", "fromPort": 0, "toPort": 0}]),
        "DefaultSecurityGroup network-default: has rules of its own",
    ),
    "public addresses for all": (
        SUBNET,
        "network-public-a",
        inputs(mapPublicIpOnLaunch=True),
        "Subnet network-public-a: mapPublicIpOnLaunch",
    ),
    "a public load balancer": (BALANCER, "balancer", inputs(internal=None), "LoadBalancer balancer: is not internal"),
    "a public database": (
        DATABASE,
        "database",
        inputs(publiclyAccessible=True),
        "Instance database: is publicly accessible",
    ),
    "a way round CloudFront": (
        BALANCER,
        "balancer",
        inputs(internal=False),
        "LoadBalancer balancer: is reached round CloudFront",
    ),
    "no way at all": (DISTRIBUTION, "cdn", gone, "Service api: is not reached at all"),
    "an open bucket": (PUBLIC_ACCESS_BLOCK, "logs", gone, "Bucket logs: blockPublicPolicy is not on"),
    "a half open bucket": (
        PUBLIC_ACCESS_BLOCK,
        "logs",
        inputs(ignorePublicAcls=False),
        "Bucket logs: ignorePublicAcls is not on",
    ),
    "plain HTTP": (
        BUCKET_POLICY,
        "cdn-media",
        text("policy", '"Deny"', '"Allow"'),
        "Bucket storage-media: is reached over plain HTTP",
    ),
    "unprotected data": (BUCKET, "storage-media", without_protection, "Bucket storage-media: is not protected"),
    "an unprotected secret": (
        "aws:secretsmanager/secret:Secret",
        "secrets-solapi",
        without_protection,
        "Secret secrets-solapi: is not protected",
    ),
    "an unencrypted database": (
        DATABASE,
        "database",
        inputs(storageEncrypted=False),
        "Instance database: storageEncrypted is not on",
    ),
    "an unencrypted queue": (
        QUEUE,
        "queues-video-dlq",
        inputs(sqsManagedSseEnabled=None),
        "Queue queues-video-dlq: is not encrypted",
    ),
    "latest": (
        TASK_DEFINITION,
        "video",
        text("containerDefinitions", ":1.4.0", ":latest"),
        "TaskDefinition video: says latest",
    ),
    "no tag": (
        TASK_DEFINITION,
        "video",
        text("containerDefinitions", ":1.4.0", ""),
        "TaskDefinition video: runs 123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/academy-video",
    ),
    "text that ECS changes": (
        TASK_DEFINITION,
        "video",
        text("containerDefinitions", ",", ", "),
        "TaskDefinition video: assert",
    ),
    "a word that ECS doesn't know": (
        TASK_DEFINITION,
        "video",
        text("containerDefinitions", '"essential"', '"essentiel"'),
        'TaskDefinition video: Unknown parameter in containerDefinitions[0]: "essentiel"',
    ),
    "revisions that go": (
        TASK_DEFINITION,
        "video",
        inputs(skipDestroy=None),
        "TaskDefinition video: goes when the next one comes",
    ),
    "tasks without an image": (
        TASK_DEFINITION,
        "video",
        text("containerDefinitions", ":1.4.0", ":unreleased"),
        "Service video: starts tasks that have no image",
    ),
    "an image without tasks": (
        SCALING_TARGET,
        "video",
        inputs(minCapacity=0, maxCapacity=0),
        "Service video: has an image and no tasks",
    ),
    "every action": (
        ROLE_POLICY,
        "identity-api-task",
        allowing("sqs:*"),
        "RolePolicy identity-api-task: allows sqs:*",
    ),
    "logs for ever": (LOG_GROUP, "api", inputs(retentionInDays=None), "LogGroup api: keeps logs for ever"),
    "an alarm less": (
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "monitoring-database-cpu",
        gone,
        "database: CPUUtilization: nobody is told",
    ),
}


@pytest.fixture(scope="module")
def graph() -> Recording:
    return record_program("initial", {"academy:release": dict.fromkeys(("api", "video", "ai", "messaging"), "1.4.0")})


def test_a_graph_as_it_should_be_breaks_nothing(graph: Recording) -> None:
    assert broken(graph) == []


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_told_by_resource(graph: Recording, breach: str) -> None:
    token, name, change, line = BREACHES[breach]
    there = graph.one(token, name)
    changed = change(there)
    others = [each for each in graph.resources if each is not there]

    told = broken(dataclasses.replace(graph, resources=tuple([*others, changed] if changed else others)))

    assert [each for each in told if each.startswith(line)], told
