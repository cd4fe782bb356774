import re
from collections.abc import Callable
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizing import names
from sizing.queues import QUEUES

BUCKETS = (names.media_bucket, names.frontend_bucket, names.logs_bucket)

AWS_BUCKET = re.compile(
    r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)(?<!--x-s3)(?<!-an)"
)
AWS_QUEUE = re.compile(r"[A-Za-z0-9_-]{1,80}")

TRICKY = ("prod", "dlq", "dlq-a", "a", "a-dlq", "an", "a-an", "s3alias", "x-s3alias", "a--b", "a-", "a" * 20, "a" * 21)
environments = (st.sampled_from(TRICKY) | st.text("abdlqs3-", min_size=1, max_size=21)).filter(
    lambda name: names.environment_mistake(name) is None
)


def queue_names(environment: str) -> list[str]:
    return [
        name
        for contract in QUEUES
        for name in (contract.queue_name(environment), contract.dead_letter_queue_name(environment))
    ]


def bucket_names(environment: str) -> list[str]:
    return [bucket(environment) for bucket in BUCKETS]


def test_production_has_the_names_that_the_requirements_fix() -> None:
    assert names.media_bucket("prod") == "academy-media-prod"
    assert names.frontend_bucket("prod") == "academy-frontend-prod"
    assert names.logs_bucket("prod") == "academy-logs-prod"
    assert [contract.queue_name("prod") for contract in QUEUES] == [
        "academy-video-jobs",
        "academy-ai-jobs-lite",
        "academy-ai-jobs-basic",
        "academy-ai-jobs-premium",
        "academy-messaging-jobs",
    ]
    assert names.dead_letter_queue("academy-video-jobs", "prod") == "academy-video-jobs-dlq"


def test_another_environment_is_in_every_name() -> None:
    assert names.media_bucket("staging") == "academy-media-staging"
    assert names.queue("academy-video-jobs", "staging") == "academy-video-jobs-staging"
    assert names.dead_letter_queue("academy-video-jobs", "staging") == "academy-video-jobs-dlq-staging"


def test_common_tags_say_whose_a_resource_is() -> None:
    assert names.common_tags("staging") == {"Project": "academy", "Environment": "staging", "ManagedBy": "pulumi"}


@given(environments, environments)
def test_no_two_environments_share_a_queue_or_a_bucket(one: str, other: str) -> None:
    if one != other:
        assert set(queue_names(one)).isdisjoint(queue_names(other))
        assert set(bucket_names(one)).isdisjoint(bucket_names(other))


@given(environments)
def test_no_two_queues_and_no_two_buckets_of_an_environment_share_a_name(environment: str) -> None:
    for every in (queue_names(environment), bucket_names(environment)):
        assert all(one != other for one, other in combinations(every, 2))


@given(environments)
def test_aws_takes_every_name_of_every_environment(environment: str) -> None:
    for name in bucket_names(environment):
        assert AWS_BUCKET.fullmatch(name), name
    for name in queue_names(environment):
        assert AWS_QUEUE.fullmatch(name), name


@pytest.mark.parametrize("environment", ["prod", "staging", "a", "load-test-2", "dlqs", "pre-dlq", "a" * 20])
def test_a_good_environment_name_is_taken(environment: str) -> None:
    assert names.environment_mistake(environment) is None


WRONG_LETTERS = (
    "1 to 20 lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen"
)
OF_DEAD_LETTERS = (
    'a name other than "dlq" that does not start with "dlq-": its queues would have the names of dead-letter queues'
)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ("", WRONG_LETTERS),
        ("Prod", WRONG_LETTERS),
        ("2nd", WRONG_LETTERS),
        ("-a", WRONG_LETTERS),
        ("a-", WRONG_LETTERS),
        ("a--b", WRONG_LETTERS),
        ("a_b", WRONG_LETTERS),
        ("a.b", WRONG_LETTERS),
        ("prod\n", WRONG_LETTERS),
        ("prüf", WRONG_LETTERS),
        ("a" * 21, WRONG_LETTERS),
        ("dlq", OF_DEAD_LETTERS),
        ("dlq-staging", OF_DEAD_LETTERS),
        ("an", 'a name that does not end in "an": AWS reserves bucket names ending in "-an"'),
        ("x-s3alias", 'a name that does not end in "s3alias": AWS reserves bucket names ending in "-s3alias"'),
    ],
)
def test_a_bad_environment_name_is_refused_with_what_is_wanted(environment: str, wanted: str) -> None:
    assert names.environment_mistake(environment) == wanted


@pytest.mark.parametrize(
    "name_for",
    [
        *BUCKETS,
        names.common_tags,
        partial(names.queue, "academy-video-jobs"),
        partial(names.dead_letter_queue, "academy-video-jobs"),
    ],
)
def test_no_name_is_made_of_a_bad_environment(name_for: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match='environment is "Prod"; want 1 to 20 lower-case letters'):
        name_for("Prod")


def test_a_queue_name_too_long_for_sqs_is_refused_and_counted() -> None:
    assert names.queue("q" * 75, "test") == "q" * 75 + "-test"
    with pytest.raises(ValueError, match=r"queue name q{76}-test has 81 characters; want at most 80"):
        names.queue("q" * 76, "test")
