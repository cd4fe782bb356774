"""The CPU and memory pairs in which Fargate rents tasks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from sizing.section import Contradiction, CrossChecks, Section, Wants, enumerate_words

FARGATE_SIZES: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {
        256: (512, 1024, 2048),
        512: tuple(range(1024, 4096 + 1, 1024)),
        1024: tuple(range(2048, 8192 + 1, 1024)),
        2048: tuple(range(4096, 16384 + 1, 1024)),
        4096: tuple(range(8192, 30720 + 1, 1024)),
        8192: tuple(range(16384, 61440 + 1, 4096)),
        16384: tuple(range(32768, 122880 + 1, 8192)),
    }
)
"""CPU units (1024 are one vCPU) to the MiB of memory that may go with them.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html"""

FEW = 8
"""As many sizes are listed one by one; more are told by their step."""

_LEAST_MIB = min(min(choices) for choices in FARGATE_SIZES.values())
_MOST_MIB = max(max(choices) for choices in FARGATE_SIZES.values())
_CPU_CHOICES = enumerate_words([str(cpu) for cpu in FARGATE_SIZES], "or")


def fargate_memory_choices(cpu: int) -> tuple[int, ...]:
    """MiB of memory that a Fargate task of `cpu` CPU units may have, smallest first.

    Raises ValueError for CPU units that Fargate doesn't rent.
    """
    choices = FARGATE_SIZES.get(cpu)
    if choices is None:
        raise ValueError(f"cpu is {cpu}; want {_CPU_CHOICES}")
    return choices


def memory_choices_in_words(cpu: int) -> str:
    """`512, 1024 or 2048`, or `4096 to 16384 in steps of 1024` where there are many. Raises as the function above."""
    choices = fargate_memory_choices(cpu)
    if len(choices) <= FEW:
        return enumerate_words([str(one) for one in choices], "or")
    return f"{choices[0]} to {choices[-1]} in steps of {choices[1] - choices[0]}"


def _rented(cpu: int) -> int:
    fargate_memory_choices(cpu)
    return cpu


class FargateSize(Section):
    """CPU and memory of one task, a pair that Fargate rents."""

    cpu: Annotated[int, AfterValidator(_rented), Wants(_CPU_CHOICES)] = Field(
        description=f"CPU units of a task, {_CPU_CHOICES}: 1024 are one vCPU."
    )
    memory_mib: int = Field(
        ge=_LEAST_MIB,
        le=_MOST_MIB,
        description=f"Memory of a task in MiB, {_LEAST_MIB} to {_MOST_MIB}; what is allowed depends on cpu, such as "
        f"{memory_choices_in_words(512)} for 512.",
    )

    def _memory_goes_with_cpu(self) -> Contradiction | None:
        if self.memory_mib in fargate_memory_choices(self.cpu):
            return None
        return Contradiction(at=("memory_mib",), want=f"{memory_choices_in_words(self.cpu)} with cpu {self.cpu}")

    cross_checks: ClassVar[CrossChecks] = (_memory_goes_with_cpu,)
