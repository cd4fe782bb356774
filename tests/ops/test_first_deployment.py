"""From an empty account to an academy that is verified, in the order of docs/first-deployment.md."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from ops.aws.outputs import StackOutputs
from ops.aws.session import open_session
from ops.cli import app
from ops.migrate import MigrateOutputs, Migration, job_of
from ops.preflight import run as preflight
from ops.stacks import StackFile, find_stack, read_profile
from ops.verify import command as verify
from ops.verify.edge import Answer
from ops.verify.found import Found, examine
from ops.verify.run import Clients as VerifyClients
from ops.verify.run import Verification
from ops.verify.wait import Patience
from sandbox.recording import Recording
from tests.ops.answers import Answers
from tests.ops.aws_side import ACCOUNT, BUILDS, REGION, AwsSide
from tests.ops.patient import Waits
from tests.ops.preflight.conftest import offer, quota
from tests.ops.verify.conftest import described

CONFIG = f"sha256:{'ab' * 32}"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def troubles(found: Sequence[Found]) -> list[str]:
    """Every trouble, after the name of its check."""
    return [f"{one.check}: {each.text}" for one in found for each in one.troubles]


@dataclass
class Person:
    """Somebody at a terminal. What moto doesn't answer about the account is answered as AWS documents it."""

    preflight: preflight.Clients
    verify: VerifyClients
    ecs: Answers
    stack: StackFile
    outputs: Path
    waits: Waits = field(default_factory=Waits)
    seen: list[str] = field(default_factory=list[str])
    """All that came to the screen."""
    pages: dict[str, Answer] = field(default_factory=dict[str, Answer])

    def academy(self, *words: str, typed: str | None = None) -> Result:
        """Run a command."""
        result = CliRunner().invoke(app, [*words, "--outputs", str(self.outputs)], input=typed)
        self.seen += [result.stdout, result.stderr]
        return result

    def check_account(self) -> list[str]:
        """`academy preflight`."""
        profile = read_profile(self.stack)
        checks = preflight.checks(self.preflight, ACCOUNT, profile, {})
        return self._saw(troubles([examine(name, check) for name, check in checks]))

    def migrate(self, side: AwsSide) -> list[str]:
        """`academy migrate`; gives the log."""
        log: list[str] = []
        Migration(
            ecs=self.verify.ecs,
            logs=self.verify.logs,
            job=job_of(self.stack, MigrateOutputs.model_validate(side.outputs)),
            timeout_seconds=600,
            say=log.append,
            tell=self.seen.append,
            clock=self.waits.clock(),
        ).run()
        return self._saw(log)

    def check_deployment(self, side: AwsSide) -> list[str]:
        """`academy verify`."""
        patience = Patience(clock=self.waits.clock(), timeout_seconds=600, tell=self.seen.append)
        clients = replace(self.verify, fetch=self._fetch)
        outputs = StackOutputs.model_validate(side.outputs)
        return self._saw(troubles(Verification(clients=clients, outputs=outputs, patience=patience).run()))

    def _fetch(self, url: str) -> Answer:
        return self.pages.get(url, Answer(status=403))

    def started(self) -> str:
        """Id of the task that was started."""
        (line,) = [line for line in self.seen if line.startswith("task ") and " starts with " in line]
        return line.split()[1]

    def _saw(self, lines: list[str]) -> list[str]:
        self.seen += lines
        return lines


@pytest.fixture
def person(nobody: None, stack_file: Path, tmp_path: Path) -> Iterator[Person]:
    """At the start: an empty account, and a stack file that releases nothing."""
    with mock_aws():
        session = open_session(None, REGION)
        blob = json.dumps({"architecture": "arm64", "os": "linux"}).encode()
        clients = replace(preflight.open_clients(session), fetch={"https://layers.example/config": blob}.__getitem__)
        Answers(clients.quotas).answer("get_service_quota", quota(5000))
        options = {"OrderableDBInstanceOptions": [offer(17, "abcd")]}
        Answers(clients.rds).answer("describe_orderable_db_instance_options", options)
        spot = {"capacityProviders": [{"name": "FARGATE_SPOT", "status": "ACTIVE"}], "failures": []}
        Answers(clients.ecs).answer("describe_capacity_providers", spot)
        layer = {"downloadUrl": "https://layers.example/config", "layerDigest": CONFIG}
        Answers(clients.ecr).answer("get_download_url_for_layer", layer)
        checked = verify.open_clients(session)
        yield Person(
            preflight=clients,
            verify=checked,
            ecs=Answers(checked.ecs),
            stack=find_stack("initial"),
            outputs=tmp_path / "outputs.json",
        )


