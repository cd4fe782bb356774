"""What the table answers for the platform's own services."""

import pytest

from sandbox import aws
from sandbox.catalogue.firewall import PREFIX_LIST_WEIGHTS
from sandbox.held import RefusedError
from sandbox.refusals import tokens
from sandbox.refusals.reading import objects
from tests.sandbox.accounts import SEOUL

VIRGINIA = "us-east-1"
IN_SEOUL = f"{SEOUL}:123456789012"
PREFIX_LIST = "aws:ec2/getManagedPrefixList:getManagedPrefixList"
CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"


def outputs(token: str, /, **inputs: object) -> dict[str, object]:
    """What AWS answers, with the id among it."""
    identifier, answered = aws.answer(token, "academy", inputs, 1, SEOUL)
    return {"id": identifier} | answered


def test_global_services_have_no_region_in_their_arns() -> None:
    role = outputs(tokens.ROLE, name="api", path="/academy/", assumeRolePolicy="{}")
    assert role["arn"] == "arn:aws:iam::123456789012:role/academy/api"
    cdn = outputs(tokens.DISTRIBUTION, defaultCacheBehavior={})
    assert cdn["arn"] == f"arn:aws:cloudfront::123456789012:distribution/{cdn['id']}"
    assert outputs(tokens.BUDGET, name="monthly")["arn"] == "arn:aws:budgets::123456789012:budget/monthly"


@pytest.mark.parametrize(
    ("token", "key", "inputs", "arn"),
    [
        (tokens.ALARM, "arn", {"name": "a"}, "arn:aws:cloudwatch:{}:123456789012:alarm:a"),
        (tokens.CERTIFICATE, "arn", {"domainName": "a.example"}, "arn:aws:acm:{}:123456789012:certificate/"),
        (
            tokens.LOG_SOURCE,
            "arn",
            {"name": "a", "resourceArn": "arn:aws:cloudfront::1:distribution/E1"},
            "arn:aws:logs:{}:",
        ),
        (tokens.TOPIC, "id", {"name": "a"}, "arn:aws:sns:{}:123456789012:a"),
    ],
)
def test_the_region_argument_decides_the_arn(token: str, key: str, inputs: dict[str, object], arn: str) -> None:
    assert str(outputs(token, **inputs)[key]).startswith(arn.format(SEOUL))
    assert str(outputs(token, region=VIRGINIA, **inputs)[key]).startswith(arn.format(VIRGINIA))


def test_a_load_balancer_and_what_belongs_to_it_are_called_as_cloudwatch_calls_them() -> None:
    balancer = outputs(tokens.LOAD_BALANCER, name="academy", internal=True)
    group = outputs(tokens.TARGET_GROUP, name="api")
    listener = outputs(tokens.LISTENER, loadBalancerArn=balancer["arn"])
    assert balancer["id"] == f"arn:aws:elasticloadbalancing:{IN_SEOUL}:loadbalancer/{balancer['arnSuffix']}"
    assert str(balancer["arnSuffix"]).startswith("app/academy/0")
    assert str(balancer["dnsName"]).startswith("internal-academy-")
    assert str(balancer["dnsName"]).endswith(f".{SEOUL}.elb.amazonaws.com")
    assert str(group["arnSuffix"]).startswith("targetgroup/api/0")
    assert str(listener["arn"]).startswith(f"arn:aws:elasticloadbalancing:{IN_SEOUL}:listener/app/academy/0")


def test_a_database_has_an_address_and_a_secret_of_its_own() -> None:
    database = outputs(tokens.DATABASE, identifier="academy-test", instanceClass="x", manageMasterUserPassword=True)
    assert str(database["address"]).startswith("academy-test.c")
    assert database["endpoint"] == f"{database['address']}:5432"
    assert database["arn"] == f"arn:aws:rds:{IN_SEOUL}:db:academy-test"
    assert database["id"] == database["resourceId"] != "academy-test"
    (secret,) = objects(database, "masterUserSecrets")
    assert str(secret["secretArn"]).startswith(f"arn:aws:secretsmanager:{IN_SEOUL}:secret:rds!db-")
    assert outputs(tokens.DATABASE, instanceClass="x")["masterUserSecrets"] == []


