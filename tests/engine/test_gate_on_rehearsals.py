"""Changes that would cost data or identity, rehearsed: each fails, and names the resource and the cause."""

from pathlib import Path

import pytest

from ops.rehearse.report import Report
from ops.rehearse.run import rehearsal
from ops.stacks import find_stack
from tests.engine.rehearsals import copy_of_the_program, edited
from tests.engine.test_rehearse import quiet

pytestmark = pytest.mark.engine


def failures_with(report: Report, *words: str) -> list[str]:
    return [each for each in report.failures if all(word in each for word in words)]


def test_another_address_block_replaces_the_network_because_of_it(engine: Path, tmp_path: Path) -> None:
    other = edited(tmp_path, "initial", ("cidr: 10.0.0.0/16", "cidr: 10.1.0.0/16"))

    report = rehearsal(engine, find_stack("initial"), other, quiet)

    assert failures_with(report, "ec2/vpc:Vpc::network", "cidrBlock (10.0.0.0/16 -> 10.1.0.0/16)")
    assert failures_with(report, "subnet:Subnet::network-private-a", "cidrBlock")
    assert any("academy:network.cidr goes from 10.0.0.0/16 to 10.1.0.0/16" in note for note in report.notes)


def test_another_environment_replaces_all_that_has_a_name(engine: Path, tmp_path: Path) -> None:
    other = edited(
        tmp_path,
        "initial",
        ("environment: prod", "environment: staging"),
        ("Environment: prod", "Environment: staging"),
    )

    report = rehearsal(engine, find_stack("initial"), other, quiet)

    assert failures_with(report, "bucket:Bucket::storage-media", "bucket (academy-media-prod -> academy-media-staging)")
    assert failures_with(report, "queue:Queue::queues-video", "name (academy-video-jobs -> academy-video-jobs-staging)")
    assert failures_with(report, "secret:Secret::secrets-solapi", "name")
    assert any("academy:environment goes from prod to staging" in note for note in report.notes)


def test_a_disk_without_encryption_and_a_renamed_component_are_named(engine: Path, tmp_path: Path) -> None:
    program = copy_of_the_program(
        tmp_path,
        components__database=("storage_encrypted=True", "storage_encrypted=not size.multi_az"),
        __main__=('Queues("queues"', 'Queues("jobs" if profile.database.multi_az else "queues"'),
    )
    before = edited(program, "initial")
    after = edited(tmp_path, "10k", ("plan: business", "plan: pay_as_you_go"))

    report = rehearsal(engine, before, after, quiet, root=program)

    assert failures_with(report, "rds/instance:Instance::database", "storageEncrypted (true -> false)")
    assert failures_with(report, "queue:Queue::queues-video", "would be deleted", "was renamed or moved needs an alias")
