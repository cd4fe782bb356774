"""The plans that the gate is tried on, as the real CLI tells them.

`python -m tests.engine.gate_plans` writes them anew. They are of a small program, so that they can be read: a network,
a topic with a secret name, a bucket, two queues and a task definition.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from sandbox.engine import find_engine, tell_stderr
from sandbox.wire import is_list, is_object
from sandbox.workspace import ROOT
from tests.engine.cli import Cli, cli

FOLDER = ROOT / "tests" / "ops" / "gate" / "outputs"

_PROGRAM = """
import pulumi
import pulumi_aws as aws

plan = pulumi.Config("gate").require("plan")
replaced, unprotected = plan == "replace", plan == "unprotect"
tier = pulumi.ComponentResource("academy:data:Tier", "tier", None)
child = pulumi.ResourceOptions(parent=tier)
kept = pulumi.ResourceOptions(parent=tier, protect=not unprotected)

vpc = aws.ec2.Vpc("network", cidr_block="10.1.0.0/16" if replaced else "10.0.0.0/16", opts=child)
for letter, number in (("a", 1), ("c", 2)):
    aws.ec2.Subnet(
        f"network-{letter}", vpc_id=vpc.id, cidr_block=f"10.{int(replaced)}.{number}.0/24",
        availability_zone=f"ap-northeast-2{letter}", opts=child)
aws.sns.Topic(
    "alarms", name=pulumi.Output.secret("academy-alerts-2" if replaced else "academy-alerts"),
    display_name=pulumi.Output.secret("Academy"), opts=child)
if plan != "failed":
    aws.s3.Bucket("media", bucket="academy-media-prod", opts=kept)
if plan != "delete":
    aws.sqs.Queue("jobs", name="academy-jobs", sqs_managed_sse_enabled=True, opts=child)
    aws.sqs.Queue("kept", name="academy-kept", sqs_managed_sse_enabled=True,
        opts=pulumi.ResourceOptions(parent=tier, retain_on_delete=True))
aws.ecs.TaskDefinition(
    "api", family="academy-api", skip_destroy=True, opts=child,
    container_definitions=pulumi.Output.json_dumps(
        [{"name": "api", "image": "academy/api:" + ("1.4.1" if plan == "release" else "1.4.0"), "memory": 512}]))
"""

_FILES: Mapping[str, str] = {
    "Pulumi.yaml": "name: academy\nruntime: python\n",
    "Pulumi.prod.yaml": "config:\n  aws:region: ap-northeast-2\n  gate:plan: clean\n",
    "__main__.py": _PROGRAM,
}

PLANS = ("clean", "release", "replace", "delete", "unprotect", "failed")
"""What each plan does with what is up. `release` is a new revision of the task definition."""

CREATE = "create.json"
"""The first plan, of an empty account."""

EVENTS = "replace-events.jsonl"
"""The plan `replace`, a line an event."""

_MACHINE = {"sourcePosition", "stackTrace", "created", "modified", "duration", "timestamp", "durationSeconds"}
"""Where the program lies, and when it ran."""


def record(engine: Path) -> dict[str, str]:
    """File name -> what the CLI prints, without where and when it ran."""
    with tempfile.TemporaryDirectory(prefix="academy-gate-") as scratch, cli(engine, Path(scratch), _FILES) as project:
        project.succeed("stack", "init", "prod")
        told = {CREATE: _document(_preview(project, "clean"))}
        project.succeed("up", "--yes")
        for plan in PLANS:
            told[f"{plan}.json"] = _document(_preview(project, plan))
        streamed = _preview(project, "replace", PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true")
        told[EVENTS] = "".join(_events(streamed))
        return told


def shape(text: str) -> list[str]:
    """What the gate goes by in such a file, without ids that differ from one account to the next, in a fixed order."""
    documents = [json.loads(text)] if text.startswith("{\n") else [json.loads(line) for line in text.splitlines()]
    return sorted(line for document in documents for line in _shape(document, ()))


def _shape(value: object, path: tuple[str, ...]) -> Iterator[str]:
    if is_object(value):
        where = (*path, str(value["urn"])) if "urn" in value else path
        for key, each in value.items():
            if key not in {"inputs", "outputs", "sequence", "message"}:
                yield from _shape(each, (*where, key))
    elif is_list(value):
        for each in value:
            yield from _shape(each, path)
    else:
        yield f"{' '.join(path)}: {'...' if path[-1] == 'id' else value}"


def _preview(project: Cli, plan: str, **environment: str) -> str:
    project.succeed("config", "set", "gate:plan", plan)
    done = project.run("preview", "--json", **environment)
    assert (done.returncode != 0) == (plan == "failed"), done.stderr
    return done.stdout


def _document(text: str) -> str:
    document = cast("dict[str, object]", _without(json.loads(text)))
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _events(text: str) -> Iterator[str]:
    for line in text.splitlines():
        event = cast("dict[str, object]", _without(json.loads(line)))
        if not {"resOutputsEvent", "preludeEvent"} & event.keys() and not _is_chatter(event.get("diagnosticEvent")):
            yield json.dumps(event, ensure_ascii=False) + "\n"


def _without(value: object) -> object:
    if is_object(value):
        kept = {key: _without(each) for key, each in value.items() if key not in _MACHINE}
        if "diagnostics" in kept and is_list(kept["diagnostics"]):
            kept["diagnostics"] = [each for each in kept["diagnostics"] if not _is_chatter(each)]
        return kept
    if is_list(value):
        return [_without(each) for each in value]
    return re.sub(r"::[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "::ID", value) if isinstance(value, str) else value


def _is_chatter(said: object) -> bool:
    """Whether it speaks of the language host, or is for those who look for mistakes in the SDK."""
    return is_object(said) and (
        said.get("severity") in {"debug", "info#err"} or "from $PATH at" in str(said["message"])
    )


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in record(find_engine(tell_stderr)).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {len(text)} characters\n")


if __name__ == "__main__":
    main()