@pytest.mark.parametrize(("asked", "actual"), [("17", "17.6"), ("17.4", "17.4"), (None, "17.6")])
def test_a_major_version_stands_for_a_minor_one(asked: str | None, actual: str) -> None:
    database = outputs(tokens.DATABASE, instanceClass="x", engineVersion=asked, port=5433)
    assert database["engineVersionActual"] == actual
    assert str(database["endpoint"]).endswith(":5433")


def test_a_secrets_arn_is_its_id_and_ends_in_six_characters() -> None:
    secret = outputs(tokens.SECRET, name="academy/test/key")
    stem, _, rest = str(secret["arn"]).rpartition("-")
    assert stem == f"arn:aws:secretsmanager:{IN_SEOUL}:secret:academy/test/key"
    assert (len(rest), secret["id"]) == (6, secret["arn"])


def test_an_image_is_pushed_to_the_repositorys_address() -> None:
    repository = outputs(tokens.REPOSITORY, name="academy-api")
    assert repository["repositoryUrl"] == f"123456789012.dkr.ecr.{SEOUL}.amazonaws.com/academy-api"


def test_a_services_id_names_its_cluster() -> None:
    home = f"arn:aws:ecs:{IN_SEOUL}:cluster/academy"
    for given in (home, "academy"):
        assert outputs(tokens.SERVICE, name="api", cluster=given)["id"] == f"arn:aws:ecs:{IN_SEOUL}:service/academy/api"


def test_a_launch_template_counts_its_versions() -> None:
    described = aws.describe(tokens.LAUNCH_TEMPLATE, "gpu", {}, 1, SEOUL, identifier="lt-1", version=3)
    assert (described["latestVersion"], described["defaultVersion"]) == (3, 1)
    updated = {"updateDefaultVersion": True}
    described = aws.describe(tokens.LAUNCH_TEMPLATE, "gpu", updated, 1, SEOUL, identifier="lt-1", version=3)
    assert described["defaultVersion"] == 3


def test_only_an_update_makes_another_etag() -> None:
    first, again, second = (
        aws.describe(tokens.FUNCTION, "rewrite", {}, 1, SEOUL, identifier="rewrite", version=version)["etag"]
        for version in (1, 1, 2)
    )
    assert first == again != second


def test_a_record_is_called_by_its_own_name() -> None:
    record = outputs(tokens.RECORD, zoneId="Z1", name="academy.example.", type="A")
    assert (record["id"], record["fqdn"]) == ("Z1_academy.example_A", "academy.example")


def test_mail_waits_for_a_person() -> None:
    topic = f"arn:aws:sns:{IN_SEOUL}:alerts"
    mail, queue = (
        outputs(tokens.TOPIC_SUBSCRIPTION, topic=topic, protocol=each, endpoint="x") for each in ("email", "sqs")
    )
    assert (mail["pendingConfirmation"], queue["pendingConfirmation"]) == (True, False)
    assert str(mail["arn"]).startswith(f"{topic}:")


@pytest.mark.parametrize("template", sorted(PREFIX_LIST_WEIGHTS))
def test_awss_prefix_lists_are_found_by_name_and_by_filter(template: str) -> None:
    name = template.format(region=SEOUL)
    by_name = aws.invoke(PREFIX_LIST, {"name": name}, SEOUL)
    by_filter = aws.invoke(PREFIX_LIST, {"filters": [{"name": "prefix-list-name", "values": [name]}]}, SEOUL)
    assert by_name["id"] == by_filter["id"]
    assert by_name["maxEntries"] == PREFIX_LIST_WEIGHTS[template]


def test_a_prefix_list_has_another_id_in_another_region() -> None:
    ids = {aws.invoke(PREFIX_LIST, {"name": CLOUDFRONT}, region)["id"] for region in (SEOUL, VIRGINIA)}
    assert len(ids) == 2


def test_a_prefix_list_that_aws_does_not_have() -> None:
    with pytest.raises(RefusedError, match="no matching EC2 Managed Prefix List found: academy"):
        aws.invoke(PREFIX_LIST, {"name": "academy"}, SEOUL)
