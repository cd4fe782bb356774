"""Each policy lets through what it should and names what it shouldn't, the shipped program included."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import (
    EnforcementLevel,
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from policy import rules
from policy.rules import BUCKET, POLICIES, PUBLIC_ACCESS_BLOCK, QUEUE
from sandbox.aws import RESOURCES as TABLE
from sandbox.recording import Recording, record_program
from sandbox.schema import problems
from sandbox.wire import UNKNOWN
from sandbox.workspace import stack_files
from tests.policy.fixtures import RESOURCES, Resource

BY_NAME = {policy.name: policy for policy in POLICIES}
OF_RESOURCES = [policy for policy in POLICIES if isinstance(policy, ResourceValidationPolicy)]
OF_STACKS = [policy for policy in POLICIES if isinstance(policy, StackValidationPolicy)]


@dataclass
class Reported:
    """What policies reported: the resource's URN and the text."""

    violations: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    unknown: bool = False

    def __call__(self, message: str, urn: str | None = None) -> None:
        self.violations.append((urn or "", message))


def options(*, protect: bool) -> PolicyResourceOptions:
    return PolicyResourceOptions(protect, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


def judge(policy: ResourceValidationPolicy, token: str, inputs: Mapping[str, Any], *, protect: bool) -> Reported:
    """What the policy says of a resource, as the engine would show it one."""
    props = unknown_checking_proxy({key: value for key, value in inputs.items() if value is not None})
    reported = Reported()
    args = ResourceValidationArgs(token, props, "urn:one", "one", options(protect=protect), None)
    try:
        policy.validate(args, reported)  # pyright: ignore[reportUnknownMemberType] -- an Awaitable of they don't say what
    except UnknownValueError:
        reported.unknown = True
    return reported


def declared(token: str, name: str, **properties: object) -> PolicyResource:
    props = unknown_checking_proxy(properties)
    return PolicyResource(token, props, f"urn:{token}::{name}", name, options(protect=True), None, None, [], {})


def made_from(resource: PolicyResource, name: str, source: PolicyResource) -> PolicyResource:
    resource.property_dependencies[name] = [source]
    return resource


def judge_stack(name: str, *resources: PolicyResource) -> list[str]:
    """Names of the resources that break a policy of the stack."""
    policy = BY_NAME[name]
    assert isinstance(policy, StackValidationPolicy)
    reported = Reported()
    policy.validate(StackValidationArgs([*resources]), reported)  # pyright: ignore[reportUnknownMemberType]
    return [urn.rpartition("::")[2] for urn, _ in reported.violations]


def title(resource: Resource) -> str:
    verdict = "breaks" if resource.breaks else "is-untold" if resource.unknown else "keeps"
    return f"{resource.type.rpartition(':')[2]}-{verdict}-{resource.policy}"


@pytest.mark.parametrize("resource", RESOURCES, ids=title)
def test_a_policy_reports_exactly_what_breaks_it(resource: Resource) -> None:
    policy = BY_NAME[resource.policy]
    assert isinstance(policy, ResourceValidationPolicy)

    reported = judge(policy, resource.type, resource.inputs, protect=resource.protect)

    assert len(reported.violations) == len(resource.breaks), reported.violations
    for (urn, text), part in zip(reported.violations, resource.breaks, strict=True):
        assert part in text
        assert urn == "urn:one"
    assert reported.unknown == resource.unknown


@pytest.mark.parametrize("resource", RESOURCES, ids=title)
def test_a_fixture_is_made_of_properties_that_its_type_has(resource: Resource) -> None:
    assert problems(resource.type, resource.inputs) == []


@pytest.mark.parametrize("policy", OF_RESOURCES, ids=lambda policy: policy.name)
def test_a_policy_can_break_on_a_type_that_the_program_may_declare(policy: ResourceValidationPolicy) -> None:
    rows = [resource for resource in RESOURCES if resource.policy == policy.name]

    assert any(row.breaks and row.type in TABLE for row in rows)
    assert any(not row.breaks and not row.unknown for row in rows)


def test_every_type_that_a_policy_names_exists() -> None:
    source = Path(rules.__file__).read_text(encoding="utf-8")
    tokens = set(re.findall(r'"(aws:[^"]+)"', source))

    assert len(tokens) >= 10
    # What nobody writes here, and the provider still takes.
    assert tokens - set(TABLE) == {"aws:ec2/securityGroupRule:SecurityGroupRule"}
    assert {row.type for row in RESOURCES} >= tokens


def test_every_policy_is_described_and_mandatory() -> None:
    assert len(BY_NAME) == len(POLICIES) == len(OF_RESOURCES) + len(OF_STACKS)
    for policy in POLICIES:
        assert policy.description.endswith(".")
        assert policy.enforcement_level is EnforcementLevel.MANDATORY


def test_a_bucket_without_a_public_access_block_is_named() -> None:
    closed, opened, by_name = (
        declared(BUCKET, "closed", bucket=UNKNOWN),
        declared(BUCKET, "opened", bucket=UNKNOWN),
        declared(BUCKET, "by-name", bucket="academy-media"),
    )
    policy = made_from(declared("aws:s3/bucketPolicy:BucketPolicy", "closed", bucket=UNKNOWN), "bucket", closed)
    handed_on = made_from(declared(PUBLIC_ACCESS_BLOCK, "closed", bucket=UNKNOWN), "bucket", policy)
    named = declared(PUBLIC_ACCESS_BLOCK, "by-name", bucket="academy-media")

    assert judge_stack("every-bucket-closed", closed, opened, by_name, policy, handed_on, named) == ["opened"]
    assert judge_stack("every-bucket-closed", closed, policy, by_name) == ["closed", "by-name"]


def test_a_queue_without_an_end_for_failed_jobs_is_named() -> None:
    end = declared(QUEUE, "end", arn=UNKNOWN, redrivePolicy=UNKNOWN)
    jobs = made_from(declared(QUEUE, "jobs", arn=UNKNOWN, redrivePolicy=UNKNOWN), "redrivePolicy", end)
    endless = declared(QUEUE, "endless", arn=UNKNOWN, redrivePolicy=UNKNOWN)

    assert judge_stack("no-endless-jobs", end, jobs, endless) == ["endless"]
    assert judge_stack("no-endless-jobs", end) == ["end"]


def test_an_arn_written_out_in_a_redrive_policy_names_a_dead_letter_queue_too() -> None:
    arn = "arn:aws:sqs:ap-northeast-2:123456789012:jobs"
    jobs = declared(QUEUE, "jobs", arn=arn, redrivePolicy=f'{{"deadLetterTargetArn":"{arn}-dlq"}}')
    end = declared(QUEUE, "end", arn=f"{arn}-dlq")
    other = declared(QUEUE, "other", arn=f"{arn}-dl")

    assert judge_stack("no-endless-jobs", jobs, end, other) == ["other"]


def shown(recording: Recording) -> list[PolicyResource]:
    """The recording as a policy of the stack gets it after `pulumi up`."""
    resources = {
        each.urn: PolicyResource(
            each.type,
            unknown_checking_proxy(each.inputs),
            each.urn,
            each.name,
            options(protect=each.protect),
            None,
            None,
            [],
            {},
        )
        for each in recording.resources
    }
    for each in recording.resources:
        for name, urns in each.property_dependencies.items():
            resources[each.urn].property_dependencies[name] = [resources[urn] for urn in urns if urn in resources]
    return list(resources.values())


def broken(recording: Recording) -> Iterator[tuple[str, str]]:
    for policy in OF_RESOURCES:
        for each in recording.resources:
            reported = judge(policy, each.type, each.inputs, protect=each.protect)
            assert not reported.unknown, (policy.name, each.key)
            yield from ((policy.name, f"{each.name}: {text}") for _, text in reported.violations)
    for policy in OF_STACKS:
        yield from ((policy.name, name) for name in judge_stack(policy.name, *shown(recording)))


@pytest.mark.parametrize("stack", stack_files())
def test_the_program_keeps_every_rule_once_all_values_are_known(stack: str) -> None:
    assert list(broken(record_program(stack))) == []
