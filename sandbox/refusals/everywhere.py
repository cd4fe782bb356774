"""What every service refuses alike: a name that is taken, something that isn't there, broken JSON, an unknown word."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from sandbox.held import Change
from sandbox.refusals.names import PLATFORM_NAMES
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.words import PLATFORM_WORDS
from sandbox.wire import is_list, is_object, is_unknown

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"
_SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"
_SQS_COMMON = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"

_VPC = ("aws:ec2/vpc:Vpc", "InvalidVpcID.NotFound", _EC2)
_SUBNET = ("aws:ec2/subnet:Subnet", "InvalidSubnetID.NotFound", _EC2)
_ROUTE_TABLE = ("aws:ec2/routeTable:RouteTable", "InvalidRouteTableID.NotFound", _EC2)
_BUCKET = ("aws:s3/bucket:Bucket", "NoSuchBucket", _S3)
_QUEUE = ("aws:sqs/queue:Queue", "AWS.SimpleQueueService.NonExistentQueue", _SQS_COMMON)

REFERENCES: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {"vpcId": _VPC},
    "aws:ec2/flowLog:FlowLog": {"vpcId": _VPC, "subnetId": _SUBNET},
    "aws:ec2/internetGateway:InternetGateway": {"vpcId": _VPC},
    "aws:ec2/natGateway:NatGateway": {
        "subnetId": _SUBNET,
        "allocationId": ("aws:ec2/eip:Eip", "InvalidAllocationID.NotFound", _EC2),
    },
    "aws:ec2/route:Route": {
        "routeTableId": _ROUTE_TABLE,
        "gatewayId": ("aws:ec2/internetGateway:InternetGateway", "InvalidGatewayID.NotFound", _EC2),
        "natGatewayId": ("aws:ec2/natGateway:NatGateway", "NatGatewayNotFound", _EC2),
    },
    "aws:ec2/routeTable:RouteTable": {"vpcId": _VPC},
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {"routeTableId": _ROUTE_TABLE, "subnetId": _SUBNET},
    "aws:ec2/subnet:Subnet": {"vpcId": _VPC},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"vpcId": _VPC, "routeTableIds": _ROUTE_TABLE},
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {"bucket": _BUCKET},
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {"bucket": _BUCKET},
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {"bucket": _BUCKET},
    "aws:s3/bucketPolicy:BucketPolicy": {"bucket": _BUCKET},
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {"bucket": _BUCKET},
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {"bucket": _BUCKET},
    "aws:s3/bucketVersioning:BucketVersioning": {"bucket": _BUCKET},
    "aws:sqs/queuePolicy:QueuePolicy": {"queueUrl": _QUEUE},
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": {"queueUrl": _QUEUE},
}
"""Which inputs name something that must be there, of which type, and what AWS says if it isn't."""

NAMES: Mapping[str, tuple[str, bool, str, str]] = {
    "aws:s3/bucket:Bucket": ("bucket", False, "BucketAlreadyOwnedByYou", _S3),
    "aws:sqs/queue:Queue": ("name", True, "QueueAlreadyExists", _SQS),
    **PLATFORM_NAMES,
}
"""What AWS keys by name: which input, whether each region has its own names, what AWS says of a taken one."""

DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("policy",),
    "aws:s3/bucket:Bucket": ("policy",),
    "aws:s3/bucketPolicy:BucketPolicy": ("policy",),
    "aws:sqs/queue:Queue": ("policy",),
    "aws:sqs/queuePolicy:QueuePolicy": ("policy",),
    "aws:sns/topicPolicy:TopicPolicy": ("policy",),
}
"""Which inputs hold IAM policy documents as JSON text."""

JSON_TEXT: Mapping[str, tuple[str, ...]] = {
    "aws:sqs/queue:Queue": ("redrivePolicy", "redriveAllowPolicy"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ("redriveAllowPolicy",),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardBody",),
    "aws:cloudwatch/eventRule:EventRule": ("eventPattern",),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ("policy",),
    "aws:iam/role:Role": ("assumeRolePolicy",),
    "aws:iam/rolePolicy:RolePolicy": ("policy",),
}
"""Which inputs hold other JSON text."""

_STORAGE_CLASSES = ("GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR")
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws:ec2/eip:Eip": {"domain": ("vpc",)},
    "aws:ec2/flowLog:FlowLog": {
        "logDestinationType": ("cloud-watch-logs", "s3", "kinesis-data-firehose"),
        "trafficType": ("ACCEPT", "REJECT", "ALL"),
    },
    "aws:ec2/natGateway:NatGateway": {"connectivityType": ("private", "public")},
    "aws:ec2/vpc:Vpc": {"instanceTenancy": ("default", "dedicated")},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "vpcEndpointType": ("Gateway", "GatewayLoadBalancer", "Interface", "Resource", "ServiceNetwork")
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "rules.noncurrentVersionTransitions.storageClass": _STORAGE_CLASSES,
        "rules.status": ("Enabled", "Disabled"),
        "rules.transitions.storageClass": _STORAGE_CLASSES,
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        "rule.objectOwnership": ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        "rules.applyServerSideEncryptionByDefault.sseAlgorithm": ("AES256", "aws:kms", "aws:kms:dsse")
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        "versioningConfiguration.status": ("Enabled", "Suspended", "Disabled")
    },
    **PLATFORM_WORDS,
}
"""Which words the provider takes where the SDK's type is any string."""


