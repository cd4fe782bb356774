"""`academy scale`: what it proposes, what it says, and the file that it writes."""

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from ops.problem import Problem
from ops.scale import Priced, a_month_of, nearest, scale, stack_file_text, write_new
from ops.stacks import StackFile, find_stack, read_config, read_profile
from pricing.money import Range
from pricing.prices import load_prices
from sandbox.recording import ROOT
from sizing.capacity import edge
from sizing.capacity.proposal import propose

SHIPPED = {500: "initial", 10_000: "10k"}


def costs(usd: int) -> Range:
    """So much, and a tenth less or more."""
    return Range(low=Decimal(usd) * 9 / 10, expected=Decimal(usd), high=Decimal(usd) * 11 / 10)


def cheap(_stack: StackFile) -> Priced:
    return Priced(usd=costs(100))


def dear(_stack: StackFile) -> Priced:
    return Priced(usd=costs(481))


def unknown(_stack: StackFile) -> Priced:
    return Priced(usd=costs(5000), without="there is no price for db.m7g.xlarge, Multi-AZ")


def text_for(people: int) -> str:
    base = nearest(people)
    return stack_file_text(propose(people, read_profile(base)), base)


def document(people: int, capsys: pytest.CaptureFixture[str], write: Path | None = None) -> dict[str, object]:
    assert scale(people, write, json=True, pricer=cheap) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("people", "stack"), SHIPPED.items())
def test_the_shipped_files_are_what_it_writes_comments_and_all(people: int, stack: str) -> None:
    assert text_for(people) == (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("people", "stack"), [(100, "initial"), (2_236, "initial"), (2_237, "10k"), (157_500, "10k")])
def test_a_proposal_starts_from_the_nearer_shipped_file(people: int, stack: str) -> None:
    assert nearest(people) == find_stack(stack)


@pytest.mark.parametrize("people", [100, 499, 501, 1_600, 2_000, 5_000, 12_345, 30_000, 100_000, 157_500])
def test_a_written_file_is_a_whole_valid_stack_file(people: int, tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.grown.yaml"
    assert scale(people, file, json=True, pricer=cheap) == 0

    stack = StackFile(name="grown", path=file)
    assert read_profile(stack).usage.daily_users == people
    assert {*read_config(stack)} == {*read_config(find_stack("initial"))}
    assert max(map(len, file.read_text(encoding="utf-8").splitlines())) <= 120
    assert [each.name for each in tmp_path.iterdir()] == ["Pulumi.grown.yaml"]


def test_reasons_follow_the_numbers_and_everything_else_stays_to_the_letter() -> None:
    lines, before = text_for(5_000).splitlines(), text_for(10_000).splitlines()
    assert lines[0] == "# 5,000 people a day, at most 385 USD a month."
    expected = {
        "    max_connections: 200 # 337 is what 4 GiB have memory for; 148 are needed",
        "    pooler: pgbouncer # 16 API tasks at most with a pool each, whatever their own clients do",
        "    scheduled_minimum: { tasks: 4, from_hour: 18, to_hour: 23 } # homework and live classes",
        "    storage_gib: 30 # 20 GiB stored and a quarter more; it grows by itself",
        "      video: 10 # a lecture for 500 people",
    }
    assert expected <= {*lines}
    changed = {line.partition(":")[0].strip() for line, old in zip(lines, before, strict=True) if line != old}
    assert "content_security_policy" not in changed
    assert "ia_after_days" not in changed
    assert "plan" not in changed


def test_a_key_without_a_value_keeps_its_reason() -> None:
    assert "    scheduled_minimum: # none: the usual minimum has the evening in hand" in text_for(1_000).splitlines()


def test_the_same_file_may_be_written_again(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.grown.yaml"
    for _ in range(2):
        assert scale(3_000, file, json=True, pricer=cheap) == 0
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_that_says_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.grown.yaml"
    file.write_text("config: {}\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"Pulumi\.grown\.yaml is there already, with other text: move it away"):
        scale(3_000, file, json=True, pricer=cheap)
    assert file.read_text(encoding="utf-8") == "config: {}\n"
    assert len([*tmp_path.iterdir()]) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"nowhere/Pulumi\.x\.yaml can't be written: No such file or directory"):
        write_new(tmp_path / "nowhere" / "Pulumi.x.yaml", "config: {}\n")


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem, match="can't be written: No space left on device"):
        write_new(tmp_path / "Pulumi.x.yaml", "config: {}\n")
    assert [*tmp_path.iterdir()] == []


def test_it_says_what_it_decided_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert scale(10_000, None, json=False, pricer=cheap) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "10,000 people a day: 26.7 requests a second to the API from 18 to 23 o'clock; 17.1 TB and 48.7 million "
        "requests a month from the CDN"
    )
    words = [" ".join(line.split()) for line in lines]
    assert "database.multi_az true a standby in another zone, from 2,000 people a day on" in words
    assert "usage.media_upload_gib 480 a lecture a day for 500 people, 0.8 GiB with its renditions" in words
    assert "Price: 100.00 USD a month expected, 90.00 to 110.00, with every service released (budget 670)" in lines
    assert (
        "First limit: beyond 25,684 people a day, cdn.plan: CloudFront's business plan ends at 125 million requests a "
        "month; from there on CloudFront is paid for by the gigabyte"
    ) in lines


