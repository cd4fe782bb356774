"""What people read of a rehearsal."""

import io

from rich.cells import cell_len
from rich.console import Console

from ops.rehearse.report import Change, Diagnostic, Effect, Ignored, Impact, Leg, Operation, Report, Stack, Step
from ops.rehearse.show import show, summary, tier_name

URN = "urn:pulumi:initial::academy::academy:data:Database$aws:rds/instance:Instance::database"
PAGE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html"

LARGER = Step(
    urn=URN,
    type="aws:rds/instance:Instance",
    name="database",
    tier="academy:data:Database",
    op="update",
    changes=(Change(path="instanceClass", kind="update", replaces=False, old="db.t4g.micro", new="db.t4g.medium"),),
    effects=(Effect(impact=Impact.REBOOT, properties=("instanceClass",), text="restarts, minutes down", url=PAGE),),
    was_protected=True,
    is_protected=True,
)
REVISION = Step(
    urn="urn:pulumi:initial::academy::academy:compute:Services$aws:ecs/taskDefinition:TaskDefinition::api",
    type="aws:ecs/taskDefinition:TaskDefinition",
    name="api",
    tier="academy:compute:Services",
    op="replace",
    replace_keys=("containerDefinitions",),
    new_revision=True,
)
GONE = Step(
    urn="urn:pulumi:initial::academy::academy:network:Network$aws:ec2/eip:Eip::network-nat-a",
    type="aws:ec2/eip:Eip",
    name="network-nat-a",
    tier="academy:network:Network",
    op="delete",
    released="the NAT gateway's address",
)
COMPONENT = Step(
    urn="urn:pulumi:initial::academy::academy:edge:Cdn$academy:edge:WebFirewall::cdn-waf",
    type="academy:edge:WebFirewall",
    name="cdn-waf",
    tier="academy:edge:Cdn",
    op="create",
)
NOTHING = Operation(failed=False, steps=(), unchanged=200)


def done(*steps: Step, **said: str) -> Operation:
    diagnostics = tuple(Diagnostic(severity=severity, message=text) for severity, text in said.items())
    return Operation(failed=False, steps=steps, unchanged=190, diagnostics=diagnostics)


def report(there: Leg, *back: Leg, failures: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> Report:
    return Report.model_validate(
        {
            "from": Stack(name="initial", file="Pulumi.initial.yaml"),
            "to": Stack(name="10k", file="Pulumi.10k.yaml"),
            "there": there,
            "back": back,
            "notes": notes,
            "failures": failures,
        }
    )


def shown(one: Report) -> list[str]:
    console = Console(file=io.StringIO(), width=80, highlight=False)
    show(one, console)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_tier_has_its_resources_with_old_and_new_value_effect_and_page() -> None:
    lines = shown(report(Leg(what="10k", preview=done(LARGER), up=done(LARGER), again=NOTHING)))

    assert "       Database" in lines
    assert "update rds Instance database" in lines
    assert "         instanceClass: db.t4g.micro → db.t4g.medium" in lines
    assert "       ↳ REBOOT: restarts, minutes down [1]" in lines
    assert f"[1] {PAGE}" in lines
    assert "The preview after it is empty." in lines


def test_an_effect_says_what_it_is_of_where_more_than_that_changes() -> None:
    also = Change(path="multiAz", kind="update", replaces=False, old=False, new=True)
    wait = LARGER.effects[0].model_copy(update={"properties": ("multiAz",), "text": "a standby is made"})
    both = LARGER.model_copy(update={"changes": (*LARGER.changes, also), "effects": (*LARGER.effects, wait)})
    lines = shown(report(Leg(what="10k", preview=done(both))))

    assert "       ↳ multiAz: REBOOT: a standby is made [1]" in lines
    assert "       ↳ instanceClass: REBOOT: restarts, minutes down [1]" in lines


def test_what_changes_alike_is_told_once() -> None:
    other = GONE.model_copy(update={"name": "network-nat-c"})
    lines = shown(report(Leg(what="10k", preview=done(GONE, other, LARGER))))

    assert "delete ec2 Eip network-nat-a, network-nat-c" in lines
    assert lines.count("       ↳ released: the NAT gateway's address") == 1


def test_a_new_revision_is_no_replacement_and_a_component_is_not_counted() -> None:
    assert summary(done(REVISION, LARGER, COMPONENT)) == (
        "1 updated in place, 0 replaced, 1 new revision (rolling deployment), 0 deleted, 190 unchanged"
    )
    lines = shown(report(Leg(what="10k", preview=done(REVISION))))
    assert "revise ecs TaskDefinition api" in lines
    assert not any("replaced because of" in line for line in lines)


def test_a_replacement_names_the_property_that_forces_it_and_a_lost_protection_shows() -> None:
    replaced = LARGER.model_copy(update={"op": "replace", "replace_keys": ("storageEncrypted",), "effects": ()})
    bare = LARGER.model_copy(update={"op": "same", "changes": (), "is_protected": False, "effects": ()})

    lines = shown(report(Leg(what="10k", preview=done(replaced)), Leg(what="initial", preview=done(bare))))

    assert "REPLACE rds Instance database" in lines
    assert any(line.strip() == "! replaced because of storageEncrypted" for line in lines)
    assert any(line.strip() == "! loses its protection" for line in lines)


def test_the_way_back_says_what_is_released_and_what_has_to_wait() -> None:
    first = Leg(what="10k without the plan", preview=done(), waits="the month has to end")
    unmeant = GONE.model_copy(update={"name": "network-nat-c", "released": ""})
    second = Leg(
        what="initial",
        preview=done(GONE, unmeant),
        ignored=(Ignored(name="api", property="desiredCount", old=4, new=2, text="scaling sets it", url=PAGE),),
    )

    lines = shown(report(Leg(what="10k", preview=NOTHING), first, second))

    assert "The way back (step 1 of 2): → 10k without the plan" in lines
    assert "Before the next step: the month has to end." in lines
    assert "       ↳ released: the NAT gateway's address" in lines
    assert "       ↳ nothing says that this is meant" in lines
    assert "no effect: api desiredCount: 4 → 2: scaling sets it [1]" in lines


def test_an_up_that_left_something_to_do_says_so() -> None:
    lines = shown(report(Leg(what="10k", preview=done(LARGER), up=done(LARGER), again=done(LARGER))))

    assert "The preview after it is NOT empty: 1 changes." in lines


def test_what_the_program_warns_of_stands_beside_the_notes() -> None:
    lines = shown(report(Leg(what="10k", preview=done(warning="the plan costs 200 USD")), notes=("storage stays",)))

    assert lines.index("• storage stays") + 1 == lines.index("• the plan costs 200 USD")


def test_the_verdict_is_printed_only_where_nothing_failed() -> None:
    good, bad = (
        shown(report(Leg(what="10k", preview=done()), failures=failures)) for failures in ((), ("the up fails",))
    )

    assert any("nothing that holds data or identity is" in line for line in good)
    assert not any("went through" in line for line in bad)


def test_nothing_but_a_link_is_wider_than_the_screen() -> None:
    wide = Change(path="x" * 90, kind="update", replaces=False, old="o" * 300, new="n" * 300)
    lines = shown(report(Leg(what="10k", preview=done(LARGER.model_copy(update={"changes": (wide,)})))))

    assert [line for line in lines if cell_len(line) > 80 and "https://" not in line] == []


def test_tiers_are_called_as_people_call_them() -> None:
    assert [tier_name(each) for each in ("academy:edge:LoadBalancer", "academy:edge:Cdn")] == ["Load balancer", "CDN"]
