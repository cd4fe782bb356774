"""What no resource of a stack may be, whoever declared it and however: open, unprotected, unencrypted or vague.

A preview doesn't know what AWS is yet to decide. A policy that needs such a value says so and lets the preview pass; in
`pulumi up` those of single resources run again with the value, before the resource is made.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

BUCKET = "aws:s3/bucket:Bucket"
DATABASE = "aws:rds/instance:Instance"
PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
QUEUE = "aws:sqs/queue:Queue"
SUBNET = "aws:ec2/subnet:Subnet"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

HOLDS_DATA = frozenset(
    {
        BUCKET,
        DATABASE,
        QUEUE,
        "aws:ec2/vpc:Vpc",
        "aws:ecr/repository:Repository",
        "aws:secretsmanager/secret:Secret",
    }
)
"""What `protect` is never missing on: data, or what all that holds data stands in."""

_INLINE = ("ingress.*.cidrBlocks.*", "ingress.*.ipv6CidrBlocks.*")
INGRESS: Mapping[str, tuple[str, ...]] = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("cidrIpv4", "cidrIpv6"),
    "aws:ec2/securityGroup:SecurityGroup": _INLINE,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _INLINE,
    "aws:ec2/securityGroupRule:SecurityGroupRule": ("cidrBlocks.*", "ipv6CidrBlocks.*"),
}
"""Where each way to write an ingress rule says whom it lets in."""

DOCUMENTS = ("policy", "assumeRolePolicy", "inlinePolicies.*.policy")
"""Where a resource of any type has its IAM documents."""

MANAGED = ("policyArn", "managedPolicyArns.*")
"""Where a resource of any type names policies that AWS or the account has already."""

_UNLIMITED = re.compile(r":policy/.*(AdministratorAccess|PowerUserAccess|FullAccess)[^/]*$")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
_WILDCARD = re.compile(r"[*?]")

_T = TypeVar("_T")


def known(*parts: Iterator[_T]) -> Iterator[_T]:
    """What the parts yield. One that meets an unknown value ends there and the others go on.

    Raises UnknownValueError after all of them if any did, so that what is known is judged whatever is not.
    """
    unknown: UnknownValueError | None = None
    for part in parts:
        try:
            yield from part
        except UnknownValueError as error:
            unknown = unknown or error
    if unknown:
        raise unknown


def values(within: Any, *paths: str) -> Iterator[Any]:
    """Every value at the paths, such as `ingress.*.cidrBlocks.*`; none where a path leads nowhere.

    Raises UnknownValueError after the last one if any is not known yet.
    """
    return known(*(_at(within, path) for path in paths))


def _at(within: Any, path: str) -> Iterator[Any]:
    key, _, rest = path.partition(".")
    if key == "*":
        yield from known(*(_below(within, index, rest) for index in range(len(within))))
    # By the names alone: to ask a mapping whether it has one reads the value, which may be unknown.
    elif key in set(within):
        yield from _below(within, key, rest)


def _below(within: Any, key: str | int, rest: str) -> Iterator[Any]:
    value = within[key]
    if value is not None:
        yield from _at(value, rest) if rest else iter((value,))


def _if_known(within: Any, name: str) -> Any:
    try:
        return next(values(within, name), None)
    except UnknownValueError:
        return None


def _items(value: Any) -> list[Any]:
    """IAM takes one thing in place of a list of one."""
    return [value] if isinstance(value, (str, Mapping)) else list(value)


def _parsed(document: Any) -> Any:
    """Empty for what is no JSON: another kind of policy, or something that the provider itself refuses."""
    try:
        return json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return {}


def open_ingress(args: ResourceValidationArgs) -> Iterator[str]:
    """Ingress from everywhere."""
    if _if_known(args.props, "type") == "egress":
        return
    for block in values(args.props, *INGRESS.get(args.resource_type, ())):
        if _is_everywhere(block):
            yield f"lets in {block}; want a security group, a prefix list or a narrower block"


def _is_everywhere(block: str) -> bool:
    try:
        return ipaddress.ip_network(block, strict=False).prefixlen == 0
    except ValueError:
        return False


def unprotected(args: ResourceValidationArgs) -> Iterator[str]:
    """Data that Pulumi would delete."""
    if args.resource_type in HOLDS_DATA and not args.opts.protect:
        yield "want protect=True in its ResourceOptions"


def unencrypted_queue(args: ResourceValidationArgs) -> Iterator[str]:
    """A queue that leaves its encryption to a default which a hand in the console can turn off."""
    if args.resource_type != QUEUE or "kmsMasterKeyId" in set(args.props):
        return
    yield from _setting(args.props, "sqsManagedSseEnabled", wanted=True)


def vague_image(args: ResourceValidationArgs) -> Iterator[str]:
    """A container whose image may be another one tomorrow."""
    if args.resource_type != TASK_DEFINITION:
        return
    for definitions in values(args.props, "containerDefinitions"):
        for container in _parsed(definitions):
            image = str(container.get("image", ""))
            if _tag(image) == "latest":
                yield f"container {container.get('name')} runs {image}; want a tag that names one build, or a digest"


def _tag(image: str) -> str:
    """Or the digest. Docker takes latest where there is neither; a colon before the last slash belongs to a port."""
    return (image.rpartition("/")[2].partition(":")[2] or "latest").casefold()


def wildcard_action(args: ResourceValidationArgs) -> Iterator[str]:
    """Permission for actions that nobody has named."""
    return known(
        *(_wildcards_at(args.props, path) for path in DOCUMENTS),
        *(_unlimited_at(args.props, path) for path in MANAGED),
    )


def _wildcards_at(props: Any, path: str) -> Iterator[str]:
    for document in values(props, path):
        for statement in _items(_parsed(document).get("Statement", [])):
            if statement.get("Effect") != "Allow":
                continue
            if "NotAction" in statement:
                yield "a statement allows all but its NotAction; want Action"
            for action in _items(statement.get("Action", [])):
                if _WILDCARD.search(action):
                    yield f"a statement allows {action}; want each action by its name"


def _unlimited_at(props: Any, path: str) -> Iterator[str]:
    for arn in values(props, path):
        if _UNLIMITED.search(arn):
            yield f"attaches {arn}; want a policy that names its actions"


def uncovered_buckets(args: StackValidationArgs) -> Iterator[tuple[PolicyResource, str]]:
    """Buckets that no public access block is for."""
    blocks = [each for each in args.resources if each.resource_type == PUBLIC_ACCESS_BLOCK]
    covered = {urn for block in blocks for urn in _made_from(block, "bucket")}
    names = {_if_known(block.props, "bucket") for block in blocks} - {None}
    for bucket in args.resources:
        if bucket.resource_type != BUCKET or bucket.urn in covered or _if_known(bucket.props, "bucket") in names:
            continue
        yield bucket, f"want a BucketPublicAccessBlock for {bucket.name}"


def endless_queues(args: StackValidationArgs) -> Iterator[tuple[PolicyResource, str]]:
    """Queues in which a job that always fails comes back for days: without a redrive policy, and no other one's end."""
    queues = [each for each in args.resources if each.resource_type == QUEUE]
    targets = {urn for queue in queues for urn in _made_from(queue, "redrivePolicy")}
    # AWS fills an absent one in, so a preview has it unknown; one that is really given comes from the other queue.
    policies = [policy for queue in queues if (policy := _if_known(queue.props, "redrivePolicy"))]
    for queue in queues:
        arn = _if_known(queue.props, "arn")
        is_target = queue.urn in targets or (arn and any(f'"{arn}"' in policy for policy in policies))
        has_policy = _if_known(queue.props, "redrivePolicy") or queue.property_dependencies.get("redrivePolicy")
        if not is_target and not has_policy:
            yield queue, f"want a redrive policy for {queue.name}, or another queue whose failed jobs it takes"


