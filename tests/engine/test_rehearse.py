"""Growing from `initial` to `10k` and going back, rehearsed once for all that look at it; and what is refused."""

import signal
import time
from pathlib import Path

import pytest

from ops.rehearse.report import Impact, Leg, Report, Step
from ops.rehearse.run import rehearsal
from ops.stacks import find_stack
from sandbox.workspace import ROOT, Sandbox
from tests.engine.rehearsals import edited
from tests.engine.test_growth import GIVEN_BACK
from tests.engine.test_sandbox import academy, contents, home, processes_that_name, scratch

__all__ = ["home", "scratch"]

pytestmark = pytest.mark.engine

PLAN = "aws:pricingplanmanager/subscription:Subscription::cdn-plan"
TIMETABLE = {f"aws:appautoscaling/scheduledAction:ScheduledAction::api-{each}" for each in ("busy", "usual")}


def quiet(_line: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def growth(engine: Path) -> Report:
    """The shared rehearsal, as it comes back from its JSON."""
    report = rehearsal(engine, find_stack("initial"), find_stack("10k"), quiet)
    return Report.model_validate_json(report.model_dump_json(by_alias=True))


def of(leg: Leg, op: str) -> list[Step]:
    """The steps of a leg that do one thing to something in AWS."""
    return [step for step in leg.preview.steps if step.op == op and step.type.startswith("aws:")]


def names(steps: list[Step]) -> set[str]:
    return {f"{step.type}::{step.name}" for step in steps}


def there(report: Report) -> Leg:
    assert report.there is not None
    return report.there


def test_growing_goes_through_and_loses_nothing(growth: Report) -> None:
    assert growth.failures == ()
    assert names(of(there(growth), "replace")) == {"aws:ecs/taskDefinition:TaskDefinition::api"}
    assert all(step.new_revision for step in of(there(growth), "replace"))
    assert of(there(growth), "delete") == []
    assert there(growth).preview.unchanged > 150


def test_nothing_is_left_to_do_after_the_way_there_or_back(growth: Report) -> None:
    for leg in (there(growth), growth.back[-1]):
        assert leg.again is not None
        assert (leg.again.steps, leg.again.failed) == ((), False)


def test_every_update_says_what_aws_does(growth: Report) -> None:
    for leg in (there(growth), *growth.back):
        for step in of(leg, "update"):
            assert step.changes, step.urn
            assert step.effects, step.urn
            assert Impact.UNKNOWN not in {effect.impact for effect in step.effects}, step.urn


def test_the_database_is_told_by_value_and_by_what_rds_does_in_its_window(growth: Report) -> None:
    (database,) = [step for step in of(there(growth), "update") if step.type == "aws:rds/instance:Instance"]

    assert {each.path: (each.old, each.new) for each in database.changes} == {
        "allocatedStorage": (20, 50),
        "instanceClass": ("db.t4g.micro", "db.t4g.medium"),
        "maxAllocatedStorage": (100, 200),
        "multiAz": (False, True),
    }
    effects = {name: each for each in database.effects for name in each.properties}
    assert effects["instanceClass"].impact == Impact.REBOOT
    assert "in the maintenance window" in effects["instanceClass"].text
    assert effects["multiAz"].impact == effects["allocatedStorage"].impact == Impact.REDUCED


def test_numbers_without_effect_are_told_as_such(growth: Report) -> None:
    assert [(each.name, each.property, each.old, each.new) for each in there(growth).ignored] == [
        ("api", "desiredCount", 2, 4)
    ]
    assert [(each.name, each.property, each.old, each.new) for each in growth.back[-1].ignored] == [
        ("database", "allocatedStorage", 50, 20),
        ("api", "desiredCount", 4, 2),
    ]
    assert any("storage stays at 50 GiB: RDS cannot shrink" in note for note in growth.notes)


def test_the_way_back_leaves_the_plan_first_and_releases_only_what_is_meant(growth: Report) -> None:
    first, second = growth.back

    assert names(of(first, "delete")) == {PLAN}
    assert "the month that is billed has to end" in first.waits
    assert names(of(second, "delete")) == GIVEN_BACK | TIMETABLE
    assert second.waits == ""
    assert [step.urn for leg in growth.back for step in of(leg, "delete") if not step.released] == []
    assert all(step.new_revision for leg in growth.back for step in of(leg, "replace"))


def test_shrinking_goes_through_once_disk_and_plan_are_seen_to(engine: Path, tmp_path: Path) -> None:
    left = edited(tmp_path, "10k", ("plan: business", "plan: pay_as_you_go"))
    home_again = edited(tmp_path, "initial", ("storage_gib: 20", "storage_gib: 50"))

    report = rehearsal(engine, left, home_again, quiet)

    assert report.failures == ()
    assert names(of(there(report), "delete")) == GIVEN_BACK | TIMETABLE


def test_a_contradictory_file_is_refused_with_the_previews_own_message(engine: Path, tmp_path: Path) -> None:
    wrong = edited(tmp_path, "10k", ("tasks: { min: 4, max: 12 }", "tasks: { min: 4, max: 2 }"))
    with Sandbox(engine) as box:
        box.lay("10k", wrong.path.read_text(encoding="utf-8"))
        told = box.preview("10k").errors

    report = rehearsal(engine, find_stack("initial"), wrong, quiet)

    assert told[0].startswith("Pulumi.10k.yaml is invalid:\n")
    assert report.failures == told
    assert (report.start, report.there, report.back) == (None, None, ())


def test_going_back_in_one_step_is_refused_before_anything_runs(home: Path, scratch: Path) -> None:
    process = academy("rehearse", "10k", "initial", home=home, scratch=scratch)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert "error: academy:database.storage_gib is 50 in Pulumi.10k.yaml and 20 in Pulumi.initial.yaml" in err
    assert "Leaving it takes two ups: first set academy:cdn.plan to pay_as_you_go" in err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_rehearsal_leaves_no_process_no_state_and_no_changed_file(
    home: Path, scratch: Path, how: signal.Signals
) -> None:
    before = contents(ROOT)
    process = academy("rehearse", "initial", "10k", home=home, scratch=scratch)
    folder = appearing(scratch, "academy-sandbox-*/state/**/*.json")

    process.send_signal(how)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(scratch.iterdir()) == []
    assert processes_that_name([str(folder)]) == []
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert contents(ROOT) == before


def appearing(scratch: Path, pattern: str) -> Path:
    """The scratch folder, once the engine has written state in it: it is in the middle of its work then."""
    for _ in range(600):
        if any(scratch.glob(pattern)):
            return next(scratch.glob("academy-sandbox-*"))
        time.sleep(0.1)
    raise AssertionError("the engine wrote no state within a minute")
