"""The AI worker with a GPU: whether there is one, on which machine, and for which queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import AfterValidator, Field

from sizing.compute import MAX_POOL, TaskRange
from sizing.section import Contradiction, CrossChecks, Listed, Section, Wants, enumerate_words
from sizing.workers import MAX_IDLE_MINUTES, MIN_IDLE_MINUTES

GPU_MAXIMUM_PERCENT = 100
"""Of the desired count, while a deployment replaces tasks: a machine has one GPU, and a second machine for the change
alone is not to be counted on."""

AiQueue = Literal["ai-lite", "ai-basic", "ai-premium"]

AI_QUEUES: tuple[AiQueue, ...] = get_args(AiQueue)


@dataclass(frozen=True, kw_only=True)
class GpuInstance:
    """What one machine has, beside its GPU."""

    vcpu: int
    memory_gib: int


GPU_INSTANCES: Mapping[str, GpuInstance] = MappingProxyType(
    {
        "g4dn.xlarge": GpuInstance(vcpu=4, memory_gib=16),
        "g4dn.2xlarge": GpuInstance(vcpu=8, memory_gib=32),
        "g4dn.4xlarge": GpuInstance(vcpu=16, memory_gib=64),
        "g4dn.8xlarge": GpuInstance(vcpu=32, memory_gib=128),
        "g4dn.16xlarge": GpuInstance(vcpu=64, memory_gib=256),
    }
)
"""The g4dn types with one GPU: one machine carries one task.
https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html"""

MIN_VOLUME_GIB = 30
MAX_VOLUME_GIB = 16_384
"""From the size of the ECS GPU image's snapshot to the largest gp3 volume of 16 TiB.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html"""


def _known(name: str) -> str:
    if name not in GPU_INSTANCES:
        raise ValueError("instance type")
    return name


class GpuSize(Section):
    """The GPU worker. Everything but `enabled` only counts while it is true."""

    enabled: bool = Field(description="Whether there is a GPU worker: true or false.")
    instance_type: Annotated[str, AfterValidator(_known), Wants(enumerate_words(list(GPU_INSTANCES), "or"))] = Field(
        description=f"Machine of a task, {enumerate_words(list(GPU_INSTANCES), 'or')}."
    )
    queues: Annotated[tuple[AiQueue, ...], Listed(at_least=1, at_most=len(AI_QUEUES))] = Field(
        description=f"Queues that it takes over from the AI worker, some of {', '.join(AI_QUEUES)} and not all."
    )
    tasks: TaskRange = Field(description="Between how many tasks, each on its own machine, it scales.")
    volume_gib: int = Field(
        ge=MIN_VOLUME_GIB,
        le=MAX_VOLUME_GIB,
        description=f"Disk of a machine in GiB, {MIN_VOLUME_GIB} to {MAX_VOLUME_GIB}, system and image included.",
    )
    connections: int = Field(
        ge=0,
        le=MAX_POOL,
        description=f"Connections that one task opens to PostgreSQL, 0 to {MAX_POOL}; 0 keeps it from the database.",
    )
    idle_minutes: int = Field(
        ge=MIN_IDLE_MINUTES,
        le=MAX_IDLE_MINUTES,
        description="How long there is nothing to do before it goes back to tasks.min, in minutes, "
        f"{MIN_IDLE_MINUTES} to {MAX_IDLE_MINUTES}.",
    )

    def _the_ai_worker_keeps_a_queue(self) -> Contradiction | None:
        if len(self.queues) < len(AI_QUEUES):
            return None
        return Contradiction(at=("queues",), want="one AI queue fewer at least: a worker without queues has no use")

    cross_checks: ClassVar[CrossChecks] = (_the_ai_worker_keeps_a_queue,)

    @property
    def instance(self) -> GpuInstance:
        """What the machine has."""
        return GPU_INSTANCES[self.instance_type]

    @property
    def uses_database(self) -> bool:
        """Whether it gets a way to the database and the password for it."""
        return self.connections > 0
