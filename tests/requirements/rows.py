"""The whole platform as AWS would receive it, and how a row of the requirements finds its place in it."""

import functools
import json
from collections.abc import Iterator
from typing import Any

from sandbox.recording import Declared, Recording, record_program, stack_config
from tests.components.compute import DIGEST, SERVICE, TASK_DEFINITION, containers_of, variables

SIZES = ("initial", "10k")
FARGATE_WORKERS = ("video", "ai", "messaging")
SERVICES = ("api", *FARGATE_WORKERS)

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
BUCKET = "aws:s3/bucket:Bucket"
CLUSTER = "aws:ecs/cluster:Cluster"
DATABASE = "aws:rds/instance:Instance"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LISTENER = "aws:lb/listener:Listener"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
QUEUE = "aws:sqs/queue:Queue"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SCALING_POLICY = "aws:appautoscaling/policy:Policy"
SCALING_TARGET = "aws:appautoscaling/target:Target"
SECRET = "aws:secretsmanager/secret:Secret"
SUBNET = "aws:ec2/subnet:Subnet"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
VPC = "aws:ec2/vpc:Vpc"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"

RELEASE = {"api": "1.4.0", "video": "1.4.0", "ai": "1.4.0", "messaging": "1.4.0", "pgbouncer": DIGEST}


@functools.cache
def platform(stack: str, *, released: bool) -> Recording:
    """The program at a shipped size, before the first release or after it."""
    return record_program(stack, {"academy:release": RELEASE} if released else None)


@functools.cache
def with_gpu(stack: str) -> Recording:
    """The same with the GPU worker on, whose machines need a way out."""
    section: dict[str, Any] = {"enabled": True}
    release: dict[str, Any] = {**RELEASE, "gpu": "1.4.0"}
    nat = {"nat": "per_zone"}
    return record_program(stack, {"academy:gpu": section, "academy:network": nat, "academy:release": release})


@functools.cache
def with_domain(stack: str) -> Recording:
    """The same with a domain of the academy's own."""
    domain = {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"}
    return record_program(stack, {"academy:release": RELEASE, "academy:domain": domain})


def changed(stack: str, key: str, path: tuple[str, ...], **values: object) -> Recording:
    """The released program with other values at a path inside one of the stack file's keys."""
    section: Any = stack_config(stack)[key]
    within = section
    for step in path:
        within = within[step]
    within.update(values)
    return record_program(stack, {"academy:release": RELEASE, key: section})


def task(graph: Recording, service: str) -> Declared:
    """The task definition of a service."""
    return graph.one(TASK_DEFINITION, service)


def cpu_and_memory(graph: Recording, service: str) -> tuple[int, int]:
    """Of one task, in CPU units (1,024 are a vCPU) and MiB."""
    inputs = task(graph, service).inputs
    return int(inputs["cpu"]), int(inputs["memory"])


def bounds(graph: Recording, service: str) -> tuple[int, int]:
    """Between how many tasks a service scales."""
    inputs = graph.one(SCALING_TARGET, service).inputs
    return inputs["minCapacity"], inputs["maxCapacity"]


def capacity(graph: Recording, service: str) -> list[str]:
    """What a service's tasks run on."""
    return [each["capacityProvider"] for each in graph.one(SERVICE, service).inputs["capacityProviderStrategies"]]


def container(graph: Recording, service: str) -> dict[str, Any]:
    """The container of a service that runs its own image."""
    return containers_of(task(graph, service))[service]


def told(graph: Recording, service: str) -> dict[str, str]:
    """The environment variables of that container."""
    return variables(container(graph, service))


def allowed(graph: Recording, service: str, role: str = "taskRoleArn") -> dict[str, set[str]]:
    """Each action that the application of a service may do, and on what; with executionRoleArn, ECS for it."""
    name = task(graph, service).inputs[role].rpartition("/")[2]
    found: dict[str, set[str]] = {}
    for policy in graph.of_type(ROLE_POLICY):
        if policy.inputs["role"] == name:
            for statement in json.loads(policy.inputs["policy"])["Statement"]:
                for action in statement["Action"]:
                    found.setdefault(action, set()).update(statement["Resource"])
    return found


def ways_in(graph: Recording, group: str) -> set[tuple[str, int]]:
    """Who may reach the members of a security group, by its name or as "cloudfront", and at which port."""
    target = graph.one(GROUP, group).id
    rules = [each.inputs for each in graph.of_type(INGRESS) if each.inputs["securityGroupId"] == target]
    assert all(rule["fromPort"] == rule["toPort"] for rule in rules)
    return {(_source(graph, rule), rule["fromPort"]) for rule in rules}


def _source(graph: Recording, rule: dict[str, Any]) -> str:
    if "referencedSecurityGroupId" in rule:
        return graph.by_id(GROUP, rule["referencedSecurityGroupId"]).name
    return "cloudfront" if "prefixListId" in rule else str(rule)


def service_group(graph: Recording, service: str) -> str:
    """Name of the one security group of a service's tasks."""
    [group] = graph.one(SERVICE, service).inputs["networkConfiguration"]["securityGroups"]
    return graph.by_id(GROUP, group).name


def subnets(graph: Recording, ids: list[str]) -> list[str]:
    """Names of the subnets with these ids."""
    return sorted(graph.by_id(SUBNET, each).name for each in ids)


def behaviors(graph: Recording) -> dict[str, dict[str, Any]]:
    """What CloudFront does with a path, by pattern; "*" is what no other pattern takes."""
    inputs = graph.one(DISTRIBUTION).inputs
    return {"*": inputs["defaultCacheBehavior"]} | {
        each["pathPattern"]: each for each in inputs["orderedCacheBehaviors"]
    }


def origins(graph: Recording) -> dict[str, dict[str, Any]]:
    """Where CloudFront gets what it hasn't, by the id that behaviours call it by."""
    return {each["originId"]: each for each in graph.one(DISTRIBUTION).inputs["origins"]}


def before(graph: Recording, resource: Declared) -> set[str]:
    """URN of everything that must stand before a resource can."""
    by_urn = {each.urn: each for each in graph.resources}
    found: set[str] = set()
    waiting = [resource]
    while waiting:
        for urn in waiting.pop().dependencies - found:
            found.add(urn)
            waiting.append(by_urn[urn])
    return found


def in_tier(graph: Recording, tier: str) -> Iterator[Declared]:
    """What AWS holds of a tier."""
    return (each for each in graph.resources if each.custom and graph.tier(each).name == tier)
