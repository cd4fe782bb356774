"""Network tier: one VPC, a public and a private subnet in each zone, and the ways out of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, CustomResource, Input, Output, ResourceOptions
from pulumi_aws import ec2

from sizing.network import NetworkSize, Zone, subnet_plan

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What the network needs from the rest of the stack."""

    size: NetworkSize
    environment: str
    region: str
    log_bucket_arn: Input[str]
    """Where flow logs go; read only when `size.flow_logs` is on."""


class Network(ComponentResource):
    """A protected VPC in which nothing gets a public address unasked and the default security group admits nothing.

    Everything a zone has is named by its letter, so adding a zone changes nothing in the others, and a private
    subnet keeps its route table whatever its NAT gateway.
    """

    vpc_id: Output[str]
    public_subnet_ids: list[Output[str]]
    """One a zone, in the order of `size.zones`."""
    private_subnet_ids: list[Output[str]]
    """One a zone, in the order of `size.zones`."""
    task_subnet_ids: Output[Sequence[str]]
    """Where tasks run, one a zone: private subnets where there is NAT, public ones otherwise.

    Known once each has its way out: a service that moved earlier would start tasks that cannot even pull their image.
    """
    assign_public_ip: bool
    """Whether a task needs a public address for its way out."""
    nat_gateway_ids: dict[str, Output[str]]
    """By the letter of the zone that the gateway is in."""

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:network:Network", name, None, opts)
        self._args = args

        vpc = self._vpc(name)
        gateway = self._internet_gateway(name, vpc)
        public, public_table, public_ways_out = self._public_subnets(name, vpc, gateway)
        private, private_tables, associations = self._private_subnets(name, vpc)
        nat_gateways = self._nat_gateways(name, gateway, public)
        nat_routes = self._routes_through_nat(name, private_tables, nat_gateways)
        self._s3_endpoint(name, vpc, [public_table, *private_tables.values()])
        if args.size.flow_logs:
            self._flow_log(name, vpc)

        self.vpc_id = vpc.id
        self.public_subnet_ids = [subnet.id for subnet in public.values()]
        self.private_subnet_ids = [subnet.id for subnet in private.values()]
        self.nat_gateway_ids = {zone: gateway.id for zone, gateway in nat_gateways.items()}
        self.assign_public_ip = not nat_gateways
        if nat_gateways:
            self.task_subnet_ids = _once_there(self.private_subnet_ids, [*nat_routes, *associations])
        else:
            self.task_subnet_ids = _once_there(self.public_subnet_ids, public_ways_out)
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "task_subnet_ids": self.task_subnet_ids,
                "assign_public_ip": self.assign_public_ip,
                "nat_gateway_ids": self.nat_gateway_ids,
            }
        )

    def _tags(self, role: str) -> dict[str, str]:
        return {"Name": f"academy-{self._args.environment}-{role}"}

    def _vpc(self, name: str) -> ec2.Vpc:
        vpc = ec2.Vpc(
            name,
            cidr_block=self._args.size.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": f"academy-{self._args.environment}"},
            opts=ResourceOptions(parent=self, protect=True),
        )
        # AWS makes this group with every VPC and lets its members talk to each other: declared empty, it is shut.
        ec2.DefaultSecurityGroup(
            f"{name}-default",
            vpc_id=vpc.id,
            ingress=[],
            egress=[],
            tags=self._tags("default-unused"),
            opts=ResourceOptions(parent=self),
        )
        return vpc

    def _internet_gateway(self, name: str, vpc: ec2.Vpc) -> ec2.InternetGateway:
        return ec2.InternetGateway(name, vpc_id=vpc.id, tags=self._tags("internet"), opts=ResourceOptions(parent=self))

    def _subnet(self, name: str, vpc: ec2.Vpc, *, zone: Zone, cidr: str, role: str) -> ec2.Subnet:
        return ec2.Subnet(
            f"{name}-{role}-{zone}",
            vpc_id=vpc.id,
            availability_zone=f"{self._args.region}{zone}",
            cidr_block=cidr,
            map_public_ip_on_launch=False,
            tags=self._tags(f"{role}-{zone}"),
            opts=ResourceOptions(parent=self),
        )

    def _public_subnets(
        self, name: str, vpc: ec2.Vpc, gateway: ec2.InternetGateway
    ) -> tuple[dict[Zone, ec2.Subnet], ec2.RouteTable, list[CustomResource]]:
        """The subnets, their table, and what makes up their way out."""
        child = ResourceOptions(parent=self)
        table = ec2.RouteTable(f"{name}-public", vpc_id=vpc.id, tags=self._tags("public"), opts=child)
        route = ec2.Route(
            f"{name}-public",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=gateway.id,
            opts=child,
        )
        ways_out: list[CustomResource] = [route]
        subnets: dict[Zone, ec2.Subnet] = {}
        for zone, blocks in subnet_plan(self._args.size.cidr, self._args.size.zones).items():
            subnets[zone] = self._subnet(name, vpc, zone=zone, cidr=blocks.public, role="public")
            association = ec2.RouteTableAssociation(
                f"{name}-public-{zone}", subnet_id=subnets[zone].id, route_table_id=table.id, opts=child
            )
            ways_out.append(association)
        return subnets, table, ways_out

    def _private_subnets(
        self, name: str, vpc: ec2.Vpc
    ) -> tuple[dict[Zone, ec2.Subnet], dict[Zone, ec2.RouteTable], list[CustomResource]]:
        child = ResourceOptions(parent=self)
        subnets: dict[Zone, ec2.Subnet] = {}
        tables: dict[Zone, ec2.RouteTable] = {}
        associations: list[CustomResource] = []
        for zone, blocks in subnet_plan(self._args.size.cidr, self._args.size.zones).items():
            role = f"private-{zone}"
            subnets[zone] = self._subnet(name, vpc, zone=zone, cidr=blocks.private, role="private")
            tables[zone] = ec2.RouteTable(f"{name}-{role}", vpc_id=vpc.id, tags=self._tags(role), opts=child)
            association = ec2.RouteTableAssociation(
                f"{name}-{role}", subnet_id=subnets[zone].id, route_table_id=tables[zone].id, opts=child
            )
            associations.append(association)
        return subnets, tables, associations

    def _nat_gateways(
        self, name: str, gateway: ec2.InternetGateway, public: Mapping[Zone, ec2.Subnet]
    ) -> dict[Zone, ec2.NatGateway]:
        # AWS refuses a NAT gateway in a VPC whose internet gateway isn't attached yet, and no value says so.
        child = ResourceOptions(parent=self, depends_on=[gateway])
        gateways: dict[Zone, ec2.NatGateway] = {}
        for zone in self._args.size.nat_zones:
            # Not protected: going back to fewer NAT gateways releases their addresses on purpose.
            address = ec2.Eip(f"{name}-nat-{zone}", domain="vpc", tags=self._tags(f"nat-{zone}"), opts=child)
            gateways[zone] = ec2.NatGateway(
                f"{name}-nat-{zone}",
                allocation_id=address.id,
                subnet_id=public[zone].id,
                tags=self._tags(f"nat-{zone}"),
                opts=child,
            )
        return gateways

    def _routes_through_nat(
        self, name: str, tables: Mapping[Zone, ec2.RouteTable], gateways: Mapping[Zone, ec2.NatGateway]
    ) -> list[CustomResource]:
        if not gateways:
            return []
        shared = next(iter(gateways.values()))
        return [
            # Named by zone, so that going from one NAT gateway to several only changes where the route points.
            ec2.Route(
                f"{name}-private-{zone}",
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=gateways.get(zone, shared).id,
                opts=ResourceOptions(parent=self),
            )
            for zone, table in tables.items()
        ]

    def _s3_endpoint(self, name: str, vpc: ec2.Vpc, tables: Sequence[ec2.RouteTable]) -> None:
        ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=vpc.id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{self._args.region}.s3",
            route_table_ids=[table.id for table in tables],
            tags=self._tags("s3"),
            opts=ResourceOptions(parent=self),
        )

    def _flow_log(self, name: str, vpc: ec2.Vpc) -> None:
        ec2.FlowLog(
            f"{name}-rejects",
            vpc_id=vpc.id,
            traffic_type="REJECT",
            log_destination_type="s3",
            log_destination=self._args.log_bucket_arn,
            tags=self._tags("rejects"),
            opts=ResourceOptions(parent=self),
        )


def _once_there(subnet_ids: Sequence[Output[str]], others: Sequence[CustomResource]) -> Output[Sequence[str]]:
    """The subnets, known only when the other resources exist too."""
    return Output.all(subnet_ids=subnet_ids, others=[each.id for each in others]).apply(_subnet_ids)


def _subnet_ids(known: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return known["subnet_ids"]