def _made_from(resource: PolicyResource, name: str) -> Iterator[str]:
    """URNs that a property comes from, through resources that only hand it on."""
    for source in resource.property_dependencies.get(name, []):
        yield source.urn
        yield from _made_from(source, name)


def settings(token: str, wanted: Mapping[str, bool]) -> Callable[[ResourceValidationArgs], Iterator[str]]:
    """A check of one type's switches; one that is absent is off."""

    def check(args: ResourceValidationArgs) -> Iterator[str]:
        if args.resource_type == token:
            yield from known(*(_setting(args.props, name, wanted=value) for name, value in wanted.items()))

    return check


def _setting(props: Any, name: str, *, wanted: bool) -> Iterator[str]:
    value = next(values(props, name), False)
    if value is not wanted:
        yield f"{name} is {json.dumps(value)}; want {json.dumps(wanted)}"


def _of_resource(
    name: str, description: str, check: Callable[[ResourceValidationArgs], Iterator[str]]
) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        for violation in check(args):
            report(violation, args.urn)

    return ResourceValidationPolicy(
        name=name, description=description, validate=validate, enforcement_level=EnforcementLevel.MANDATORY
    )


def _of_stack(
    name: str, description: str, check: Callable[[StackValidationArgs], Iterator[tuple[PolicyResource, str]]]
) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for resource, violation in check(args):
            report(violation, resource.urn)

    return StackValidationPolicy(
        name=name, description=description, validate=validate, enforcement_level=EnforcementLevel.MANDATORY
    )


POLICIES: tuple[Policy, ...] = (
    _of_resource("no-open-ingress", "No security group lets everybody in.", open_ingress),
    _of_resource(
        "no-public-subnet-addresses",
        "A subnet gives no public address by itself: what needs one asks for it.",
        settings(SUBNET, {"mapPublicIpOnLaunch": False}),
    ),
    _of_resource("protected-data", "Pulumi deletes nothing that holds data.", unprotected),
    _of_resource(
        "closed-buckets",
        "A public access block closes all four ways to open a bucket.",
        settings(
            PUBLIC_ACCESS_BLOCK,
            dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True),
        ),
    ),
    _of_stack("every-bucket-closed", "Every bucket has a public access block.", uncovered_buckets),
    _of_resource(
        "guarded-database",
        "A database is encrypted, has no public address, and AWS itself refuses to delete it.",
        settings(DATABASE, {"storageEncrypted": True, "publiclyAccessible": False, "deletionProtection": True}),
    ),
    _of_resource("encrypted-queues", "A queue says that it is encrypted.", unencrypted_queue),
    _of_stack("no-endless-jobs", "A job that keeps failing ends in a dead-letter queue.", endless_queues),
    _of_resource("named-images", "A container's image names one build.", vague_image),
    _of_resource("named-actions", "An IAM document names every action that it allows.", wildcard_action),
)
