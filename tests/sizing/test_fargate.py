import json
import re

import pytest
from cfnlint.api import ManualArgs, lint
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sizing.fargate import FARGATE_SIZES, FargateSize, fargate_memory_choices, memory_choices_in_words

MEMORY_STEP_MIB = 512
cpus = st.sampled_from(tuple(FARGATE_SIZES))
pairs = cpus.flatmap(lambda cpu: st.tuples(st.just(cpu), st.sampled_from(fargate_memory_choices(cpu))))


def refused_by_cfn_lint(candidates: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs that AWS's own linter of templates calls no Fargate size."""
    template = {
        "Resources": {
            f"Task{cpu}x{memory_mib}": {
                "Type": "AWS::ECS::TaskDefinition",
                "Properties": {
                    "Cpu": str(cpu),
                    "Memory": str(memory_mib),
                    "NetworkMode": "awsvpc",
                    "RequiresCompatibilities": ["FARGATE"],
                    "ContainerDefinitions": [{"Name": "api", "Image": "api"}],
                },
            }
            for cpu, memory_mib in candidates
        }
    }
    matches = lint(json.dumps(template), config=ManualArgs(regions=["ap-northeast-2"]))
    told = [re.findall(r"[0-9]+", match.message) for match in matches if match.rule.id == "E3047"]
    return {(int(cpu), int(memory_mib)) for cpu, memory_mib in told}


def test_the_sizes_of_the_requirements_are_rented() -> None:
    for cpu, memory_mib in ((256, 512), (512, 1024), (1024, 2048)):
        assert FargateSize(cpu=cpu, memory_mib=memory_mib).memory_mib == memory_mib


@pytest.mark.parametrize(
    ("cpu", "words"),
    [
        (256, "512, 1024 or 2048"),
        (512, "1024, 2048, 3072 or 4096"),
        (1024, "2048, 3072, 4096, 5120, 6144, 7168 or 8192"),
        (2048, "4096 to 16384 in steps of 1024"),
        (4096, "8192 to 30720 in steps of 1024"),
        (8192, "16384 to 61440 in steps of 4096"),
        (16384, "32768 to 122880 in steps of 8192"),
    ],
)
def test_the_choices_of_memory_are_those_of_aws(cpu: int, words: str) -> None:
    assert memory_choices_in_words(cpu) == words


def test_aws_and_the_table_agree_on_every_size_and_on_what_lies_beside_it() -> None:
    sizes = {(cpu, memory_mib) for cpu, choices in FARGATE_SIZES.items() for memory_mib in choices}
    beside = {
        (cpu, memory_mib + step)
        for cpu, memory_mib in sizes
        for step in (-2 * MEMORY_STEP_MIB, -MEMORY_STEP_MIB, MEMORY_STEP_MIB, 2 * MEMORY_STEP_MIB)
        if memory_mib + step > 0
    } - sizes
    assert refused_by_cfn_lint(sizes | beside) == beside


@given(pairs)
def test_every_pair_of_the_table_is_a_size(pair: tuple[int, int]) -> None:
    cpu, memory_mib = pair
    assert FargateSize(cpu=cpu, memory_mib=memory_mib).cpu == cpu


@given(pairs)
def test_memory_is_never_less_than_a_cpu_of_this_size_can_use(pair: tuple[int, int]) -> None:
    cpu, memory_mib = pair
    assert 1.875 * cpu <= memory_mib <= 8 * cpu


@given(cpus, st.integers(512, 122880))
def test_memory_that_is_no_choice_is_refused_with_the_choices(cpu: int, memory_mib: int) -> None:
    if memory_mib in fargate_memory_choices(cpu):
        return
    with pytest.raises(ValidationError, match=f"want {memory_choices_in_words(cpu)} with cpu {cpu}"):
        FargateSize(cpu=cpu, memory_mib=memory_mib)


@given(st.integers().filter(lambda cpu: cpu not in FARGATE_SIZES))
def test_cpu_units_that_are_not_rented_are_refused_with_those_that_are(cpu: int) -> None:
    with pytest.raises(ValueError, match=r"want 256, 512, 1024, 2048, 4096, 8192 or 16384$"):
        fargate_memory_choices(cpu)


def test_the_table_can_not_be_changed() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        FARGATE_SIZES[256] = ()  # pyright: ignore[reportIndexIssue]