def name_taken(change: Change) -> str | None:
    """Some names are there once in the world or the account, some once a region."""
    key, regional, code, page = NAMES[change.type]
    for other in change.held(change.type):
        elsewhere = regional and other.region != change.region
        if other.outputs.get(key) == change.outputs.get(key) and not elsewhere:
            return no(code, f"{change.outputs.get(key)} is taken", page)
    return None


def something_not_there(change: Change) -> str | None:
    """What an input names exists."""
    for key, (token, code, page) in REFERENCES[change.type].items():
        value = change.inputs.get(key)
        there = {each.id for each in change.held(token)}
        for identifier in value if is_list(value) else (value,):
            if identifier is not None and identifier not in there:
                return no(code, f"{identifier} does not exist", page)
    return None


def broken_json(change: Change) -> str | None:
    """JSON text parses, to an object."""
    for key in (*DOCUMENTS.get(change.type, ()), *JSON_TEXT.get(change.type, ())):
        value = change.inputs.get(key)
        if isinstance(value, str) and not is_unknown(value) and _parsed(value) is None:
            return f'"{key}" contains invalid JSON: {value[:60]}'
    return None


def broken_policy(change: Change) -> str | None:
    """A policy has a version of the language and statements; each has an effect, actions, principals and resources."""
    for key in DOCUMENTS.get(change.type, ()):
        value = change.inputs.get(key)
        policy = _parsed(value) if isinstance(value, str) else value
        if is_object(policy) and (reason := policy_fault(policy)):
            return no("MalformedPolicy", f"{key}: {reason}", _IAM)
    return None


def unknown_word(change: Change) -> str | None:
    """An input with a fixed set of words has one of them."""
    for path, words in WORDS[change.type].items():
        for value in _values(change.inputs, path.split(".")):
            if isinstance(value, str) and not is_unknown(value) and value not in words:
                return f"expected {path} to be one of {', '.join(words)}, got {value}"
    return None


def policy_fault(
    policy: Mapping[str, object],
    needs: tuple[str, ...] = ("Action", "Principal", "Resource"),
    never: tuple[str, ...] = (),
) -> str | None:
    """Why IAM takes no such policy document; None if it does.

    Args:
        policy: the document.
        needs: what each statement has, or has the negation of, such as NotAction.
        never: what no statement of this kind of policy has.
    """
    if policy.get("Version") not in ("2012-10-17", "2008-10-17"):
        return f"Version is {json.dumps(policy.get('Version'))}; want 2012-10-17"
    statements = policy.get("Statement")
    listed = statements if is_list(statements) else [statements]
    for index, statement in enumerate(listed):
        if not is_object(statement):
            return f"Statement[{index}] is no object"
        if statement.get("Effect") not in ("Allow", "Deny"):
            return f"Statement[{index}].Effect is {json.dumps(statement.get('Effect'))}; want Allow or Deny"
        for key in needs:
            if not statement.get(key) and not statement.get(f"Not{key}"):
                return f"Statement[{index}] has no {key}"
        if strange := set(statement) - (_ELEMENTS - set(never)):
            return f"Statement[{index}] has an unknown element {min(strange)}"
    return None if listed else "it has no statement"


_ELEMENTS = frozenset(
    {"Sid", "Effect", "Condition", *("Action", "NotAction", "Principal", "NotPrincipal", "Resource", "NotResource")}
)


def _parsed(text: str) -> Mapping[str, object] | None:
    try:
        value = cast("object", json.loads(text))
    except json.JSONDecodeError:
        return None
    return value if is_object(value) else None


def _values(value: object, path: list[str]) -> Iterator[object]:
    if is_list(value):
        for each in value:
            yield from _values(each, path)
    elif not path:
        yield value
    elif is_object(value):
        yield from _values(value.get(path[0]), path[1:])


RULES = (
    Rule(when=frozenset({"check"}), types=frozenset(WORDS), reason=unknown_word),
    Rule(when=frozenset({"check"}), types=frozenset(DOCUMENTS) | frozenset(JSON_TEXT), reason=broken_json),
    Rule(when=frozenset({"create"}), types=frozenset(NAMES), reason=name_taken),
    Rule(when=WRITE, types=frozenset(REFERENCES), reason=something_not_there),
    Rule(when=WRITE, types=frozenset(DOCUMENTS), reason=broken_policy),
)
