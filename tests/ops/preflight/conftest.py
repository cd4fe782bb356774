"""An AWS account in which the first `up` would come through, which each test then breaks in one place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from ops.aws.session import open_session
from ops.preflight.run import Clients, checks, open_clients
from ops.stacks import find_stack, read_config
from ops.verify.found import Found, examine
from sizing.profile import Profile, parse_profile
from tests.ops.answers import Answers

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"


@pytest.fixture(scope="session")
def session() -> Iterator[boto3.Session]:
    """Nobody's. One for all tests: what takes long about clients is to read the services' models."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        yield open_session(None, REGION)


def offer(major: int, zones: str, *, storage: str = "gp3", multi_az: bool = True) -> dict[str, Any]:
    """What RDS offers in some zones."""
    return {
        "Engine": "postgres",
        "EngineVersion": f"{major}.4",
        "DBInstanceClass": "db.t4g.micro",
        "AvailabilityZones": [{"Name": f"{REGION}{zone}"} for zone in zones],
        "StorageType": storage,
        "MultiAZCapable": multi_az,
        "Vpc": True,
    }


def quota(value: float) -> dict[str, Any]:
    """What Service Quotas says."""
    return {"Quota": {"Value": value}}


def profile_of(stack: str, **sections: Mapping[str, object]) -> Profile:
    """A stack's profile with some keys of sections changed."""
    config = read_config(find_stack(stack))
    changed = {
        f"academy:{name}": {**cast("Any", config.get(f"academy:{name}")), **keys} for name, keys in sections.items()
    }
    return parse_profile({**config, **changed}, stack)


@dataclass
class Account:
    """The account, the answers that moto lacks, and what is looked for."""

    clients: Clients
    quotas: Answers
    rds: Answers
    ecs: Answers
    s3: Answers
    blobs: dict[str, bytes]
    profile: Profile = field(default_factory=lambda: profile_of("initial"))
    config: dict[str, object] = field(default_factory=dict[str, object])

    def examine(self) -> dict[str, Found]:
        """What each check finds."""
        return {name: examine(name, check) for name, check in checks(self.clients, ACCOUNT, self.profile, self.config)}

    def problems(self) -> list[str]:
        """Every problem, after the name of its check."""
        return [f"{name}: {one.text}" for name, found in self.examine().items() for one in found.troubles]


@pytest.fixture
def account(session: boto3.Session) -> Iterator[Account]:
    """All is well."""
    with mock_aws():
        blobs: dict[str, bytes] = {}
        clients = replace(open_clients(session), fetch=blobs.__getitem__)
        quotas, rds, ecs = Answers(clients.quotas), Answers(clients.rds), Answers(clients.ecs)
        quotas.answer("get_service_quota", quota(5000))
        rds.answer("describe_orderable_db_instance_options", {"OrderableDBInstanceOptions": [offer(17, "abcd")]})
        ecs.answer(
            "describe_capacity_providers",
            {"capacityProviders": [{"name": "FARGATE_SPOT", "status": "ACTIVE"}], "failures": []},
        )
        yield Account(clients=clients, quotas=quotas, rds=rds, ecs=ecs, s3=Answers(clients.s3), blobs=blobs)
