"""Network tier: one VPC, a public and a private subnet in each zone, and the ways out of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
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

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:network:Network", name, None, opts)
        self._args = args

        vpc = self._vpc(name)
        gateway = self._internet_gateway(name, vpc)
        public, public_table = self._public_subnets(name, vpc, gateway)
        private, private_tables = self._private_subnets(name, vpc)
        nat_gateways = self._nat_gateways(name, gateway, public)
        self._routes_through_nat(name, private_tables, nat_gateways)
        self._s3_endpoint(name, vpc, [public_table, *private_tables.values()])
        if args.size.flow_logs:
            self._flow_log(name, vpc)

        self.vpc_id = vpc.id
        self.public_subnet_ids = [subnet.id for subnet in public.values()]
        self.private_subnet_ids = [subnet.id for subnet in private.values()]
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
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
    ) -> tuple[dict[Zone, ec2.Subnet], ec2.RouteTable]:
        child = ResourceOptions(parent=self)
        table = ec2.RouteTable(f"{name}-public", vpc_id=vpc.id, tags=self._tags("public"), opts=child)
        ec2.Route(
            f"{name}-public",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=gateway.id,
            opts=child,
        )
        subnets: dict[Zone, ec2.Subnet] = {}
        for zone, blocks in subnet_plan(self._args.size.cidr, self._args.size.zones).items():
            subnets[zone] = self._subnet(name, vpc, zone=zone, cidr=blocks.public, role="public")
            ec2.RouteTableAssociation(
                f"{name}-public-{zone}", subnet_id=subnets[zone].id, route_table_id=table.id, opts=child
            )
        return subnets, table

    def _private_subnets(self, name: str, vpc: ec2.Vpc) -> tuple[dict[Zone, ec2.Subnet], dict[Zone, ec2.RouteTable]]:
        child = ResourceOptions(parent=self)
        subnets: dict[Zone, ec2.Subnet] = {}
        tables: dict[Zone, ec2.RouteTable] = {}
        for zone, blocks in subnet_plan(self._args.size.cidr, self._args.size.zones).items():
            role = f"private-{zone}"
            subnets[zone] = self._subnet(name, vpc, zone=zone, cidr=blocks.private, role="private")
            tables[zone] = ec2.RouteTable(f"{name}-{role}", vpc_id=vpc.id, tags=self._tags(role), opts=child)
            ec2.RouteTableAssociation(
                f"{name}-{role}", subnet_id=subnets[zone].id, route_table_id=tables[zone].id, opts=child
            )
        return subnets, tables

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
    ) -> None:
        if not gateways:
            return
        shared = next(iter(gateways.values()))
        for zone, table in tables.items():
            # Named by zone, so that going from one NAT gateway to several only changes where the route points.
            ec2.Route(
                f"{name}-private-{zone}",
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=gateways.get(zone, shared).id,
                opts=ResourceOptions(parent=self),
            )

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
