"""Does RDS offer the database's machine in the stack's zones?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ops.verify.found import Note, Trouble
from sizing.database import DatabaseSize

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_rds.type_defs import OrderableDBInstanceOptionTypeDef

ENGINE = "postgres"
STORAGE = "gp3"


def check_database(rds: "RDSClient", region: str, zones: Sequence[str], size: DatabaseSize) -> Iterator[Trouble | Note]:
    """The class runs this major version of PostgreSQL, on gp3, in every zone: the subnet group spans them all.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOrderableDBInstanceOptions.html
    """
    what = f"{size.instance_class} with PostgreSQL {size.major_version} on {STORAGE}"
    offers = [one for one in _offers(rds, size) if one.get("StorageType") == STORAGE]
    ours = [one for one in offers if one.get("EngineVersion", "").partition(".")[0] == str(size.major_version)]
    if not ours:
        majors = sorted({int(one.get("EngineVersion", "0").partition(".")[0]) for one in offers})
        instead = f", which has it for {', '.join(map(str, majors))}" if majors else ""
        yield Trouble(text=f"{what} is not offered in {region}{instead}: want another class or version")
        return
    offered = {zone.get("Name", "") for one in ours for zone in one.get("AvailabilityZones", [])}
    missing = [f"{region}{zone}" for zone in zones if f"{region}{zone}" not in offered]
    if missing:
        yield Trouble(text=f"{what} is not offered in {', '.join(missing)}, only in {', '.join(sorted(offered))}")
    elif size.multi_az and not any(one.get("MultiAZCapable") for one in ours):
        yield Trouble(text=f"{what} has no Multi-AZ")
    else:
        yield Note(text=f"{what} in {', '.join(f'{region}{zone}' for zone in zones)}")


def _offers(rds: "RDSClient", size: DatabaseSize) -> "Iterator[OrderableDBInstanceOptionTypeDef]":
    pages = rds.get_paginator("describe_orderable_db_instance_options").paginate(
        Engine=ENGINE, DBInstanceClass=size.instance_class, Vpc=True
    )
    for page in pages:
        yield from page["OrderableDBInstanceOptions"]