def push(side: AwsSide, image: str, tag: str) -> None:
    """`docker push`."""
    manifest: dict[str, Any] = {"schemaVersion": 2, "mediaType": MANIFEST, "config": {"digest": CONFIG}, "layers": []}
    side.client("ecr").put_image(
        repositoryName=f"academy-{image}",
        imageTag=tag,
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=MANIFEST,
    )


def secret_values(side: AwsSide) -> dict[str, str]:
    """What the stack's secrets hold, by name."""
    manager = side.client("secretsmanager")
    return {
        name: manager.get_secret_value(SecretId=name)["SecretString"] for name in side.outputs["secret_names"].values()
    }


def secret_parts(text: str) -> list[str]:
    """The values in a secret: itself, or those of its JSON."""
    return [*json.loads(text).values()] if text.startswith("{") else [text]


def images(side: AwsSide, definition: str) -> list[str]:
    """What a task definition runs."""
    found = side.client("ecs").describe_task_definition(taskDefinition=definition)["taskDefinition"]
    return [one["image"].rpartition("/")[2] for one in found["containerDefinitions"]]


def write_log(side: AwsSide, task: str, *lines: str) -> None:
    """What the migration's task writes."""
    logs, group, stream = side.client("logs"), "/academy/prod/migrate", f"migrate/migrate/{task}"
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in lines]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def test_an_empty_account_becomes_an_academy(
    person: Person, stack_file: Path, unreleased: Recording, released: Recording
) -> None:
    # Before anything is there.
    assert person.check_account() == []

    # `pulumi up`: everything but the images.
    side = AwsSide(unreleased)
    side.write_outputs(person.outputs)
    site = side.outputs["site_address"]
    assert person.check_deployment(side) == [
        f"site: {site}/ answers 403; want 200: index.html is not in the frontend bucket"
    ]

    # Secrets: twice, which changes nothing.
    account = json.dumps({"api_key": "NCSAB12CD34EF56", "api_secret": "KQ7ZT2M4XW9R8B1VN3P5"})
    assert person.academy("secrets", "initial", typed=account).exit_code == 0
    values = secret_values(side)
    assert person.academy("secrets", "initial").exit_code == 0
    assert secret_values(side) == values
    assert {key: len(value) for key, value in values.items()} == {
        "academy/prod/application-key": 64,
        "academy/prod/database-password": 40,
        "academy/prod/solapi": len(account),
    }

    # Images, and their tags in the stack file.
    person.stack = find_stack(str(stack_file))
    push(side, "api", BUILDS["api"])
    assert [line.partition(" names ")[0] for line in person.check_account()] == [
        "images: academy:release.video",
        "images: academy:release.ai",
        "images: academy:release.messaging",
    ]
    for image in ("video", "ai", "messaging"):
        push(side, image, BUILDS[image])
    assert person.check_account() == []

    # The database, before any service has the new build.
    person.waits.then = [lambda: write_log(side, person.started(), "creating academy_app", "0001_initial")]
    assert person.migrate(side) == ["creating academy_app", "0001_initial"]
    (ran,) = person.ecs.asked("run_task")
    declared = side.outputs["task_definition_arns"]
    assert images(side, ran["taskDefinition"]) == ["academy-api:1.0.0"]
    assert images(side, declared["migrate"]) == images(side, declared["api"]) == ["academy-api:unreleased"]

    # `pulumi up` with the release, and the pages.
    side.up(released)
    side.write_outputs(person.outputs)
    side.answer_targets(2)
    person.pages = {f"{site}/": Answer(status=200), f"{site}/api/healthz": Answer(status=200)}
    keys = [*side.outputs["service_names"]]
    starting = [described(side, key, primary={"runningCount": 0, "rolloutState": "IN_PROGRESS"}) for key in keys]
    running = [described(side, key) for key in keys]
    person.ecs.answer(
        "describe_services", {"services": starting, "failures": []}, {"services": running, "failures": []}
    )
    assert person.check_deployment(side) == []

    # Later a job fails for good.
    side.client("sqs").send_message(QueueUrl=side.outputs["queue_urls"]["video-dlq"], MessageBody="lecture 7")
    shown = person.academy("queues", "initial", "--json")
    assert (shown.exit_code, "video" in shown.stdout) == (1, True)
    assert person.check_deployment(side) == [
        "dead letters: video has 1 dead letter: look at them with `academy queues`"
    ]

    # Nothing that came to the screen or lies in a file has a secret in it.
    parts = [value for text in values.values() for value in secret_parts(text)]
    screen = "\n".join(person.seen)
    files = [file.read_text(encoding="utf-8") for file in person.outputs.parent.rglob("*") if file.is_file()]
    assert len(parts) == 4
    assert [part for part in parts for text in (screen, *files) if part in text] == []
