"""A stack's outputs, typed: where commands find things."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ops.problem import Problem
from ops.stacks import ROOT, StackFile, read_config


class Located(BaseModel):
    """Where a stack is. A command that needs little of a stack takes a model of its own that extends this one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    account_id: str
    region: str = Field(min_length=1)
    environment: str


class StackOutputs(Located):
    """All that `components/outputs.py` exports."""

    site_address: str
    api_address: str
    distribution_id: str
    distribution_domain_name: str
    plan_subscription_arn: str | None = None
    """None while the distribution pays as it goes: Pulumi leaves an output without a value out."""
    target_group_arn: str
    media_bucket: str
    frontend_bucket: str
    logs_bucket: str
    queue_urls: Mapping[str, str]
    repository_urls: Mapping[str, str]
    cluster_name: str
    gpu_cluster_name: str | None = None
    """None while there is no GPU worker."""
    service_names: Mapping[str, str]
    task_definition_arns: Mapping[str, str]
    capacity_providers: Mapping[str, str]
    database_identifier: str
    database_host: str
    database_parameter_group: str
    database_max_connections: int
    secret_names: Mapping[str, str]
    topic_arn: str
    us_east_1_topic_arn: str
    alarm_names: Mapping[str, str]
    us_east_1_alarm_names: Mapping[str, str]
    scaling_alarm_names: Mapping[str, str]
    vpc_id: str
    task_subnet_ids: tuple[str, ...]
    assign_public_ip: bool
    migrate_security_group_id: str


Kind = TypeVar("Kind", bound=Located)


def read_outputs(kind: type[Kind], stack: StackFile, file: Path | None) -> Kind:
    """The outputs of a stack, by its name from Pulumi, or from a file that holds the same JSON.

    Raises:
        Problem: they can't be had, lack something that `kind` wants, or are another environment's than the stack file.
    """
    if file is None:
        outputs = parse_outputs(kind, _ask_pulumi(stack.name), f"stack {stack.name}")
    else:
        outputs = parse_outputs(kind, _read(file), file.name)
    environment = read_config(stack).get("academy:environment")
    if environment != outputs.environment:
        raise Problem(
            f"{stack.path.name} is for {environment}, and the outputs are of {outputs.environment}: nothing was done"
        )
    return outputs


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Problem(f"{file} can't be read: {reason}") from error


def parse_outputs(kind: type[Kind], text: str, source: str) -> Kind:
    """The outputs in the JSON of `pulumi stack output --json`.

    Raises:
        Problem: it is no JSON object, or one that lacks something; with all that it lacks.
    """
    try:
        values = cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        raise Problem(f"the outputs of {source} are not JSON: {error}") from error
    if not isinstance(values, dict):
        raise Problem(f"the outputs of {source} are no JSON object: want what `pulumi stack output --json` prints")
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise Problem(_lacking(error, source)) from None


def _lacking(error: ValidationError, source: str) -> str:
    missing = sorted({str(one["loc"][0]) for one in error.errors() if one["type"] == "missing"})
    wrong = sorted({str(one["loc"][0]) for one in error.errors()} - {*missing})
    said = [f"lack {', '.join(missing)}"] if missing else []
    said += [f"have something else than this program writes as {', '.join(wrong)}"] if wrong else []
    return f"the outputs of {source} {' and '.join(said)}: `pulumi up` writes every output when it comes through"


def _ask_pulumi(stack: str) -> str:
    engine = shutil.which("pulumi")
    if engine is None:
        raise Problem(
            "the outputs are asked of pulumi, which is not on the PATH: install it "
            "(https://www.pulumi.com/docs/install/), or give the outputs with --outputs FILE"
        )
    # Without --show-secrets: no output is one, and none ever gets here.
    asked = subprocess.run(
        [engine, "stack", "output", "--json", "--non-interactive", "--stack", stack],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if asked.returncode != 0:
        last = next((line.strip() for line in reversed(asked.stderr.splitlines()) if line.strip()), "it says nothing")
        raise Problem(
            f"pulumi gives no outputs of stack {stack}: {last.removeprefix('error: ')}; log in to the backend that has "
            "it, or give the outputs with --outputs FILE"
        )
    return asked.stdout
