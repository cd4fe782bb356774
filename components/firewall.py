"""Firewall tier: who may talk to whom, a security group for each role and a rule for each way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, InvokeOptions, Output, Resource, ResourceOptions
from pulumi_aws import ec2, vpc

from components import balancer, database
from sizing.access import ServiceAccess

CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
"""AWS's own list of the addresses that CloudFront comes from, through VPC origins too. It counts as 55 of the 60 rules
that a security group may have, so each port has a group of its own.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html"""

INTERNET = "0.0.0.0/0"
"""A way out only, never a way in."""

DESCRIPTIONS: Mapping[str, str] = {
    "balancer-http": "Load balancer, over HTTP",
    "balancer-https": "Load balancer, over HTTPS",
    "api": "API tasks",
    "video": "Video tasks",
    "ai": "AI tasks",
    "messaging": "Messaging tasks",
    "migrate": "Migration tasks",
    "gpu": "GPU tasks and their machines",
    "database": "PostgreSQL",
}
"""Never changed: a security group with another description is another security group."""


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """What the firewall needs from the rest of the stack."""

    environment: str
    vpc_id: Input[str]
    access: Sequence[ServiceAccess]
    """Who has the application's database password also has a way to the database."""
    application_port: int
    """Where the API listens."""
    https: bool
    """Whether the load balancer has an HTTPS listener too."""


class Firewall(ComponentResource):
    """CloudFront to load balancer to API, tasks to the database, and tasks out to HTTPS; no other way, in or out."""

    ids: dict[str, Output[str]]
    """By role, as in DESCRIPTIONS. Each is known once its rules stand: what starts earlier would reach nothing."""
    balancer_ids: list[Output[str]]
    """The load balancer has all of them at once."""

    def __init__(self, name: str, args: FirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:network:Firewall", name, None, opts)
        self._name, self._args = name, args
        self._groups: dict[str, ec2.SecurityGroup] = {}
        self._rules: dict[str, list[Resource]] = {}
        ports = {"balancer-http": balancer.HTTP_PORT}
        if args.https:
            ports["balancer-https"] = balancer.HTTPS_PORT

        for role in (*ports, *(access.service for access in args.access), "database"):
            self._group(role)
        self._open_to_cloudfront(ports)
        for role in ports:
            self._let(role, "api", args.application_port)
        for access in args.access:
            self._let_out(access.service)
            if "database-password" in access.secrets:
                self._let(access.service, "database", database.PORT)

        self.ids = {role: _once_there(group, self._rules[role]) for role, group in self._groups.items()}
        self.balancer_ids = [self.ids[role] for role in ports]
        self.register_outputs({"ids": self.ids})

    def _group(self, role: str) -> None:
        self._groups[role] = ec2.SecurityGroup(
            f"{self._name}-{role}",
            vpc_id=self._args.vpc_id,
            description=DESCRIPTIONS[role],
            tags={"Name": f"academy-{self._args.environment}-{role}"},
            opts=ResourceOptions(parent=self),
        )
        self._rules[role] = []

    def _open_to_cloudfront(self, ports: Mapping[str, int]) -> None:
        cloudfront = ec2.get_managed_prefix_list_output(name=CLOUDFRONT, opts=InvokeOptions(parent=self))
        for role, port in ports.items():
            self._rules[role].append(
                vpc.SecurityGroupIngressRule(
                    f"{self._name}-{role}-from-cloudfront",
                    security_group_id=self._groups[role].id,
                    description="From CloudFront",
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    prefix_list_id=cloudfront.id,
                    opts=ResourceOptions(parent=self),
                )
            )

    def _let(self, source: str, target: str, port: int) -> None:
        """Opens the way from one role to another, at both of its ends."""
        child = ResourceOptions(parent=self)
        out = vpc.SecurityGroupEgressRule(
            f"{self._name}-{source}-to-{target}",
            security_group_id=self._groups[source].id,
            description=f"To {target}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            referenced_security_group_id=self._groups[target].id,
            opts=child,
        )
        into = vpc.SecurityGroupIngressRule(
            f"{self._name}-{target}-from-{source}",
            security_group_id=self._groups[target].id,
            description=f"From {source}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            referenced_security_group_id=self._groups[source].id,
            opts=child,
        )
        self._rules[source] += [out, into]
        self._rules[target] += [out, into]

    def _let_out(self, role: str) -> None:
        """AWS's APIs, image layers and Solapi have no addresses that one could list."""
        self._rules[role].append(
            vpc.SecurityGroupEgressRule(
                f"{self._name}-{role}-to-internet",
                security_group_id=self._groups[role].id,
                description="To AWS and other HTTPS services",
                ip_protocol="tcp",
                from_port=balancer.HTTPS_PORT,
                to_port=balancer.HTTPS_PORT,
                cidr_ipv4=INTERNET,
                opts=ResourceOptions(parent=self),
            )
        )


def _once_there(group: ec2.SecurityGroup, rules: Sequence[Resource]) -> Output[str]:
    """The group's id, once its rules are made. By their URNs, which a preview knows of new rules too."""
    return Output.all(ids=[group.id], rules=[rule.urn for rule in rules]).apply(_id)


def _id(known: Mapping[str, Sequence[str]]) -> str:
    return known["ids"][0]
