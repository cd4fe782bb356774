"""For each policy a resource that keeps it and those that break it, as inputs that AWS would take."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from policy.rules import (
    BUCKET,
    DATABASE,
    PUBLIC_ACCESS_BLOCK,
    QUEUE,
    SUBNET,
    TASK_DEFINITION,
)
from sandbox.wire import UNKNOWN

INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
LEGACY_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

Inputs = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What one policy is shown of one resource."""

    policy: str
    type: str
    inputs: Inputs
    protect: bool = True
    breaks: tuple[str, ...] = ()
    """A part of each violation's text, in order; empty for a resource that keeps the policy."""
    unknown: bool = False
    """Whether the policy also says that a preview can't tell everything."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """Inputs that keep a policy, to be changed one by one."""

    policy: str
    type: str
    inputs: Inputs = field(default_factory=dict[str, object])

    def kept(self, **changes: object) -> Resource:
        return Resource(policy=self.policy, type=self.type, inputs={**self.inputs, **changes})

    def broken(self, *breaks: str, unknown: bool = False, **changes: object) -> Resource:
        return Resource(
            policy=self.policy, type=self.type, inputs={**self.inputs, **changes}, breaks=breaks, unknown=unknown
        )

    def untold(self, **changes: object) -> Resource:
        return Resource(policy=self.policy, type=self.type, inputs={**self.inputs, **changes}, unknown=True)


def allowing(*actions: str, **more: object) -> str:
    """An IAM document."""
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": [*actions], "Resource": "*", **more}]})


def running(*images: str) -> str:
    """Container definitions."""
    return json.dumps([{"name": f"c{index}", "image": image} for index, image in enumerate(images)])


RULE = Base(policy="no-open-ingress", type=INGRESS_RULE, inputs={"securityGroupId": "sg-1", "ipProtocol": "tcp"})
GROUP = Base(policy="no-open-ingress", type=SECURITY_GROUP)
LEGACY = Base(
    policy="no-open-ingress",
    type=LEGACY_RULE,
    inputs={"securityGroupId": "sg-1", "protocol": "tcp", "fromPort": 1, "toPort": 2, "type": "ingress"},
)
PLACE = Base(policy="no-public-subnet-addresses", type=SUBNET, inputs={"vpcId": "vpc-1"})
CLOSED = Base(
    policy="closed-buckets",
    type=PUBLIC_ACCESS_BLOCK,
    inputs={
        "bucket": "b",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
)
POSTGRES = Base(
    policy="guarded-database",
    type=DATABASE,
    inputs={"instanceClass": "db.t4g.micro", "storageEncrypted": True, "deletionProtection": True},
)
JOBS = Base(policy="encrypted-queues", type=QUEUE)
TASK = Base(policy="named-images", type=TASK_DEFINITION, inputs={"family": "api"})
GRANT = Base(policy="named-actions", type=ROLE_POLICY, inputs={"role": "r"})
TRUST = Base(policy="named-actions", type=ROLE, inputs={"assumeRolePolicy": allowing("sts:AssumeRole")})
GIVEN = Base(policy="named-actions", type=ATTACHMENT, inputs={"role": "r"})


def _inline(**ways: object) -> Inputs:
    return {"protocol": "tcp", "fromPort": 1, "toPort": 2, **ways}


_OPEN = _inline(cidrBlocks=["10.0.0.0/16", "0.0.0.0/0"], ipv6CidrBlocks=["::/0"])

RESOURCES: tuple[Resource, ...] = (
    RULE.kept(cidrIpv4="10.0.0.0/16"),
    RULE.kept(referencedSecurityGroupId=UNKNOWN, prefixListId=UNKNOWN),
    RULE.broken("lets in 0.0.0.0/0;", cidrIpv4="0.0.0.0/0"),
    RULE.broken("lets in 10.0.0.0/0;", cidrIpv4="10.0.0.0/0"),
    RULE.broken("lets in ::/0;", cidrIpv6="::/0"),
    RULE.broken("lets in 0:0:0:0:0:0:0:0/0;", cidrIpv6="0:0:0:0:0:0:0:0/0"),
    RULE.broken("lets in ::/0;", cidrIpv4=UNKNOWN, cidrIpv6="::/0", unknown=True),
    RULE.untold(cidrIpv4=UNKNOWN),
    GROUP.kept(ingress=[_inline(cidrBlocks=["10.0.0.0/16"])], egress=[_OPEN]),
    GROUP.kept(),
    GROUP.broken("lets in 0.0.0.0/0;", "lets in ::/0;", ingress=[_OPEN]),
    GROUP.broken("0.0.0.0/0", ingress=[_inline(cidrBlocks=[UNKNOWN, "0.0.0.0/0"])], unknown=True),
    GROUP.untold(ingress=UNKNOWN),
    Base(policy="no-open-ingress", type=DEFAULT_GROUP).kept(ingress=[]),
    Base(policy="no-open-ingress", type=DEFAULT_GROUP).broken("0.0.0.0/0", "::/0", ingress=[_OPEN]),
    LEGACY.kept(cidrBlocks=["10.0.0.0/16"]),
    LEGACY.kept(cidrBlocks=["0.0.0.0/0"], type="egress"),
    LEGACY.broken("lets in 0.0.0.0/0;", cidrBlocks=["0.0.0.0/0"]),
    PLACE.kept(),
    PLACE.kept(mapPublicIpOnLaunch=False),
    PLACE.broken("mapPublicIpOnLaunch is true; want false", mapPublicIpOnLaunch=True),
    PLACE.untold(mapPublicIpOnLaunch=UNKNOWN),
    CLOSED.kept(),
    CLOSED.broken("blockPublicAcls is false; want true", blockPublicAcls=False),
    CLOSED.broken("blockPublicPolicy is false; want true", blockPublicPolicy=None),
    CLOSED.broken("ignorePublicAcls is false; want true", ignorePublicAcls=False),
    CLOSED.broken("restrictPublicBuckets is false", blockPublicAcls=UNKNOWN, restrictPublicBuckets=False, unknown=True),
    POSTGRES.kept(),
    POSTGRES.broken("storageEncrypted is false; want true", storageEncrypted=False),
    POSTGRES.broken("publiclyAccessible is true; want false", publiclyAccessible=True),
    POSTGRES.broken("deletionProtection is false; want true", deletionProtection=None),
    POSTGRES.broken("deletionProtection is false", storageEncrypted=UNKNOWN, deletionProtection=False, unknown=True),
    JOBS.kept(sqsManagedSseEnabled=True),
    JOBS.kept(kmsMasterKeyId=UNKNOWN),
    JOBS.broken("sqsManagedSseEnabled is false; want true"),
    JOBS.broken("sqsManagedSseEnabled is false; want true", sqsManagedSseEnabled=False),
    TASK.kept(containerDefinitions=running("repo:1.4.0", "host:5000/a/b:1", "repo@sha256:0f", "repo:latest@sha256:0f")),
    TASK.broken("c1 runs repo:latest;", containerDefinitions=running("repo:1", "repo:latest")),
    TASK.broken("c0 runs repo:LATEST;", containerDefinitions=running("repo:LATEST")),
    TASK.broken("c0 runs host:5000/repo;", containerDefinitions=running("host:5000/repo")),
    TASK.untold(containerDefinitions=UNKNOWN),
    GRANT.kept(policy=allowing("sqs:SendMessage", "s3:GetObject")),
    GRANT.kept(policy=json.dumps({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})),
    GRANT.broken("allows sqs:*;", policy=allowing("s3:GetObject", "sqs:*")),
    GRANT.broken("allows *;", policy=json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})),
    GRANT.broken("allows s3:Get*;", "allows s3:?etObject;", policy=allowing("s3:Get*", "s3:?etObject")),
    GRANT.broken("all but its NotAction;", policy=allowing(NotAction="iam:*")),
    GRANT.untold(policy=UNKNOWN),
    TRUST.kept(inlinePolicies=[{"name": "n", "policy": allowing("s3:GetObject")}]),
    GRANT.kept(policy="no document"),
    TRUST.broken("allows sts:*;", assumeRolePolicy=allowing("sts:*")),
    TRUST.broken("allows s3:*;", inlinePolicies=[{"name": "n", "policy": allowing("s3:*")}]),
    TRUST.broken("allows s3:*;", assumeRolePolicy=UNKNOWN, inlinePolicies=[{"policy": allowing("s3:*")}], unknown=True),
    Base(policy="named-actions", type="aws:iam/policy:Policy").broken("allows ec2:*;", policy=allowing("ec2:*")),
    Base(policy="named-actions", type="aws:sqs/queuePolicy:QueuePolicy", inputs={"queueUrl": "q"}).broken(
        "allows sqs:*;", policy=allowing("sqs:*", Principal="*")
    ),
    Base(policy="named-actions", type="aws:ecr/lifecyclePolicy:LifecyclePolicy", inputs={"repository": "r"}).kept(
        policy=json.dumps({"rules": []})
    ),
    GIVEN.kept(policyArn="arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"),
    GIVEN.broken("attaches arn:aws:iam::aws:policy/Adm", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"),
    GIVEN.broken("attaches arn:aws:iam::aws:policy/Ama", policyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess"),
    GIVEN.untold(policyArn=UNKNOWN),
    *(
        Resource(policy="protected-data", type=token, inputs=inputs, protect=protect, breaks=breaks)
        for token, inputs in (
            (BUCKET, {}),
            (DATABASE, {"instanceClass": "db.t4g.micro"}),
            (QUEUE, {}),
            ("aws:ec2/vpc:Vpc", {}),
            ("aws:ecr/repository:Repository", {}),
            ("aws:secretsmanager/secret:Secret", {}),
        )
        for protect, breaks in ((True, ()), (False, ("want protect=True",)))
    ),
    Resource(policy="protected-data", type=SUBNET, inputs={"vpcId": "vpc-1"}, protect=False),
)
