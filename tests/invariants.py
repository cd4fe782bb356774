"""What holds in every graph of this program, whatever its sizes and options; each breach is a line that names what."""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from components.firewall import CLOUDFRONT
from sandbox import aws
from sandbox.recording import Declared, Recording
from tests.components.alarm_sets import SCALING_TARGET, unwatched
from tests.components.compute import assert_accepted_by_aws, assert_canonical
from tests.reach import BALANCER, DATABASE, DISTRIBUTION, INGRESS, SERVICE, SUBNET, label, reached

REGION = "ap-northeast-2"

BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

KEEPS = (
    BUCKET,
    DATABASE,
    QUEUE,
    BALANCER,
    DISTRIBUTION,
    "aws:ec2/vpc:Vpc",
    "aws:ecr/repository:Repository",
    "aws:secretsmanager/secret:Secret",
)
"""What holds data, or is what others know the academy by."""

PRIVATE_BLOCKS = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""https://www.rfc-editor.org/rfc/rfc1918"""

_LATEST = re.compile(r"[:@]latest\b", re.IGNORECASE)
_BUILD = re.compile(r"[^:@]+/[^:@]+(?::[\w.-]+|@sha256:[0-9a-f]{64})")
"""A repository of a registry, and a tag or a digest."""


def broken(graph: Recording) -> list[str]:
    """Every breach of every rule, as "resource: what is wrong"."""
    return [line for rule in RULES for line in rule(graph)]


def let_in_only_each_other_and_cloudfront(graph: Recording) -> Iterator[str]:
    """No security group takes anything from a public address, except from CloudFront's list."""
    cloudfront = aws.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", {"name": CLOUDFRONT}, REGION)["id"]
    for rule in graph.of_type(INGRESS):
        for key in ("cidrIpv4", "cidrIpv6"):
            if key in rule.inputs and not _is_private(rule.inputs[key]):
                yield f"{label(rule)}: lets in {rule.inputs[key]}"
        if rule.inputs.get("prefixListId", cloudfront) != cloudfront:
            yield f"{label(rule)}: lets in a list of others than CloudFront"
    for group in (each for each in graph.resources if each.type.endswith("SecurityGroup")):
        if group.inputs.get("ingress"):
            yield f"{label(group)}: has rules of its own"
    for rule in graph.of_type("aws:ec2/securityGroupRule:SecurityGroupRule"):
        yield f"{label(rule)}: is a rule of the kind that takes several addresses"


def have_no_public_address_unasked(graph: Recording) -> Iterator[str]:
    """No subnet maps public addresses, and load balancer and database have none."""
    for subnet in graph.of_type(SUBNET):
        for key in ("mapPublicIpOnLaunch", "assignIpv6AddressOnCreation", "mapCustomerOwnedIpOnLaunch"):
            if subnet.inputs.get(key):
                yield f"{label(subnet)}: {key}"
    for balancer in graph.of_type(BALANCER):
        if balancer.inputs.get("internal") is not True:
            yield f"{label(balancer)}: is not internal"
    for database in graph.of_type(DATABASE):
        if database.inputs.get("publiclyAccessible", True):
            yield f"{label(database)}: is publicly accessible"


def are_reached_through_cloudfront_alone(graph: Recording) -> Iterator[str]:
    """Without the distribution, nothing in the VPC hears from the internet; with it, the API does."""
    yield from (f"{name}: is reached round CloudFront" for name in sorted(reached(graph, through_cloudfront=False)))
    if "Service api" not in reached(graph, through_cloudfront=True):
        yield "Service api: is not reached at all"


def close_every_bucket(graph: Recording) -> Iterator[str]:
    """Each bucket is closed to the public, encrypted and reached over TLS only."""
    for bucket in graph.of_type(BUCKET):
        block = _of_bucket(graph, "PublicAccessBlock", bucket)
        for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"):
            if [each.inputs.get(key) for each in block] != [True]:
                yield f"{label(bucket)}: {key} is not on"
        policies = _of_bucket(graph, "Policy", bucket)
        if len(policies) != 1 or not any(map(_denies_plain_http, _statements(policies[0].inputs["policy"]))):
            yield f"{label(bucket)}: is reached over plain HTTP"
        for kind in ("OwnershipControls", "ServerSideEncryptionConfiguration", "LifecycleConfiguration"):
            if len(_of_bucket(graph, kind, bucket)) != 1:
                yield f"{label(bucket)}: has not one {kind}"


