"""What the workflows of an environment run: the preview in AWS, and the comment about it."""

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from ops.ci.comment import SECTION_MAX_LENGTH
from ops.ci.run import Answer, Pulumi, post, preview
from ops.problem import Problem
from tests.ops.ci.github_server import Hub, serving

OUTPUTS = Path(__file__).parents[1] / "gate" / "outputs"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
VPC = "urn:pulumi:prod::academy::academy:data:Tier$aws:ec2/vpc:Vpc::network"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Generator[Hub]:
    with serving() as hub:
        hub.add_issue("Grow the API", "please", user="somebody")
        monkeypatch.setenv("GITHUB_TOKEN", "token")
        monkeypatch.setenv("GITHUB_API_URL", hub.url)
        monkeypatch.setenv("GITHUB_SERVER_URL", "https://hub.example")
        monkeypatch.setenv("GITHUB_RUN_ID", "42")
        yield hub


def says(text: str, status: int = 0) -> Pulumi:
    return lambda _: Answer(status=status, text=text)


def recorded(name: str) -> str:
    return (OUTPUTS / f"{name}.json").read_text(encoding="utf-8")


def previewed(folder: Path, run: Pulumi, *allowed: str) -> tuple[int, str]:
    status = preview("initial", folder, frozenset(allowed), run=run)
    return status, (folder / "comment.md").read_text(encoding="utf-8")


def test_the_preview_is_what_up_will_run_policies_included(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def run(arguments: Sequence[str]) -> Answer:
        asked.append(arguments)
        return Answer(status=0, text=recorded("clean"))

    assert previewed(tmp_path, run)[0] == 0
    assert asked == [
        ["preview", "--json", "--non-interactive", "--policy-pack", "policy", "--stack", "initial"],
    ]


def test_a_loss_is_refused_until_its_urn_is_allowed_and_told_in_both_cases(tmp_path: Path) -> None:
    status, text = previewed(tmp_path, says(recorded("replace")))
    assert status == 1
    assert "- **Not safe to merge:** 4 losses that the gate refuses." in text
    status, text = previewed(tmp_path, says(recorded("replace")), VPC)
    assert "3 losses that the gate refuses" in text
    allowed = text.partition("**Lost, and allowed by .github/gate-allow:**")[2].partition("**Replaced")[0]
    assert "Vpc::network would be replaced because of cidrBlock" in allowed


def test_a_preview_that_ends_badly_and_has_a_clean_plan_is_no_pass(tmp_path: Path) -> None:
    status, text = previewed(tmp_path, says(recorded("clean"), status=255))
    assert status == 1
    assert "- **Not safe to merge:** no plan of initial." in text
    assert "a policy of the pack was broken" in text


@pytest.mark.parametrize("text", ["", "{", "no JSON"])
def test_a_preview_that_cannot_be_read_is_a_comment_all_the_same(tmp_path: Path, text: str) -> None:
    status, text = previewed(tmp_path, says(text, status=255))
    assert status == 1
    assert "**initial failed:**" in text


def test_a_pulumi_that_says_nothing_is_a_comment_all_the_same(tmp_path: Path) -> None:
    def silent(_: Sequence[str]) -> Answer:
        raise Problem("there is no pulumi on PATH")

    status, text = previewed(tmp_path, silent)
    assert (status, "there is no pulumi on PATH" in text) == (1, True)


def test_no_plaintext_of_a_secret_reaches_the_comment(tmp_path: Path) -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
    step = {
        "op": "update",
        "urn": "urn:pulumi:initial::academy::aws:sns/topic:Topic::alarms",
        "oldState": {"inputs": {"name": secret, "tags": {"owner": secret}}},
        "newState": {"inputs": {"name": "[secret]", "tags": {"owner": secret, "list": [secret]}}},
        "diffReasons": ["name", "tags"],
        "detailedDiff": {"name": {"kind": "update"}, "tags.owner": {"kind": "update"}, "tags": {"kind": "update"}},
    }
    _, text = previewed(tmp_path, says(json.dumps({"steps": [step], "changeSummary": {"update": 1}})))
    assert "aws:sns/topic:Topic alarms" in text
    assert "hunter2" not in text


def test_the_previews_of_all_environments_are_one_section_with_its_commit_and_run(hub: Hub, tmp_path: Path) -> None:
    for stack in ("initial", "10k"):
        folder = tmp_path / f"preview-{stack}"
        folder.mkdir()
        (folder / "comment.md").write_text(f"### {stack}\n", encoding="utf-8")
    assert post(tmp_path, "preview", "academy/infrastructure", 1, COMMIT) == 0
    body = hub.comments[1]["body"]
    assert body.index("### 10k") < body.index("### initial") < body.index("Commit 0123456789ab")
    assert "[the run](https://hub.example/academy/infrastructure/actions/runs/42)" in body


def test_a_run_that_wrote_nothing_says_so_in_place_of_what_the_last_one_said(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "comment.md").write_text("**Safe**\n", encoding="utf-8")
    post(tmp_path, "check", "academy/infrastructure", 1, COMMIT)
    assert post(tmp_path / "missing", "check", "academy/infrastructure", 1, COMMIT) == 0
    assert len(hub.comments) == 1
    assert "**Safe**" not in hub.comments[1]["body"]
    assert "It ended before it could say anything" in hub.comments[1]["body"]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_any_number_of_environments_fits_the_section(hub: Hub, tmp_path: Path, count: int) -> None:
    for number in range(count):
        (tmp_path / f"{number}.md").write_text(f"### {number}\n" + "line\n" * 20_000, encoding="utf-8")
    post(tmp_path, "preview", "academy/infrastructure", 1, COMMIT)
    body = hub.comments[1]["body"]
    assert len(body) <= SECTION_MAX_LENGTH + 200
    assert all(f"### {number}\n" in body for number in range(count))
