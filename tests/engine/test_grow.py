"""A stack grows under another name, with the person's own CLI and whichever way its secrets are encrypted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from moto.server import ThreadedMotoServer

from ops.grow import grow
from ops.problem import Problem
from sandbox.recording import ROOT
from tests.engine.cli import Cli, cli

pytestmark = pytest.mark.engine

REGION = "ap-northeast-2"

PROGRAM = """
import pathlib, time
import pulumi
import pulumi_aws as aws

config = pulumi.Config("academy")
size = config.require_object("database")["instance_class"]
aws.ec2.Vpc("network", cidr_block="10.0.0.0/16", tags={"size": size}, opts=pulumi.ResourceOptions(protect=True))
aws.sns.Topic("alarms", display_name=pulumi.Output.secret("Academy"))
if pathlib.Path("../fail").exists():
    raise pulumi.RunError("it does not work today")
if pathlib.Path("../sleep").exists():
    pathlib.Path("../asleep").touch()
    time.sleep(300)
"""

STACK_FILES = ("Pulumi.initial.yaml", "Pulumi.10k.yaml")

GROW = "import sys; from pathlib import Path; from ops.grow import grow; grow('10k', None, root=Path(sys.argv[1]))"


@pytest.fixture
def project(engine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Cli]:
    """A project in git, with nothing in it but a program and the shipped stack files."""
    files = {name: (ROOT / name).read_text() for name in ("Pulumi.yaml", *STACK_FILES)}
    with cli(engine, tmp_path, {**files, "__main__.py": PROGRAM}) as ready:
        become(ready, monkeypatch)
        git(ready, "init", "--quiet")
        yield ready


def become(project: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the environment of somebody who works in the project."""
    for name in os.environ.keys() - project.environment.keys():
        monkeypatch.delenv(name)
    for name, value in project.environment.items():
        monkeypatch.setenv(name, value)


def git(project: Cli, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@academy.example")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=project.project, check=True, capture_output=True, text=True).stdout


def brought_up(project: Cli, *init: str) -> None:
    """The stack initial is up, and what Pulumi wrote into its file is committed."""
    project.succeed("stack", "init", "initial", *init)
    project.succeed("up", "--yes")
    commit(project)


def commit(project: Cli) -> None:
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "As it stands")


def texts(project: Cli) -> dict[str, str]:
    return {name: (project.project / name).read_text() for name in STACK_FILES}


def encryption(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("secretsprovider", "encrypt"))]


def selected(project: Cli) -> str:
    return project.succeed("stack", "--show-name").strip()


def test_a_stack_grows_and_goes_back_with_a_passphrase(project: Cli, capfd: pytest.CaptureFixture[str]) -> None:
    brought_up(project)
    before = texts(project)
    assert len(encryption(before["Pulumi.initial.yaml"])) == 1

    assert grow("10k", None, root=project.project) == 0

    told = capfd.readouterr()
    # The same resources, with the sizes of the new file.
    assert "~ 1 to update" in told.out
    assert "2 unchanged" in told.out
    assert told.out.endswith("  git commit Pulumi.10k.yaml\n  pulumi up --policy-pack policy\n")
    assert selected(project) == "10k"
    salt = encryption(before["Pulumi.initial.yaml"])[0]
    assert texts(project) == {
        "Pulumi.initial.yaml": before["Pulumi.initial.yaml"],
        "Pulumi.10k.yaml": f"{before['Pulumi.10k.yaml']}{salt}\n",
    }
    assert git(project, "status", "--porcelain") == " M Pulumi.10k.yaml\n"

    with pytest.raises(Problem, match=r"the git tree is not clean: commit or stash Pulumi\.10k\.yaml"):
        grow("initial", None, root=project.project)
    project.succeed("up", "--yes")
    commit(project)
    before = texts(project)
    assert grow("initial", None, root=project.project) == 0
    assert "~ 1 to update" in capfd.readouterr().out
    assert (selected(project), texts(project)) == ("initial", before)
    assert git(project, "status", "--porcelain") == ""


def test_a_stack_grows_with_a_key_of_kms(
    project: Cli, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    aws.start()
    try:
        address = "http://{}:{}".format(*aws.get_host_and_port())
        account = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_ENDPOINT_URL_KMS": address}
        project.environment |= account
        del project.environment["PULUMI_CONFIG_PASSPHRASE"]
        become(project, monkeypatch)
        kms = cast("Any", boto3).client("kms", region_name=REGION)
        kms.create_alias(AliasName="alias/academy", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
        provider = f"awskms://alias/academy?region={REGION}"
        brought_up(project, "--secrets-provider", provider)
        before = texts(project)

        assert grow("10k", None, root=project.project) == 0

        assert "~ 1 to update" in capfd.readouterr().out
        carried = encryption(texts(project)["Pulumi.10k.yaml"])
        assert [line.partition(":")[0] for line in carried] == ["secretsprovider", "encryptedkey"]
        assert carried == encryption(before["Pulumi.initial.yaml"])
        assert texts(project)["Pulumi.initial.yaml"] == before["Pulumi.initial.yaml"]
        project.succeed("up", "--yes")
    finally:
        aws.stop()


def test_a_failed_or_interrupted_preview_leaves_everything_as_it_was(
    project: Cli, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    brought_up(project)
    before = texts(project)

    (tmp_path / "fail").touch()
    with pytest.raises(Problem, match=r"^the preview of 10k failed$"):
        grow("10k", None, root=project.project)
    assert "it does not work today" in capfd.readouterr().out
    (tmp_path / "fail").unlink()
    assert (selected(project), texts(project)) == ("initial", before)

    (tmp_path / "sleep").touch()
    command = [sys.executable, "-c", GROW, str(project.project)]
    with subprocess.Popen(command, env=project.environment, stderr=subprocess.PIPE, start_new_session=True) as process:
        while not (tmp_path / "asleep").exists():
            assert process.poll() is None
            time.sleep(0.1)
        assert selected(project) == "10k"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    (tmp_path / "sleep").unlink()

    assert process.returncode != 0
    assert b"nothing has changed: the stack is initial, with both files as they were" in said
    assert (selected(project), texts(project)) == ("initial", before)
    assert git(project, "status", "--porcelain", "--ignored") == ""
    assert "3 unchanged" in project.succeed("preview")
