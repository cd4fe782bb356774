"""When a stack does not grow, and that nothing has changed then: with a stand-in for the person's CLI."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.encryption import carried
from ops.grow import grow
from ops.problem import Problem
from sandbox.recording import ROOT

STACK_FILES = ("Pulumi.initial.yaml", "Pulumi.10k.yaml")
SALT = "encryptionsalt: v1:AAAA:v1:BBBB:CCCC\n"

# Keeps its stacks in a file, and does with stack files what the real one does. `fail` has how commands begin that fail.
PULUMI = f"""#!{sys.executable}
import json, os, pathlib, signal, sys, time
here = pathlib.Path(__file__).parent
state = json.loads((here / "state.json").read_text())
words = [word for word in sys.argv[1:] if word != "--non-interactive"]
line = " ".join(words)
failing = any(line.startswith(command) for command in state["fail"])
state["log"].append(line)
if words[:2] == ["stack", "ls"]:
    print(json.dumps(state["stacks"]))
if words[:2] == ["stack", "rename"]:
    new, old = words[2], words[4]
    if state.pop("interrupt", False):
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(0.5)
    file = pathlib.Path(f"Pulumi.{{old}}.yaml")
    if file.exists():
        file.rename(f"Pulumi.{{new}}.yaml")
    if not failing:
        [stack] = [stack for stack in state["stacks"] if stack["name"] == old]
        stack["name"] = new
if words[0] == "preview":
    print(pathlib.Path("Pulumi.10k.yaml").read_text()[-len({SALT!r}):], end="", flush=True)
(here / "state.json").write_text(json.dumps(state))
if failing:
    sys.exit("error: it does not work today")
