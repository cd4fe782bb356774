"""The recorder itself: it refuses what AWS and the engine would, and tells the truth about the rest."""

import asyncio
import contextvars
import gc
from typing import cast

import pulumi
import pytest
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi.runtime.settings import set_root_resource
from pulumi_aws import cloudwatch, ec2, get_availability_zones_output, s3, sqs

from sandbox.recording import Refused, record, record_program

QUEUE = "aws:sqs/queue:Queue"
BUCKET = "aws:s3/bucket:Bucket"


class Tier(ComponentResource):
    def __init__(self, name: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:test:Tier", name, None, opts)
        queue = sqs.Queue(name, opts=ResourceOptions(parent=self))
        self.register_outputs({"url": queue.url})


def test_a_misspelt_nested_property_is_refused_with_its_path() -> None:
    def program() -> None:
        s3.BucketVersioning("any", bucket="b", versioning_configuration={"statsu": "Enabled"})  # pyright: ignore[reportArgumentType]

    with pytest.raises(Refused, match=r"BucketVersioning any: versioningConfiguration\.statsu: unknown property"):
        record(program)


def test_a_value_of_another_type_is_refused() -> None:
    def program() -> None:
        sqs.Queue("any", delay_seconds="5")  # pyright: ignore[reportArgumentType]

    with pytest.raises(Refused, match=r'delaySeconds: is "5"; want a whole number'):
        record(program)


def test_a_resource_type_that_the_sandbox_does_not_know_is_refused() -> None:
    with pytest.raises(LookupError, match="knows no resource type aws:cloudwatch/logMetricFilter:LogMetricFilter"):
        record(
            lambda: cloudwatch.LogMetricFilter(
                "any",
                log_group_name="group",
                pattern="",
                metric_transformation={"name": "n", "namespace": "s", "value": "1"},
            )
        )


def test_a_look_up_that_the_sandbox_does_not_know_is_refused() -> None:
    with pytest.raises(LookupError, match="knows no invoke aws:index/getAvailabilityZones:getAvailabilityZones"):
        record(lambda: pulumi.export("zones", get_availability_zones_output().names))


def test_two_resources_of_one_name_are_refused() -> None:
    def program() -> None:
        sqs.Queue("same", name="one")
        sqs.Queue("same", name="two")

    with pytest.raises(
        Refused, match="two resources have the URN urn:pulumi:initial::academy::aws:sqs/queue:Queue::same"
    ):
        record(program)


def test_one_name_below_two_parents_is_no_clash() -> None:
    def program() -> None:
        Tier("one")
        sqs.Queue("one", name="beside")

    assert len(record(program).of_type(QUEUE)) == 2


def test_a_read_of_something_undeclared_is_refused() -> None:
    with pytest.raises(Refused, match="aws:ec2/vpc:Vpc theirs is read, not declared"):
        record(lambda: ec2.Vpc.get("theirs", "vpc-1"))


def test_an_error_in_an_apply_ends_the_recording() -> None:
    def broken(_: str) -> str:
        raise ValueError("in an apply")

    with pytest.raises(ValueError, match="in an apply"):
        record(lambda: sqs.Queue("any").arn.apply(broken) and None)


def test_an_output_pasted_into_a_string_ends_the_recording() -> None:
    with pytest.raises(Exception, match=r"Calling __str__ on an Output\[T\] is not supported"):
        record(lambda: sqs.Queue("other", name=f"{sqs.Queue('any').arn}-suffix"))


def test_options_are_seen() -> None:
    def program() -> None:
        first = sqs.Queue("first")
        sqs.Queue(
            "second",
            tags={"Beside": first.url},
            opts=ResourceOptions(
                protect=True,
                retain_on_delete=True,
                delete_before_replace=True,
                ignore_changes=["delaySeconds"],
                depends_on=[s3.Bucket("bucket")],
                aliases=[pulumi.Alias(name="earlier")],
            ),
        )

    recording = record(program)
    first, second = recording.of_type(QUEUE)

    assert (second.protect, second.retain_on_delete, second.delete_before_replace) == (True, True, True)
    assert (first.protect, first.retain_on_delete, first.delete_before_replace) == (False, False, False)
    assert second.ignore_changes == ("delaySeconds",)
    assert second.dependencies == {first.urn, recording.one(BUCKET).urn}
    assert second.property_dependencies["tags"] == {first.urn}
    assert [alias["spec"]["name"] for alias in second.aliases] == ["earlier"]


def test_secrets_are_unwrapped_and_marked_and_stay_secret_in_what_follows_from_them() -> None:
    def program() -> None:
        queue = sqs.Queue("any", tags={"Open": "no secret", "Hidden": Output.secret("a secret")})
        pulumi.export("tags", queue.tags)
        pulumi.export("url", queue.url)

    recording = record(program)

    assert recording.one(QUEUE).inputs["tags"] == {"Open": "no secret", "Hidden": "a secret"}
    assert recording.one(QUEUE).secrets == {"tags.Hidden"}
    assert recording.secret_exports == {"tags"}


def test_components_and_exports_tell_what_they_gave_out() -> None:
    def program() -> None:
        tier = Tier("one")
        pulumi.export("urn", tier.urn)

    recording = record(program, stack="10k")
    tier = recording.one("academy:test:Tier")

    assert tier.urn == "urn:pulumi:10k::academy::academy:test:Tier::one"
    assert recording.one(QUEUE).urn == "urn:pulumi:10k::academy::academy:test:Tier$aws:sqs/queue:Queue::one"
    assert recording.tier(recording.one(QUEUE)) is tier
    assert recording.outputs[tier.urn]["url"] == recording.one(QUEUE).id
    assert recording.exports == {"urn": tier.urn}


def test_numbers_are_whole_again_after_their_journey_as_floats() -> None:
    inputs = record(lambda: sqs.Queue("any", delay_seconds=5)).one(QUEUE).inputs

    assert repr(inputs["delaySeconds"]) == "5"


def test_in_a_preview_what_aws_decides_is_unknown_and_what_was_asked_is_known() -> None:
    seen: list[object] = []

    def program() -> None:
        queue = sqs.Queue("any", name="known")
        queue.name.apply(seen.append)
        queue.arn.apply(seen.append)

    recording = record(program, preview=True)

    assert seen == ["known"]
    assert recording.one(QUEUE).id == ""


def test_a_deprecated_argument_is_told() -> None:
    recording = record(lambda: s3.Bucket("any", acl="private", bucket="academy-any"))

    assert recording.messages == ("aws:s3/bucket:Bucket any: acl is deprecated",)


def test_a_deprecated_resource_type_is_refused() -> None:
    with pytest.raises(LookupError, match="knows no resource type aws:s3/bucketV2:BucketV2"):
        record(lambda: s3.BucketV2("any"))


def test_the_same_resource_has_the_same_id_in_every_recording() -> None:
    vpc = record_program("initial").one("aws:ec2/vpc:Vpc")

    assert record_program("10k").one("aws:ec2/vpc:Vpc").id == vpc.id


def test_a_recording_leaves_nothing_behind() -> None:
    def failing() -> None:
        sqs.Queue("any", delay_seconds="5")  # pyright: ignore[reportArgumentType]

    with pytest.raises(Refused, match="delaySeconds"):
        record(failing, config={"academy:environment": "left over"})

    def program() -> None:
        pulumi.export("environment", pulumi.Config("academy").get("environment") or "none")

    recording = record(program)

    assert recording.resources == ()
    assert recording.exports == {"environment": "none"}
    assert recording.messages == ()


def test_somebody_elses_stack_does_not_stop_a_recording() -> None:
    def amid_another() -> int:
        set_root_resource(cast("pulumi.Resource", object()))
        return len(record(lambda: sqs.Queue("any")).resources)

    assert contextvars.copy_context().run(amid_another) == 1


def test_an_event_loop_is_not_needed_beforehand() -> None:
    asyncio.set_event_loop(None)

    assert len(record(lambda: sqs.Queue("any")).resources) == 1
    gc.collect()


def test_one_means_exactly_one() -> None:
    recording = record(lambda: [sqs.Queue("first"), sqs.Queue("second")])

    with pytest.raises(AssertionError, match="2 resources aws:sqs/queue:Queue ; there is: first, second"):
        recording.one(QUEUE)
    with pytest.raises(AssertionError, match="0 resources aws:sqs/queue:Queue third; there is: first, second"):
        recording.one(QUEUE, "third")
