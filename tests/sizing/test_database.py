import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizing.database import INSTANCE_CLASSES, InstanceClass


@pytest.mark.parametrize(
    ("instance_class", "connections"),
    [
        ("db.t4g.micro", 84),  # 1 GiB / 9531392 = 112
        ("db.t4g.small", 168),  # 225; a real one takes 181
        ("db.t4g.medium", 337),  # 450
        ("db.m7g.large", 675),  # 901; a real one takes 832
        ("db.r7g.8xlarge", 3750),  # LEAST(…, 5000)
    ],
)
def test_a_class_has_memory_for_three_quarters_of_what_the_formula_says(instance_class: str, connections: int) -> None:
    assert INSTANCE_CLASSES[instance_class].max_connections_limit == connections


@given(st.integers(1, 1024), st.integers(1, 1024))
def test_more_memory_never_takes_fewer_connections(one: int, other: int) -> None:
    less, more = (InstanceClass(vcpu=2, memory_gib=gib) for gib in sorted((one, other)))
    assert less.max_connections_limit <= more.max_connections_limit <= 3750


def test_the_classes_of_the_requirements_are_known() -> None:
    assert INSTANCE_CLASSES["db.t4g.micro"] == InstanceClass(vcpu=2, memory_gib=1)
    assert INSTANCE_CLASSES["db.t4g.medium"] == InstanceClass(vcpu=2, memory_gib=4)


def test_every_size_of_a_family_doubles_the_memory_of_the_one_before() -> None:
    for family in ("db.t4g.", "db.m7g.", "db.r7g."):
        memory = [one.memory_gib for name, one in INSTANCE_CLASSES.items() if name.startswith(family)]
        assert memory == [memory[0] * 2**step for step in range(len(memory))]