def keep_data_encrypted_and_protected(graph: Recording) -> Iterator[str]:
    """What holds data is protected from Pulumi itself, and encrypted where that is a switch."""
    for token in KEEPS:
        yield from (f"{label(each)}: is not protected" for each in graph.of_type(token) if not each.protect)
    for database in graph.of_type(DATABASE):
        for key in ("storageEncrypted", "deletionProtection"):
            if database.inputs.get(key) is not True:
                yield f"{label(database)}: {key} is not on"
    for balancer in graph.of_type(BALANCER):
        if balancer.inputs.get("enableDeletionProtection") is not True:
            yield f"{label(balancer)}: enableDeletionProtection is not on"
    for queue in graph.of_type(QUEUE):
        if queue.inputs.get("sqsManagedSseEnabled") is not True:
            yield f"{label(queue)}: is not encrypted"


def run_named_builds(graph: Recording) -> Iterator[str]:
    """Task definitions are what ECS keeps of them, stay when a newer one comes, and name the build that runs."""
    for definition in graph.of_type(TASK_DEFINITION):
        for check in (assert_canonical, assert_accepted_by_aws):
            try:
                check(definition)
            except AssertionError as error:
                yield f"{label(definition)}: {str(error) or check.__name__}"
        if definition.inputs.get("skipDestroy") is not True:
            yield f"{label(definition)}: goes when the next one comes"
        if _LATEST.search(json.dumps(definition.inputs)):
            yield f"{label(definition)}: says latest"
        for container in json.loads(definition.inputs["containerDefinitions"]):
            if not _BUILD.fullmatch(container["image"]):
                yield f"{label(definition)}: runs {container['image']}"


def wait_for_their_release(graph: Recording) -> Iterator[str]:
    """A service has tasks if, and only if, the image of each of its containers was released."""
    targets = {each.name: each.inputs for each in graph.of_type(SCALING_TARGET)}
    definitions = {
        each.inputs["family"]: each.inputs["containerDefinitions"] for each in graph.of_type(TASK_DEFINITION)
    }
    for service in graph.of_type(SERVICE):
        family = service.inputs["taskDefinition"].rpartition("/")[2].partition(":")[0]
        text = definitions[family]
        tasks = (targets[service.name]["minCapacity"], targets[service.name]["maxCapacity"])
        if ":unreleased" in text and (*tasks, service.inputs["desiredCount"]) != (0, 0, 0):
            yield f"{label(service)}: starts tasks that have no image"
        if ":unreleased" not in text and tasks[1] < 1:
            yield f"{label(service)}: has an image and no tasks"


def name_every_action(graph: Recording) -> Iterator[str]:
    """No policy allows what it doesn't name."""
    for each in graph.resources:
        for key in ("policy", "assumeRolePolicy"):
            for statement in _statements(each.inputs.get(key, "{}")):
                actions = _listed(statement.get("Action", []))
                if statement["Effect"] == "Allow" and ("NotAction" in statement or "*" in "".join(actions)):
                    yield f"{label(each)}: allows {', '.join(actions) or 'all but some actions'}"


def forget_logs(graph: Recording) -> Iterator[str]:
    """Every log group keeps what it has for so many days."""
    for group in graph.of_type(LOG_GROUP):
        if not group.inputs.get("retentionInDays"):
            yield f"{label(group)}: keeps logs for ever"


def tell_people(graph: Recording) -> Iterator[str]:
    """Everything that has alarms to have, has them."""
    yield from (f"{missing}: nobody is told" for missing in unwatched(graph))


RULES: tuple[Callable[[Recording], Iterator[str]], ...] = (
    let_in_only_each_other_and_cloudfront,
    have_no_public_address_unasked,
    are_reached_through_cloudfront_alone,
    close_every_bucket,
    keep_data_encrypted_and_protected,
    run_named_builds,
    wait_for_their_release,
    name_every_action,
    forget_logs,
    tell_people,
)


def _is_private(block: str) -> bool:
    network = ipaddress.ip_network(block)
    return isinstance(network, ipaddress.IPv4Network) and any(map(network.subnet_of, PRIVATE_BLOCKS))


def _of_bucket(graph: Recording, kind: str, bucket: Declared) -> list[Declared]:
    found = graph.of_type(f"aws:s3/bucket{kind}:Bucket{kind}")
    return [each for each in found if each.inputs["bucket"] == bucket.inputs["bucket"]]


def _statements(document: str) -> list[dict[str, Any]]:
    return json.loads(document).get("Statement", [])


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _denies_plain_http(statement: dict[str, Any]) -> bool:
    return (statement["Effect"], statement.get("Principal"), statement.get("Condition")) == (
        "Deny",
        "*",
        {"Bool": {"aws:SecureTransport": "false"}},
    )
