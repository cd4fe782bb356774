"""How big the GPU worker's task is: all that its machine has to give."""

from dataclasses import dataclass

from sizing.compute import Architecture
from sizing.gpu import GpuSize

CPU_UNITS = 1024
"""Of one vCPU."""

MEMORY_PERCENT = 90
"""Ours: what of a machine's memory a task may have. The kernel, the GPU's driver and the ECS agent keep the rest, and a
task that asks for more than the machine reports is never placed.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html"""


@dataclass(frozen=True, kw_only=True)
class GpuTask:
    """One task, alone on its machine because it has the machine's GPU."""

    cpu: int
    memory_mib: int
    architecture: Architecture


def gpu_task(size: GpuSize) -> GpuTask:
    """The task that fills a machine of the profile's type."""
    machine = size.instance
    return GpuTask(
        cpu=machine.vcpu * CPU_UNITS,
        memory_mib=machine.memory_gib * 1024 * MEMORY_PERCENT // 100,
        # All g4dn machines are Intel's. https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
        architecture="x86_64",
    )
