"""Required resources, 1: compute."""

import pytest

from sandbox.recording import Recording
from tests.components.compute import SERVICE, secrets
from tests.requirements.rows import (
    CLUSTER,
    DATABASE,
    SCALING_TARGET,
    SIZES,
    bounds,
    capacity,
    container,
    cpu_and_memory,
    platform,
    subnets,
    task,
    told,
    with_gpu,
)

LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
MACHINES = "aws:autoscaling/group:Group"
WORKERS_SPOT = ["FARGATE_SPOT"]


def test_api_server_type_is_ecs_fargate(shipped: Recording) -> None:
    assert task(shipped, "api").inputs["requiresCompatibilities"] == ["FARGATE"]
    assert capacity(shipped, "api") == ["FARGATE"]


def test_api_server_spec_is_half_a_vcpu_and_1_gib_initially(initial: Recording, ten_k: Recording) -> None:
    assert cpu_and_memory(initial, "api") == (512, 1024)
    # More people get more tasks of the same size.
    assert cpu_and_memory(ten_k, "api") == (512, 1024)


def test_api_server_quantity_is_2_for_high_availability(initial: Recording, ten_k: Recording) -> None:
    assert bounds(initial, "api") == (2, 4)
    assert bounds(ten_k, "api") == (4, 12)
    assert initial.one(SERVICE, "api").inputs["desiredCount"] == 2
    for graph, where in ((initial, "public"), (ten_k, "private")):
        network = graph.one(SERVICE, "api").inputs["networkConfiguration"]
        assert subnets(graph, network["subnets"]) == [f"network-{where}-a", f"network-{where}-c"]


def test_video_worker_type_is_ecs_fargate_spot(shipped: Recording) -> None:
    assert task(shipped, "video").inputs["requiresCompatibilities"] == ["FARGATE"]
    assert capacity(shipped, "video") == WORKERS_SPOT


def test_video_worker_spec_is_half_a_vcpu_and_1_gib(shipped: Recording) -> None:
    assert cpu_and_memory(shipped, "video") == (512, 1024)


def test_video_worker_quantity_is_1_to_2_depending_on_load(initial: Recording, ten_k: Recording) -> None:
    assert bounds(initial, "video") == (1, 2)
    assert bounds(ten_k, "video") == (1, 6)


def test_ai_worker_cpu_type_is_ecs_fargate_spot(shipped: Recording) -> None:
    assert task(shipped, "ai").inputs["requiresCompatibilities"] == ["FARGATE"]
    assert capacity(shipped, "ai") == WORKERS_SPOT


def test_ai_worker_cpu_spec_is_1_vcpu_and_2_gib(shipped: Recording) -> None:
    assert cpu_and_memory(shipped, "ai") == (1024, 2048)


def test_ai_worker_cpu_quantity_is_1_to_2_depending_on_load(initial: Recording, ten_k: Recording) -> None:
    assert bounds(initial, "ai") == (1, 2)
    assert bounds(ten_k, "ai") == (1, 6)


def test_ai_worker_gpu_is_for_the_future(shipped: Recording) -> None:
    assert shipped.of_type(MACHINES) == []
    assert "gpu" not in shipped.by_name(SERVICE)


@pytest.mark.parametrize("stack", SIZES)
def test_ai_worker_gpu_type_is_an_ec2_gpu_instance(stack: str) -> None:
    graph = with_gpu(stack)

    assert task(graph, "gpu").inputs["requiresCompatibilities"] == ["EC2"]
    assert "FARGATE" not in capacity(graph, "gpu")[0]


@pytest.mark.parametrize("stack", SIZES)
def test_ai_worker_gpu_spec_is_g4dn_xlarge_with_1_gpu(stack: str) -> None:
    graph = with_gpu(stack)

    assert graph.one(LAUNCH_TEMPLATE).inputs["instanceType"] == "g4dn.xlarge"
    assert container(graph, "gpu")["resourceRequirements"] == [{"type": "GPU", "value": "1"}]


@pytest.mark.parametrize("stack", SIZES)
def test_ai_worker_gpu_quantity_is_1_as_needed(stack: str) -> None:
    graph = with_gpu(stack)

    assert bounds(graph, "gpu") == (0, 1)
    machines = graph.one(MACHINES).inputs
    assert (machines["minSize"], machines["maxSize"]) == (0, 1)


def test_messaging_worker_type_is_ecs_fargate(shipped: Recording) -> None:
    assert task(shipped, "messaging").inputs["requiresCompatibilities"] == ["FARGATE"]
    assert capacity(shipped, "messaging") == ["FARGATE"]


def test_messaging_worker_spec_is_a_quarter_of_a_vcpu_and_512_mib(shipped: Recording) -> None:
    assert cpu_and_memory(shipped, "messaging") == (256, 512)


def test_messaging_worker_quantity_is_1_around_the_clock(initial: Recording, ten_k: Recording) -> None:
    # A second one and more only for a day on which every class writes to all parents.
    assert bounds(initial, "messaging") == (1, 2)
    assert bounds(ten_k, "messaging") == (1, 4)
    for graph in (initial, ten_k):
        service = graph.one(SERVICE, "messaging").inputs
        assert service["desiredCount"] == 1
        assert service["deploymentMinimumHealthyPercent"] == 100


def test_messaging_worker_purpose_is_sending_through_solapi(shipped: Recording) -> None:
    own = container(shipped, "messaging")
    queues = {name: url for name, url in told(shipped, "messaging").items() if name.startswith("QUEUE_URL_")}

    assert [url.rpartition("/")[2] for url in queues.values()] == ["academy-messaging-jobs"]
    assert {"SOLAPI_API_KEY", "SOLAPI_API_SECRET"} <= secrets(own).keys()
    # Scheduled messages are rows of the database until their time comes: SQS delays 15 minutes at most.
    assert told(shipped, "messaging")["DATABASE_HOST"].startswith(shipped.one(DATABASE).inputs["identifier"])


@pytest.mark.parametrize("stack", SIZES)
def test_before_the_first_release_no_service_has_tasks_or_needs_an_image(stack: str) -> None:
    # The design's own row: a first `up` on an empty account has nothing to start.
    graph = platform(stack, released=False)

    assert [each.inputs["desiredCount"] for each in graph.of_type(SERVICE)] == [0, 0, 0, 0]
    assert {(each.inputs["minCapacity"], each.inputs["maxCapacity"]) for each in graph.of_type(SCALING_TARGET)} == {
        (0, 0)
    }
    assert len(graph.of_type(CLUSTER)) == 1
