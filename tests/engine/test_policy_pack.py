"""The policy pack under the real engine, on the real program and on those that break its rules."""

from pathlib import Path

import pytest

from policy.rules import POLICIES
from sandbox.results import Result
from sandbox.workspace import ROOT, Sandbox, stack_files
from tests.engine.conftest import SandboxFactory, succeeded

pytestmark = pytest.mark.engine

PACK = ROOT / "policy"

ADDED_BY_HAND = f"""
import runpy
import pulumi
import pulumi_aws as aws

runpy.run_path({str(ROOT / "__main__.py")!r}, run_name="__main__")
kept = pulumi.ResourceOptions(protect=True)

aws.vpc.SecurityGroupIngressRule("wrong", security_group_id="sg-1", ip_protocol="-1", cidr_ipv4="0.0.0.0/0")
aws.sqs.Queue("wrong", sqs_managed_sse_enabled=True, opts=kept)
aws.s3.Bucket("wrong")

end = aws.sqs.Queue("end", sqs_managed_sse_enabled=True, opts=kept)
redrive = pulumi.Output.json_dumps({{"deadLetterTargetArn": end.arn, "maxReceiveCount": 5}})
aws.sqs.Queue("right", sqs_managed_sse_enabled=True, redrive_policy=redrive, opts=kept)
"""

KNOWN_WHEN_MADE = """
import pulumi
import pulumi_aws as aws

topic = aws.sns.Topic("alarms")
statement = {"Effect": "Allow", "Action": "sns:*", "Resource": topic.arn, "Principal": {"AWS": "123456789012"}}
policy = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})
aws.sns.TopicPolicy("alarms", arn=topic.arn, policy=policy)
"""


def policies(result: Result, severity: str) -> set[tuple[str, str]]:
    """Which policies said something, each with the logical name of the resource that it is about."""
    names = {policy.name for policy in POLICIES}
    said = [(each.message.partition(":")[0], each) for each in result.diagnostics if each.severity == severity]
    return {(name, each.urn.rpartition("::")[2]) for name, each in said if name in names}


def program(folder: Path, text: str) -> Path:
    file = folder / "__main__.py"
    file.write_text(text)
    return file


@pytest.mark.parametrize("stack", stack_files())
def test_the_program_keeps_every_rule(sandbox: Sandbox, stack: str) -> None:
    result = succeeded(sandbox.preview(stack, policy_packs=(PACK,)))

    assert policies(result, "error") == set()


def test_what_is_added_by_hand_fails_the_preview_by_policy_and_resource(
    new_sandbox: SandboxFactory, tmp_path: Path
) -> None:
    refused = new_sandbox(program=program(tmp_path, ADDED_BY_HAND)).preview("initial", policy_packs=(PACK,))

    assert refused.failed
    assert policies(refused, "error") == {
        ("no-open-ingress", "wrong"),
        ("no-endless-jobs", "wrong"),
        ("protected-data", "wrong"),
        ("every-bucket-closed", "wrong"),
    }


def test_what_a_preview_cannot_know_is_judged_before_it_is_made(new_sandbox: SandboxFactory, tmp_path: Path) -> None:
    sandbox = new_sandbox(program=program(tmp_path, KNOWN_WHEN_MADE))

    previewed = succeeded(sandbox.preview("initial", policy_packs=(PACK,)))
    refused = sandbox.up("initial", policy_packs=(PACK,))

    assert policies(previewed, "warning") == {("named-actions", "alarms")}
    assert refused.failed
    assert policies(refused, "error") == {("named-actions", "alarms")}
    assert [made.type for made in sandbox.account.log() if made.op == "create"] == ["aws:sns/topic:Topic"]
