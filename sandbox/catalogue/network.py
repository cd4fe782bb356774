"""What EC2 answers for the network tier.

Shapes of ids and ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

import ipaddress
import zlib
from collections.abc import Mapping

from sandbox.catalogue.row import Made, ResourceType, derived, digits

_ARN = "arn:{partition}:ec2:{region}:{account}:"
_ADDRESSES = ipaddress.ip_network("198.18.0.0/15")  # set aside for tests: nobody's (RFC 2544)
_COMPASS = {"north": "n", "northeast": "ne", "east": "e", "southeast": "se", "south": "s", "west": "w", "central": "c"}
_ALLOW_ALL = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}'


def _address(allocation_id: object) -> str:
    return str(_ADDRESSES[int(digits(str(allocation_id)), 16) % _ADDRESSES.num_addresses])


def _public_dns(made: Made) -> str:
    return f"ec2-{_address(made['id']).replace('.', '-')}.{made.region}.compute.amazonaws.com"


def _zone_id(made: Made) -> str:
    """`apne2-az1` for `ap-northeast-2a`. In a real account the number differs from the letter."""
    zone = str(made.inputs.get("availabilityZone") or f"{made.region}a")
    area, direction, number = zone[:-1].split("-")
    return f"{area}{_COMPASS.get(direction, direction[0])}{number}-az{ord(zone[-1]) - ord('a') + 1}"


def _route_id(made: Made) -> str:
    kinds = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
    destination = next(str(made[kind]) for kind in kinds if made.inputs.get(kind))
    return f"r-{made['routeTableId']}{zlib.crc32(destination.encode())}"


NETWORK: Mapping[str, ResourceType] = {
    "aws:ec2/vpc:Vpc": ResourceType(
        id="vpc-{hex}",
        computed={
            "arn": _ARN + "vpc/{id}",
            "defaultNetworkAclId": derived("acl", "{id}"),
            "defaultRouteTableId": derived("rtb", "{id}"),
            "defaultSecurityGroupId": derived("sg", "{id}"),
            "dhcpOptionsId": derived("dopt", "{account}{region}"),
            "ipv6AssociationId": "",
            "mainRouteTableId": derived("rtb", "{id}"),
            "ownerId": "{account}",
        },
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ResourceType(
        id=derived("sg", "{vpcId}"),
        computed={
            "arn": _ARN + "security-group/{id}",
            "description": "default VPC security group",
            "name": "default",
            "namePrefix": "",
            "ownerId": "{account}",
        },
    ),
    "aws:ec2/internetGateway:InternetGateway": ResourceType(
        id="igw-{hex}",
        computed={"arn": _ARN + "internet-gateway/{id}", "ownerId": "{account}"},
    ),
    "aws:ec2/subnet:Subnet": ResourceType(
        id="subnet-{hex}",
        computed={"arn": _ARN + "subnet/{id}", "ipv6CidrBlockAssociationId": "", "ownerId": "{account}"},
        defaults={
            "availabilityZone": "{region}a",
            "availabilityZoneId": _zone_id,
            "privateDnsHostnameTypeOnLaunch": "ip-name",
        },
    ),
    "aws:ec2/routeTable:RouteTable": ResourceType(
        id="rtb-{hex}",
        computed={"arn": _ARN + "route-table/{id}", "ownerId": "{account}"},
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ResourceType(id="rtbassoc-{hex}"),
    "aws:ec2/route:Route": ResourceType(
        id=_route_id,
        part_of=("aws:ec2/routeTable:RouteTable", "routeTableId"),
        computed={"instanceId": "", "instanceOwnerId": "", "origin": "CreateRoute", "state": "active"},
    ),
    "aws:ec2/eip:Eip": ResourceType(
        id="eipalloc-{hex}",
        computed={
            "allocationId": "{id}",
            "arn": _ARN + "elastic-ip/{id}",
            "associationId": "",
            "carrierIp": "",
            "customerOwnedIp": "",
            "privateDns": "",
            "privateIp": "",
            "ptrRecord": "",
            "publicDns": _public_dns,
            "publicIp": lambda made: _address(made["id"]),
        },
        defaults={"domain": "vpc", "networkBorderGroup": "{region}", "publicIpv4Pool": "amazon"},
    ),
    "aws:ec2/natGateway:NatGateway": ResourceType(
        id="nat-{hex}",
        computed={
            "associationId": derived("eipassoc", "{id}"),
            "autoProvisionZones": "",
            "autoScalingIps": "",
            "networkInterfaceId": derived("eni", "{id}"),
            "publicIp": lambda made: _address(made["allocationId"]) if "allocationId" in made.inputs else "",
            "regionalNatGatewayAutoMode": "",
            "routeTableId": "",
        },
        defaults={"availabilityMode": "zonal", "connectivityType": "public"},
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ResourceType(
        id="vpce-{hex}",
        computed={
            "arn": _ARN + "vpc-endpoint/{id}",
            "ownerId": "{account}",
            "prefixListId": lambda made: derived("pl", "{serviceName}")(made) if "serviceName" in made.inputs else "",
            "state": "available",
        },
        defaults={
            "ipAddressType": "ipv4",
            "policy": lambda _made: _ALLOW_ALL,
            "serviceRegion": "{region}",
            "vpcEndpointType": "Gateway",
        },
    ),
    "aws:ec2/flowLog:FlowLog": ResourceType(
        id="fl-{hex}",
        computed={"arn": _ARN + "vpc-flow-log/{id}"},
        defaults={"logDestinationType": "cloud-watch-logs", "logDestination": "", "maxAggregationInterval": 600},
    ),
}