"""


@dataclass
class World:
    """A project in git, and what the stand-in for the CLI knows."""

    root: Path
    bin: Path

    def set(self, **state: object) -> None:
        known = json.loads((self.bin / "state.json").read_text())
        (self.bin / "state.json").write_text(json.dumps({**known, **state}))

    @property
    def names(self) -> list[str]:
        return [stack["name"] for stack in json.loads((self.bin / "state.json").read_text())["stacks"]]

    @property
    def log(self) -> list[str]:
        return json.loads((self.bin / "state.json").read_text())["log"]

    def texts(self) -> dict[str, str]:
        return {file.name: file.read_text() for file in sorted(self.root.iterdir()) if file.is_file()}

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        file = self.root / name
        file.write_text(change(file.read_text()))
        self.commit()

    def commit(self) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@academy.example")
        for arguments in (("add", "."), (*who, "commit", "--quiet", "--message", "As it stands")):
            subprocess.run(["git", *arguments], cwd=self.root, check=True)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    root, scripts = tmp_path / "project", tmp_path / "bin"
    for folder in (root, scripts):
        folder.mkdir()
    for name in STACK_FILES:
        (root / name).write_text((ROOT / name).read_text())
    (scripts / "pulumi").write_text(PULUMI)
    (scripts / "pulumi").chmod(0o755)
    stacks = [{"name": "initial", "current": True}, {"name": "staging"}]
    (scripts / "state.json").write_text(json.dumps({"stacks": stacks, "log": [], "fail": []}))
    monkeypatch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    made = World(root=root, bin=scripts)
    made.edit("Pulumi.initial.yaml", lambda text: text + SALT)
    return made


def refused(world: World, match: str, to: str = "10k", stack: str | None = None) -> None:
    """The stack does not grow, for that reason, and all is as it was."""
    before, names = world.texts(), world.names
    with pytest.raises(Problem, match=match):
        grow(to, stack, root=world.root)
    assert (world.texts(), world.names) == (before, names)
    assert not any(line.startswith(("stack rename", "preview")) for line in world.log)


def test_the_stack_gets_the_name_and_the_new_file_the_encryption(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    before = world.texts()

    assert grow("10k", None, root=world.root) == 0

    assert world.names == ["10k", "staging"]
    assert world.texts() == {**before, "Pulumi.10k.yaml": before["Pulumi.10k.yaml"] + SALT}
    assert world.log == ["stack ls --json", "stack rename 10k --stack initial", "preview --stack 10k"]
    told = capfd.readouterr()
    assert told.out == f"{SALT}  git commit Pulumi.10k.yaml\n  pulumi up --policy-pack policy\n"
    assert "initial is 10k now, and in AWS nothing has changed yet." in told.err


def test_a_stack_that_is_not_selected_grows_when_it_is_named(world: World) -> None:
    world.set(stacks=[{"name": "initial"}, {"name": "staging", "current": True}])
    assert grow("10k", "initial", root=world.root) == 0
    assert world.names == ["10k", "staging"]


def test_an_organisation_stays_in_the_name(world: World) -> None:
    world.set(stacks=[{"name": "acme/initial", "current": True}])
    assert grow("10k", None, root=world.root) == 0
    assert world.names == ["acme/10k"]


@pytest.mark.parametrize("command", ["stack rename", "preview"])
def test_what_fails_on_the_way_leaves_all_as_it_was(
    world: World, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = world.texts()
    world.set(fail=[command])

    reason = r"^the preview of 10k failed$" if command == "preview" else "rename .* failed: it does not work today"
    with pytest.raises(Problem, match=reason):
        grow("10k", None, root=world.root)

    assert (world.texts(), world.names) == (before, ["initial", "staging"])
    assert [each.name for each in world.root.iterdir() if each.name.startswith(".academy")] == []
    assert "nothing has changed: the stack is initial" in capsys.readouterr().err


def test_an_interrupt_waits_for_the_rename_to_end_and_then_takes_it_back(world: World) -> None:
    before = world.texts()
    world.set(interrupt=True)

    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        grow("10k", None, root=world.root)

    assert (world.texts(), world.names) == (before, ["initial", "staging"])
    assert [line for line in world.log if line.startswith(("stack rename", "preview"))] == [
        "stack rename 10k --stack initial",
        "stack rename initial --stack 10k",
    ]


def test_the_selection_comes_back_with_everything_else(world: World) -> None:
    world.set(stacks=[{"name": "initial"}, {"name": "staging", "current": True}], fail=["preview"])
    with pytest.raises(Problem, match="the preview of 10k failed"):
        grow("10k", "initial", root=world.root)
    assert world.log[-1] == "stack select staging"


def test_a_way_back_that_fails_too_says_what_is_left_to_do(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = world.texts()
    world.set(fail=["preview", "stack rename initial"])

    with pytest.raises(Problem, match="the preview of 10k failed"):
        grow("10k", None, root=world.root)

    assert world.texts() == before
    assert world.names == ["10k", "staging"]
    said = " ".join(capsys.readouterr().err.split())
    assert "the stack may still be called 10k; then run: pulumi stack rename initial --stack 10k, and after it" in said
    assert "nothing has changed" not in said


def test_a_tree_that_is_not_clean_is_refused(world: World) -> None:
    (world.root / "Pulumi.10k.yaml").write_text((ROOT / "Pulumi.10k.yaml").read_text() + "# mine\n")
    refused(world, r"^the git tree is not clean: commit or stash Pulumi\.10k\.yaml$")
    world.commit()
    for number in range(7):
        (world.root / f"new-{number}").touch()
    refused(world, "stash new-0, new-1, new-2, new-3, new-4 and 2 more$")


def test_what_is_no_git_tree_is_refused(world: World) -> None:
    (world.root / ".git").rename(world.bin / "git")
    refused(world, "^git can't tell whether the tree is clean: .*not a git repository")


@pytest.mark.parametrize(
    ("to", "stack", "match"),
    [
        ("100k", None, r'^TO is "100k"; want 10k or initial \(the Pulumi\.\*\.yaml files\)$'),
        ("Pulumi.10k.yaml", None, r'^TO is "Pulumi\.10k\.yaml"; want 10k or initial'),
        ("initial", None, r"^initial is initial already: edit Pulumi\.initial\.yaml and run pulumi up$"),
        ("10k", "prod", "^there is no stack prod; there is: initial, staging$"),
        ("10k", "staging", r"^staging has no Pulumi\.staging\.yaml: want the file that it was made with$"),
    ],
)
def test_a_stack_or_a_file_that_is_not_there_is_refused(world: World, to: str, stack: str | None, match: str) -> None:
    refused(world, match, to, stack)


def test_a_stack_that_must_not_be_renamed_now_is_refused(world: World) -> None:
    world.set(stacks=[{"name": "initial"}])
    refused(world, "^no stack is selected, and --stack names none; there is: initial$")
    world.set(stacks=[{"name": "initial", "current": True}, {"name": "10k"}])
    refused(world, "^there is a stack 10k already, beside initial: two stacks can't become one$")
    world.set(stacks=[{"name": "initial", "current": True, "updateInProgress": True}])
    refused(world, "^initial is being updated: wait until that is over$")
    world.set(stacks=[])
    refused(world, "there is: none$")
    world.set(stacks={"name": "initial"})
    with pytest.raises(Problem, match=r"^pulumi stack ls printed something else than a list of stacks"):
        grow("10k", None, root=world.root)


def test_another_environment_or_region_is_no_larger_size(world: World) -> None:
    world.edit("Pulumi.10k.yaml", lambda text: re.sub("(?i)(environment): prod", r"\1: staging", text))
    refused(world, r"^academy:environment is prod in Pulumi\.initial\.yaml and staging in Pulumi\.10k\.yaml: that is")


def test_a_file_that_the_program_would_refuse_is_refused_with_the_same_words(world: World) -> None:
    world.edit("Pulumi.10k.yaml", lambda text: text.replace("nat: per_zone", "nat: no"))
    refused(world, r"^Pulumi\.10k\.yaml is invalid:\n  academy:network\.nat is \"no\"; want none, single or per_zone")


def test_a_cli_that_is_not_there_or_fails_is_one_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.set(fail=["stack ls"])
    refused(world, "^pulumi stack ls --json failed: it does not work today$")
    monkeypatch.setenv("PATH", "/usr/bin/nothing")
    with pytest.raises(Problem, match=r"^there is no pulumi on PATH: https://www\.pulumi\.com/docs/install/$"):
        grow("10k", None, root=world.root)


def files(folder: Path, old: str, new: str) -> tuple[Path, Path]:
    paths = folder / "Pulumi.initial.yaml", folder / "Pulumi.10k.yaml"
    for path, text in zip(paths, (old, new), strict=True):
        path.write_text(text)
    return paths


CONFIG = "config:\n  aws:region: ap-northeast-2 # Seoul\n"
KMS = "secretsprovider: awskms://alias/academy?region=ap-northeast-2\nencryptedkey: AQICAHi=\n"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (CONFIG + SALT, CONFIG, CONFIG + SALT),
        (SALT + CONFIG, CONFIG.rstrip(), CONFIG + SALT),
        (KMS + CONFIG, CONFIG, CONFIG + KMS),
        (CONFIG, CONFIG, CONFIG),
        (CONFIG + SALT, SALT + CONFIG, SALT + CONFIG),
        (CONFIG + SALT.replace("v1:AAAA", '"v1:AAAA').replace("CCCC", 'CCCC"'), CONFIG + SALT, CONFIG + SALT),
        (CONFIG + "  a:b:\n    encryptionsalt: c\n", CONFIG, CONFIG),
    ],
)
def test_the_encryption_goes_over_into_a_file_that_has_none_or_the_same(
    tmp_path: Path, old: str, new: str, text: str
) -> None:
    assert carried(*files(tmp_path, old, new)) == text


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (CONFIG + SALT, CONFIG + SALT.replace("AAAA", "DDDD"), "differ in encryptionsalt. Delete encryptionsalt from"),
        (CONFIG, CONFIG + SALT, "they differ in encryptionsalt. Delete encryptionsalt from Pulumi.10k.yaml"),
        (CONFIG + KMS, CONFIG + SALT, "they differ in secretsprovider and encryptedkey and encryptionsalt"),
        (CONFIG + SALT, CONFIG + KMS, "Delete secretsprovider and encryptedkey from Pulumi.10k.yaml, commit that"),
    ],
)
def test_another_encryption_in_the_new_file_is_refused(tmp_path: Path, old: str, new: str, match: str) -> None:
    with pytest.raises(Problem, match=match):
        carried(*files(tmp_path, old, new))
