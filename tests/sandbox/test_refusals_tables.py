"""What the rules take from tables: every row refuses what it says, and leaves the rest alone."""

import typing
from collections.abc import Mapping, Sequence

import pytest

from sandbox import aws
from sandbox.held import Change, Held
from sandbox.refusals import (
    alarms,
    balancer,
    cdn,
    certificates,
    containers,
    database,
    firewall,
    identity,
    ranges,
    reasons,
    scaling,
    services,
)
from sandbox.refusals.everywhere import WORDS, unknown_word
from sandbox.refusals.names import PLATFORM_NAMES
from sandbox.refusals.reference import Reference, rules
from sandbox.sdk import InputShape, alternatives, input_shape, is_input_type, shape_of
from sandbox.wire import UNKNOWN

MODULES = (firewall, database, identity, containers, services, scaling, balancer, certificates, cdn, alarms)
REFERENCES: Sequence[Reference] = [each for module in MODULES for each in module.REFERENCES]
PATHS = [f"{each.holder.partition(':')[2]} {each.path}" for each in REFERENCES]
SEOUL = "ap-northeast-2"
THEIRS = "theirs"
"""Id, name and ARN of the resource that is named."""


def held(token: str, identifier: str, inputs: Mapping[str, object], region: str = SEOUL) -> Held:
    outputs: dict[str, object] = {"name": identifier, "arn": identifier, "identifier": identifier}
    return Held(
        type=token, id=identifier, name="", urn="", region=region, serial=1, version=1, inputs=inputs, outputs=outputs
    )


def change(asked: Held, *there: Held) -> Change:
    return Change(
        type=asked.type,
        region=asked.region,
        inputs=asked.inputs,
        outputs=asked.outputs,
        id=asked.id,
        olds={},
        held=lambda token: [each for each in there if each.type == token],
    )


def at(path: str, value: object) -> Mapping[str, object]:
    """Inputs with a value at a path, each step but the last once as a list of one."""
    key, _, rest = path.partition(".")
    return {key: [at(rest, value)] if rest else value}


def is_real(token: str, path: str) -> bool:
    """Whether the SDK's type has an input at that path."""
    shape = input_shape(token)
    for key in path.split("."):
        if key not in shape.properties:
            return False
        kinds = [inner(kind) for kind in alternatives(shape.properties[key])]
        nested = [kind for kind in kinds if is_input_type(kind)]
        shape = shape_of(nested[0]) if nested else InputShape(properties={}, required=frozenset())
    return True


def inner(kind: object) -> object:
    """What a list is a list of."""
    arguments = typing.get_args(kind)
    return next(iter(alternatives(arguments[0])), kind) if arguments else kind


@pytest.mark.parametrize("reference", REFERENCES, ids=PATHS)
def test_what_is_named_has_to_be_there(reference: Reference) -> None:
    missing = rules([reference])[0].reason
    asked = held(reference.holder, "mine", at(reference.path, [THEIRS]))
    assert str(missing(change(asked))).startswith(
        f"{reference.missing}: {reference.path}: {THEIRS} does not exist (http"
    )
    assert missing(change(asked, held(reference.target, THEIRS, {}))) is None
    assert missing(change(held(reference.holder, "mine", at(reference.path, UNKNOWN)))) is None


@pytest.mark.parametrize("reference", REFERENCES, ids=PATHS)
def test_what_is_named_stays_where_aws_says_so(reference: Reference) -> None:
    holder = held(reference.holder, "mine", at(reference.path, [THEIRS]))
    target = held(reference.target, THEIRS, {})
    both = rules([reference])
    assert len(both) == (2 if reference.in_use else 1)
    for rule in both[1:]:
        said = str(rule.reason(change(target, target, holder)))
        assert said.startswith(f"{reference.in_use}: {THEIRS} is in use by mine (http")
        assert rule.reason(change(held(reference.target, "another", {}), holder)) is None


@pytest.mark.parametrize("reference", REFERENCES, ids=PATHS)
def test_references_are_between_types_of_the_table_and_name_real_inputs(reference: Reference) -> None:
    assert {reference.holder, reference.target} <= set(aws.RESOURCES)
    assert is_real(reference.holder, reference.path)
    assert reference.page.startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("token", sorted(PLATFORM_NAMES))
def test_a_name_that_is_taken(token: str) -> None:
    _, regional, code, page = PLATFORM_NAMES[token]
    asked, there = held(token, "academy", {}), held(token, "academy", {})
    (said,) = [each for each in reasons("create", change(asked, there)) if "is taken" in each]
    assert said == f"{code}: academy is taken ({page})"
    elsewhere = held(token, "academy", {}, region="us-east-1")
    assert any("is taken" in each for each in reasons("create", change(asked, elsewhere))) is not regional


@pytest.mark.parametrize(("token", "path"), [(token, path) for token, paths in WORDS.items() for path in paths])
def test_a_word_that_the_provider_does_not_know(token: str, path: str) -> None:
    words = WORDS[token][path]
    wrong, right = held(token, "mine", at(path, "sometimes")), held(token, "mine", at(path, words[0]))
    assert unknown_word(change(wrong)) == f"expected {path} to be one of {', '.join(words)}, got sometimes"
    assert unknown_word(change(right)) is None
    assert is_real(token, path)


@pytest.mark.parametrize(("token", "path"), [(token, path) for token, paths in ranges.RANGES.items() for path in paths])
def test_a_number_out_of_its_range(token: str, path: str) -> None:
    least, most = ranges.RANGES[token][path]
    for wrong in (least - 1, most + 1):
        said = ranges.out_of_range(change(held(token, "mine", at(path, wrong))))
        assert said == f"expected {path} to be in the range {least} to {most}, got {wrong}"
    for right in (least, most, str(most), UNKNOWN):
        assert ranges.out_of_range(change(held(token, "mine", at(path, right)))) is None
    assert is_real(token, path)


@pytest.mark.parametrize(
    ("token", "path"), [(token, path) for token, paths in ranges.CHOICES.items() for path in paths]
)
def test_a_number_that_is_none_of_the_choices(token: str, path: str) -> None:
    choices = sorted(ranges.CHOICES[token][path])
    said = ranges.none_of_the_choices(change(held(token, "mine", at(path, 8))))
    assert said == f"expected {path} to be one of {', '.join(map(str, choices))}, got 8"
    assert ranges.none_of_the_choices(change(held(token, "mine", at(path, choices[-1])))) is None
    assert is_real(token, path)
