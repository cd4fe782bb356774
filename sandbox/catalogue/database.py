"""What RDS answers for the database and its groups.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import ACCOUNT_ID, PARTITION, Made, ResourceType, digits
from sandbox.catalogue.shapes import CAPITALS, LOWER, MADE_AT, letters, spell, spell_uuid

_ARN = "arn:{partition}:rds:{region}:{account}:"
_POSTGRES_PORT = 5432
# https://docs.aws.amazon.com/general/latest/gr/rds-service.html
_ZONES = {"ap-northeast-2": "ZLA2NUCOLGUUR", "us-east-1": "Z2R2ITUGPM61AM"}


def _address(made: Made) -> str:
    """Every instance of an account and region shares the part behind its own name."""
    return f"{made.name}.c{spell(LOWER, 11, f'rds {ACCOUNT_ID} {made.region}')}.{made.region}.rds.amazonaws.com"


def _port(made: Made) -> object:
    return made["port"] if made.inputs.get("port") is not None else _POSTGRES_PORT


def _version(made: Made) -> str:
    """The minor version that a major one stands for."""
    asked = str(made["engineVersion"]) if made.inputs.get("engineVersion") is not None else "17"
    return asked if "." in asked else f"{asked}.6"


def _master_secrets(made: Made) -> list[dict[str, object]]:
    """What `manageMasterUserPassword` makes: a secret that RDS owns and rotates."""
    if not made.inputs.get("manageMasterUserPassword"):
        return []
    secret = f"rds!db-{spell_uuid(f'secret of {made.id}')}-{spell(LOWER, 6, made.id)}"
    return [
        {
            "kmsKeyId": f"arn:{PARTITION}:kms:{made.region}:{ACCOUNT_ID}:key/{spell_uuid(made.region)}",
            "secretArn": f"arn:{PARTITION}:secretsmanager:{made.region}:{ACCOUNT_ID}:secret:{secret}",
            "secretStatus": "active",
        }
    ]


def _hosted_zone(made: Made) -> str:
    return _ZONES.get(made.region) or f"Z{digits(made.region, 13).upper()}"


DATABASE: Mapping[str, ResourceType] = {
    "aws:rds/instance:Instance": ResourceType(
        id=letters(CAPITALS, 26, "{hex}", prefix="db-"),
        computed={
            "address": _address,
            "arn": _ARN + "db:{name}",
            "endpoint": lambda made: f"{_address(made)}:{_port(made)}",
            "engineVersionActual": _version,
            "hostedZoneId": _hosted_zone,
            "latestRestorableTime": MADE_AT,
            "listenerEndpoints": lambda _made: [],
            "masterUserSecrets": _master_secrets,
            "replicas": lambda _made: [],
            "resourceId": "{id}",
            "status": "available",
            "upgradeRolloutOrder": "second",
        },
        defaults={
            "availabilityZone": "{region}a",
            "backupTarget": "region",
            "caCertIdentifier": "rds-ca-rsa2048-g1",
            "databaseInsightsMode": "standard",
            "engineLifecycleSupport": "open-source-rds-extended-support",
            "engineVersion": _version,
            "licenseModel": "postgresql-license",
            "networkType": "IPV4",
            "port": _POSTGRES_PORT,
            "storageType": "gp2",
        },
        # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
        longest_name=63,
        name_pattern=r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]*(?<!-)",
        lower_case_name=True,
    ),
    "aws:rds/parameterGroup:ParameterGroup": ResourceType(
        id="{name}",
        computed={"arn": _ARN + "pg:{id}"},
        defaults={"description": "Managed by Pulumi"},
        # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html
        name_pattern=r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]*(?<!-)",
        lower_case_name=True,
    ),
    "aws:rds/subnetGroup:SubnetGroup": ResourceType(
        id="{name}",
        computed={
            "arn": _ARN + "subgrp:{id}",
            "supportedNetworkTypes": lambda _made: ["IPV4"],
            "vpcId": lambda made: f"vpc-{digits(f'vpc of {made.id}')}",
        },
        defaults={"description": "Managed by Pulumi"},
        # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html
        name_pattern=r"(?!default$)[a-zA-Z0-9._ -]+",
        lower_case_name=True,
    ),
}
