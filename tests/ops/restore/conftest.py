"""RDS with a live database in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ops.restore.copies import Waiting, read_live
from ops.restore.drill import Check, Drill, run_drill
from tests.ops.nobody import NOBODY

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient

LIVE = "academy-prod"
NOW = datetime(2026, 8, 1, 3, 4, 5, tzinfo=UTC)
COPY = "academy-prod-drill-20260801-030405"
HOUR = timedelta(hours=1)


@dataclass
class World:
    """RDS with the live database, a clock that moves only when somebody waits, and all that was told and asked."""

    rds: "RDSClient"
    now: datetime = NOW
    told: list[str] = field(default_factory=list[str])
    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list[tuple[str, dict[str, object]]])

    @property
    def waiting(self) -> Waiting:
        return Waiting(tell=self.told.append, pause=self.pause, clock=lambda: self.now)

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def remember(self, params: dict[str, object], model: object, **_: object) -> None:
        self.calls.append((str(getattr(model, "name", "")), dict(params)))

    def asked(self, operation: str) -> list[dict[str, object]]:
        return [params for name, params in self.calls if name == operation]

    def drill(self, check: Check, moment: datetime | None = None, timeout: timedelta = HOUR) -> Drill:
        return run_drill(self.rds, read_live(self.rds, LIVE), moment, check, timeout=timeout, waiting=self.waiting)

    def instances(self) -> list[str]:
        return sorted(one.get("DBInstanceIdentifier", "") for one in self.rds.describe_db_instances()["DBInstances"])


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        rds = boto3.client("rds", **NOBODY)  # pyright: ignore[reportUnknownMemberType]
        ec2 = boto3.client("ec2", **NOBODY)  # pyright: ignore[reportUnknownMemberType]
        subnets = [one.get("SubnetId", "") for one in ec2.describe_subnets()["Subnets"]]
        group = ec2.describe_security_groups()["SecurityGroups"][0].get("GroupId", "")
        rds.create_db_subnet_group(
            DBSubnetGroupName="database-1", DBSubnetGroupDescription="private", SubnetIds=subnets
        )
        rds.create_db_parameter_group(
            DBParameterGroupName="database-2", DBParameterGroupFamily="postgres17", Description="ours"
        )
        rds.create_db_instance(
            DBInstanceIdentifier=LIVE,
            Engine="postgres",
            EngineVersion="17",
            DBInstanceClass="db.t4g.micro",
            AllocatedStorage=20,
            MasterUsername="academy_admin",
            ManageMasterUserPassword=True,
            DeletionProtection=True,
            BackupRetentionPeriod=7,
            DBSubnetGroupName="database-1",
            DBParameterGroupName="database-2",
            VpcSecurityGroupIds=[group],
            Tags=[{"Key": "Project", "Value": "academy"}, {"Key": "ManagedBy", "Value": "pulumi"}],
        )
        made = World(rds=rds)
        rds.meta.events.register("provide-client-params.rds", made.remember)
        yield made
