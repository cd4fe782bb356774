"""What Elastic Load Balancing, Certificate Manager and Route 53 answer.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import ACCOUNT_ID, Made, ResourceType, digits
from sandbox.catalogue.shapes import spell_uuid
from sandbox.wire import is_list

_ARN = "arn:{partition}:elasticloadbalancing:{region}:{account}:"
# https://docs.aws.amazon.com/general/latest/gr/elb.html
_ZONES = {"ap-northeast-2": "ZWKZPGTI48KDX", "us-east-1": "Z35SXDOTRQ7X7K"}
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
_LONGEST_NAME = 32
_NAME = r"(?!-)[A-Za-z0-9-]+(?<!-)"


def _own_digits(made: Made) -> str:
    return digits(f"{made.token} {made.name} {made.serial}", 16)


def _dns_name(made: Made) -> str:
    number = int(digits(made.id, 12), 16) % 10**10
    return f"{'internal-' if made.inputs.get('internal') else ''}{made.name}-{number}.{made.region}.elb.amazonaws.com"


def _hosted_zone(made: Made) -> str:
    return _ZONES.get(made.region) or f"Z{digits(made.region, 13).upper()}"


def _listener(made: Made) -> str:
    return f"{str(made['loadBalancerArn']).replace(':loadbalancer/', ':listener/')}/{_own_digits(made)}"


def _names(made: Made) -> list[str]:
    others = made.inputs.get("subjectAlternativeNames")
    names = [made["domainName"], *(others if is_list(others) else ())]
    return list(dict.fromkeys(map(str, names)))


def _validation_options(made: Made) -> list[dict[str, str]]:
    """One a name. The record follows from account and name alone, so that all regions ask for the same one.

    https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """
    options: list[dict[str, str]] = []
    for name in _names(made):
        seed = f"{ACCOUNT_ID} {name.removeprefix('*.')}"
        options.append(
            {
                "domainName": name,
                "resourceRecordName": f"_{digits(f'name {seed}', 32)}.{name.removeprefix('*.')}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": f"_{digits(f'value {seed}', 32)}.{digits(seed, 10)}.acm-validations.aws.",
            }
        )
    return options


def _record(made: Made) -> str:
    last = f"_{made['setIdentifier']}" if made.inputs.get("setIdentifier") else ""
    return made.text("{zoneId}_") + f"{str(made['name']).removesuffix('.')}_{made['type']}{last}"


def _issued_at(made: Made) -> str:
    """When the certificate was issued, to the nanosecond: no other was at the same one."""
    return f"2026-01-01 00:00:00.{int(digits(f'{made.name} {made.serial}', 12), 16) % 10**9:09} +0000 UTC"


BALANCER: Mapping[str, ResourceType] = {
    "aws:acm/certificate:Certificate": ResourceType(
        id=lambda made: (
            made.text("arn:{partition}:acm:{region}:{account}:certificate/")
            + spell_uuid(made.text("{domainName} {hex}"))
        ),
        computed={
            "arn": "{id}",
            "domainValidationOptions": _validation_options,
            "notAfter": "",
            "notBefore": "",
            "pendingRenewal": False,
            "renewalEligibility": "INELIGIBLE",
            "renewalSummaries": lambda _made: [],
            "status": "PENDING_VALIDATION",
            "type": "AMAZON_ISSUED",
            "validationEmails": lambda _made: [],
        },
        defaults={"keyAlgorithm": "RSA_2048", "subjectAlternativeNames": _names},
    ),
    "aws:acm/certificateValidation:CertificateValidation": ResourceType(id=_issued_at),
    "aws:lb/listener:Listener": ResourceType(
        id=_listener,
        part_of=("aws:lb/loadBalancer:LoadBalancer", "loadBalancerArn"),
        computed={"arn": "{id}"},
        defaults={"protocol": "HTTP", "routingHttpResponseServerEnabled": True},
    ),
    "aws:lb/loadBalancer:LoadBalancer": ResourceType(
        id=lambda made: made.text(_ARN + "loadbalancer/app/{name}/") + _own_digits(made),
        computed={
            "arn": "{id}",
            "arnSuffix": lambda made: made.id.partition(":loadbalancer/")[2],
            "dnsName": _dns_name,
            "vpcId": lambda made: f"vpc-{digits(f'vpc of {made.id}')}",
            "zoneId": _hosted_zone,
        },
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
        defaults={
            "clientKeepAlive": 3600,
            "desyncMitigationMode": "defensive",
            "enableHttp2": True,
            "idleTimeout": 60,
            "ipAddressType": "ipv4",
            "loadBalancerType": "application",
            "xffHeaderProcessingMode": "append",
        },
        longest_name=_LONGEST_NAME,
        name_pattern=rf"(?!internal-){_NAME}",
    ),
    "aws:lb/targetGroup:TargetGroup": ResourceType(
        id=lambda made: made.text(_ARN + "targetgroup/{name}/") + _own_digits(made),
        computed={
            "arn": "{id}",
            "arnSuffix": lambda made: made.id.rpartition(":")[2],
            "loadBalancerArns": lambda _made: [],
        },
        defaults={
            "deregistrationDelay": 300,
            "ipAddressType": "ipv4",
            "loadBalancingAlgorithmType": "round_robin",
            "loadBalancingAnomalyMitigation": "off",
            "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
            "protocolVersion": "HTTP1",
            "targetType": "instance",
        },
        longest_name=_LONGEST_NAME,
        name_pattern=_NAME,
    ),
    "aws:route53/record:Record": ResourceType(
        id=_record, computed={"fqdn": lambda made: str(made["name"]).removesuffix(".")}
    ),
}
