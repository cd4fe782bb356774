"""The cluster tier, as AWS would be asked for it."""

import pytest
from pulumi_aws import ecs

from components.cluster import Cluster, ClusterArgs
from sandbox.recording import Recording, record
from tests.components.compute import SERVICE

TIER = "academy:compute:Cluster"
CLUSTER = "aws:ecs/cluster:Cluster"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"


def cluster(*, container_insights: bool = False) -> Recording:
    """A cluster and a service in it."""

    def program() -> None:
        found = Cluster("cluster", ClusterArgs(environment="prod", container_insights=container_insights))
        ecs.Service("service", cluster=found.arn)

    return record(program)


@pytest.mark.parametrize(("wanted", "value"), [(True, "enabled"), (False, "disabled")])
def test_metrics_of_containers_are_collected_where_the_profile_says_so(wanted: bool, value: str) -> None:
    inputs = cluster(container_insights=wanted).one(CLUSTER).inputs

    assert inputs["settings"] == [{"name": "containerInsights", "value": value}]


def test_it_takes_fargate_and_spot_and_runs_on_demand_what_does_not_say_which() -> None:
    recording = cluster()
    inputs = recording.one(PROVIDERS).inputs

    assert inputs["clusterName"] == recording.one(CLUSTER).id.rpartition("/")[2]
    assert inputs["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert inputs["defaultCapacityProviderStrategies"] == [{"capacityProvider": "FARGATE", "base": 0, "weight": 1}]


def test_no_service_comes_before_the_capacity_provider_that_it_names() -> None:
    recording = cluster()
    service = recording.one(SERVICE)

    assert service.inputs["cluster"] == recording.one(CLUSTER).id
    assert recording.one(PROVIDERS).urn in service.property_dependencies["cluster"]


def test_pulumi_names_it_and_people_find_it_by_its_tag() -> None:
    inputs = cluster().one(CLUSTER).inputs

    assert "name" not in inputs
    assert inputs["tags"] == {"Name": "academy-prod"}


def test_other_tiers_get_its_arn_and_its_name() -> None:
    recording = cluster()
    arn = recording.one(CLUSTER).id

    assert recording.outputs[recording.one(TIER).urn] == {"arn": arn, "name": arn.rpartition("/")[2]}