def test_what_differs_from_the_shipped_file_stands_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    scale(2_000, None, json=False, pricer=cheap)
    words = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "database.multi_az true (false) a standby in another zone, from 2,000 people a day on" in words
    assert "api.tasks { min: 2, max: 4 } one a zone: losing a zone leaves what the day needs" in words


def test_a_price_over_the_budget_is_what_the_file_allows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.grown.yaml"
    scale(2_000, file, json=False, pricer=dear)
    assert "481.00 USD a month expected" in capsys.readouterr().out
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# 2,000 people a day, at most 490 USD a month.\n")
    assert "\n    budget_usd: 490 # what it costs, in tens; " in text


def test_what_has_no_price_is_said_and_not_taken_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert scale(30_000, None, json=False, pricer=unknown) == 0
    assert (
        "Price: 5,000.00 USD a month expected, 4,500.00 to 5,500.00, without the database: there is no price for "
        "db.m7g.xlarge, Multi-AZ (budget 5,000)"
    ) in capsys.readouterr().out.splitlines()
    scale(30_000, None, json=True, pricer=unknown)
    told = json.loads(capsys.readouterr().out)
    assert (told["usd_per_month"], told["unpriced"]) == (None, "there is no price for db.m7g.xlarge, Multi-AZ")
    assert told["usd_per_month_without_database"]["expected"] == 5000.0
    assert {
        "key": "monitoring.budget_usd",
        "value": 5000,
        "why": "what all but the database costs, in tens; the requirement's totals have less for so many people",
    } in told["choices"]


@pytest.mark.parametrize(
    ("people", "without"), [(500, ""), (20_000, r"there is no price for db\.t4g\.large, Multi-AZ; there is for .*")]
)
def test_the_price_is_that_of_what_the_program_declares(people: int, without: str, tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.grown.yaml"
    file.write_text(text_for(people), encoding="utf-8")
    priced = a_month_of(StackFile(name="grown", path=file))
    assert re.fullmatch(without, priced.without)
    assert 100 < priced.usd.low <= priced.usd.expected <= priced.usd.high


def test_the_prices_in_the_model_are_those_that_the_project_ships() -> None:
    prices = load_prices()
    plan, free = prices["cloudfront.plan.business.month"], prices["cloudfront.free_tier"]
    assert prices["cloudfront.kr.out_gb"].usd.expected * 1000 == edge.USD_PER_TB
    assert prices["cloudfront.kr.https_10k"].usd.expected * 100 == Decimal("1.2") == edge.USD_PER_MILLION
    assert plan.usd.expected == edge.PLAN_USD
    assert plan.includes == {**(plan.includes or {}), "requests_million": 125, "out_tb": 50}
    assert (edge.PLAN_REQUESTS, edge.PLAN_BYTES) == (125 * 10**6, 50 * 10**12)
    assert (free.free_amount("requests"), free.free_amount("out_tb")) == (edge.FREE_REQUESTS, edge.FREE_BYTES // 10**12)
    # "43 USD a month and zone", "from 8 USD a month on": an ACL with three rules.
    assert round(prices["nat.hour"].usd.expected * 730) == 43
    assert prices["waf.web_acl_month"].usd.expected + 3 * prices["waf.rule_month"].usd.expected == 8


def test_json_is_one_document_with_everything(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.grown.yaml"
    told = document(10_000, capsys, file)
    assert {key: told[key] for key in told if key != "choices"} == {
        "users": 10_000,
        "base": "Pulumi.10k.yaml",
        "limit": {
            "key": "cdn.plan",
            "users": 25_684,
            "what": "CloudFront's business plan ends at 125 million requests a month",
            "stops": False,
        },
        "usd_per_month": {"low": 90.0, "expected": 100.0, "high": 110.0},
        "usd_per_month_without_database": None,
        "unpriced": "",
        "written": str(file),
    }
    choices = told["choices"]
    assert isinstance(choices, list)
    assert {
        "key": "api.tasks",
        "value": {"min": 4, "max": 12},
        "why": "two a zone: losing a zone leaves what the day needs",
    } in choices


def test_too_many_people_are_told_every_limit_and_get_no_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert scale(1_000_000, tmp_path / "Pulumi.x.yaml", json=True, pricer=cheap) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["limits"][0] == {
        "key": "database.max_connections",
        "users": 157_500,
        "what": "one database takes 3,750 connections, and all tasks together open more",
        "stops": True,
    }
    assert told.err.splitlines()[:2] == [
        "error: no configuration of this program carries 1,000,000 people a day:",
        "error: beyond 157,500: database.max_connections: one database takes 3,750 connections, and all tasks "
        "together open more",
    ]
    assert len(told.err.splitlines()) == 7
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("users", ["99", "1000001", "-1", "many"])
def test_a_number_out_of_range_is_a_wrong_call(users: str) -> None:
    command = [sys.executable, "-m", "ops.cli", "scale", "--users", users]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (told.returncode, told.stdout) == (2, "")
    assert "--users" in told.stderr
    assert "Traceback" not in told.stderr
