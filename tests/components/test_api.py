"""The API tier, as AWS would be asked for it."""

import json
from dataclasses import replace

import pytest
from pulumi_aws import lb

from components import balancer, pgbouncer
from components.api import ApiService, ApiServiceArgs
from components.containers import ServiceImage
from sandbox.recording import Recording, record
from sizing.compute import API_MAXIMUM_PERCENT, ApiSize
from sizing.connections import Row
from sizing.database import Pooler
from sizing.release import UNRELEASED
from tests.components.compute import (
    ALARM,
    API,
    API_ACCESS,
    DIGEST,
    REPOSITORY,
    ROLES,
    SCALING_POLICY,
    SCALING_TARGET,
    SCHEDULED_ACTION,
    SECRETS,
    SERVICE,
    TOPIC,
    containers_of,
    image,
    placement,
    secrets,
    surroundings,
    task_definition,
    variables,
)

TIER = "academy:compute:ApiService"
BALANCER = "app/balancer-1234567/0123456789abcdef"
TARGETS = "targetgroup/balancer-api-1234567/0123456789abcdef"
TARGET_GROUP = f"arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:{TARGETS}"


def args(pooler: Pooler = "none", tag: str = "1.4.0", size: ApiSize = API) -> ApiServiceArgs:
    """The API after everything that comes before it."""
    return ApiServiceArgs(
        size=size,
        pooler=pooler,
        image=image("api", tag),
        pgbouncer_image=image("pgbouncer", DIGEST),
        access=API_ACCESS,
        surroundings=surroundings(),
        placement=placement(),
        roles=ROLES,
        security_group_id="sg-api",
        target_group_arn=TARGET_GROUP,
        target_group_arn_suffix=TARGETS,
        balancer_arn_suffix=BALANCER,
        listeners=(),
    )


def api(pooler: Pooler = "none", tag: str = "1.4.0", size: ApiSize = API) -> Recording:
    """What AWS would be asked for."""

    def program() -> None:
        listener = lb.Listener(
            "listener",
            load_balancer_arn="arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/" + BALANCER,
            default_actions=[{"type": "forward"}],
        )
        ApiService("api", replace(args(pooler, tag, size), listeners=[listener]))

    return record(program)


def test_requests_are_served_on_the_port_that_the_load_balancer_is_told() -> None:
    recording = api()
    application = containers_of(task_definition(recording, "api"))["api"]
    service = recording.one(SERVICE).inputs

    assert application["portMappings"] == [{"containerPort": 8000, "hostPort": 8000, "protocol": "tcp"}]
    assert variables(application)["PORT"] == "8000"
    assert service["loadBalancers"] == [{"targetGroupArn": TARGET_GROUP, "containerName": "api", "containerPort": 8000}]
    assert service["networkConfiguration"]["securityGroups"] == ["sg-api"]


def test_it_waits_for_the_listener() -> None:
    recording = api()

    assert recording.one("aws:lb/listener:Listener").urn in recording.one(SERVICE).dependencies


def test_it_is_never_on_spot_and_nothing_goes_before_its_successor_is_healthy() -> None:
    service = api().one(SERVICE).inputs

    assert [each["capacityProvider"] for each in service["capacityProviderStrategies"]] == ["FARGATE"]
    assert service["deploymentMinimumHealthyPercent"] == 100


def test_a_deployment_runs_no_more_tasks_than_the_connection_budget_counts() -> None:
    recording = api()
    percent = recording.one(SERVICE).inputs["deploymentMaximumPercent"]
    most = recording.one(SCALING_TARGET).inputs["maxCapacity"]

    assert percent == API_MAXIMUM_PERCENT
    assert Row(service="api", tasks=most * percent // 100, connections=API.connections).total == 40


def test_tmp_is_as_large_as_the_profile_says_and_the_only_place_to_write_to() -> None:
    application = containers_of(task_definition(api(), "api"))["api"]

    assert application["readonlyRootFilesystem"] is True
    mounts = application["linuxParameters"]["tmpfs"]
    assert [(each["containerPath"], each["size"]) for each in mounts] == [("/tmp", 64)]  # noqa: S108
    assert variables(application)["TMPDIR"] == "/tmp"  # noqa: S108
    assert application["mountPoints"] == []


def test_the_load_balancer_is_always_the_first_to_close_an_idle_connection() -> None:
    application = containers_of(task_definition(api(), "api"))["api"]

    assert int(variables(application)["KEEPALIVE_SECONDS"]) > balancer.IDLE_SECONDS


def test_a_leaving_task_may_finish_its_requests() -> None:
    application = containers_of(task_definition(api(), "api"))["api"]

    assert application["stopTimeout"] == 60
    assert application["stopTimeout"] > balancer.DEREGISTRATION_SECONDS


def test_without_a_pooler_it_talks_to_the_database_itself() -> None:
    containers = containers_of(task_definition(api(), "api"))

    assert list(containers) == ["api"]
    told = variables(containers["api"])
    assert (told["DATABASE_HOST"], told["DATABASE_PORT"]) == (surroundings().database.host, "5432")
    assert (told["DATABASE_SSLMODE"], told["DATABASE_CONNECTIONS"]) == ("require", "5")
    assert "dependsOn" not in containers["api"]


def test_with_pgbouncer_it_talks_to_the_sidecar_which_talks_to_the_database() -> None:
    containers = containers_of(task_definition(api("pgbouncer"), "api"))

    assert list(containers) == ["api", "pgbouncer"]
    told = variables(containers["api"])
    assert (told["DATABASE_HOST"], told["DATABASE_PORT"], told["DATABASE_SSLMODE"]) == ("127.0.0.1", "6432", "disable")
    assert told["DATABASE_NAME"] == "academy"
    pooler = variables(containers["pgbouncer"])
    assert (pooler["DATABASE_HOST"], pooler["DATABASE_PORT"]) == (surroundings().database.host, "5432")


def test_the_application_does_not_start_before_pgbouncer_is_healthy() -> None:
    containers = containers_of(task_definition(api("pgbouncer"), "api"))

    assert containers["api"]["dependsOn"] == [{"condition": "HEALTHY", "containerName": "pgbouncer"}]
    assert "healthCheck" in containers["pgbouncer"]


def test_pgbouncer_opens_as_many_connections_as_the_task_has_and_takes_all_of_the_applications() -> None:
    containers = containers_of(task_definition(api("pgbouncer"), "api"))

    assert "\nmax_db_connections = 5\n" in containers["pgbouncer"]["command"][0]
    clients = int(variables(containers["api"])["DATABASE_CONNECTIONS"])
    assert clients == 20
    assert f"\nmax_client_conn = {clients + pgbouncer.SPARE_CLIENTS}\n" in containers["pgbouncer"]["command"][0]


@pytest.mark.parametrize("pooler", ["none", "pgbouncer"])
def test_no_secret_is_in_the_environment(pooler: Pooler) -> None:
    definition = task_definition(api(pooler), "api")

    assert secrets(containers_of(definition)["api"]) == {
        "APPLICATION_KEY": f"{SECRETS}application-key-AbCdEf",
        "DATABASE_PASSWORD": f"{SECRETS}database-password-AbCdEf",
    }
    for each in containers_of(definition).values():
        assert not [key for key in variables(each) if "PASSWORD" in key or key.endswith("KEY")]


@pytest.mark.parametrize("pooler", ["none", "pgbouncer"])
def test_the_grace_period_covers_all_that_a_task_may_take_to_become_healthy(pooler: Pooler) -> None:
    recording = api(pooler)
    containers = containers_of(task_definition(recording, "api"))
    checks = [each["healthCheck"] for each in containers.values() if "healthCheck" in each]
    sidecars = sum(each["startPeriod"] + each["retries"] * each["interval"] for each in checks)

    grace = recording.one(SERVICE).inputs["healthCheckGracePeriodSeconds"]
    assert grace == {"none": 90, "pgbouncer": 115}[pooler]
    assert grace >= sidecars + balancer.HEALTHY_CHECKS * balancer.HEALTH_CHECK_INTERVAL_SECONDS + 60


def test_a_build_that_answers_with_errors_is_undone_and_somebody_is_told() -> None:
    recording = api()
    alarm = recording.one(ALARM)

    assert recording.one(SERVICE).inputs["alarms"]["alarmNames"] == [alarm.id]
    description = alarm.inputs.pop("alarmDescription")
    assert "docs/runbook.md#api-rollback" in description
    assert alarm.inputs == {
        "namespace": "AWS/ApplicationELB",
        "metricName": "HTTPCode_Target_5XX_Count",
        "dimensions": {"LoadBalancer": BALANCER, "TargetGroup": TARGETS},
        "statistic": "Sum",
        "period": 60,
        "evaluationPeriods": 3,
        "datapointsToAlarm": 2,
        "threshold": 10,
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "treatMissingData": "notBreaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }


def test_it_follows_the_use_of_cpu_and_the_number_of_requests() -> None:
    recording = api()
    policies = recording.by_name(SCALING_POLICY)
    target = recording.one(SCALING_TARGET)

    tracked = {name: each.inputs["targetTrackingScalingPolicyConfiguration"] for name, each in policies.items()}
    cooldowns = {"scaleOutCooldown": 60, "scaleInCooldown": 300}
    assert tracked == {
        "api-cpu": {
            "predefinedMetricSpecification": {"predefinedMetricType": "ECSServiceAverageCPUUtilization"},
            "targetValue": 60,
            **cooldowns,
        },
        "api-requests": {
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": f"{BALANCER}/{TARGETS}",
            },
            "targetValue": 600,
            **cooldowns,
        },
    }
    for each in policies.values():
        assert each.inputs["policyType"] == "TargetTrackingScaling"
        assert each.inputs["resourceId"] == target.id


def test_there_are_more_tasks_in_the_evening_and_as_many_as_usual_afterwards() -> None:
    recording = api()
    actions = recording.by_name(SCHEDULED_ACTION)

    assert {name: (each.inputs["schedule"], each.inputs["scalableTargetAction"]) for name, each in actions.items()} == {
        "api-busy": ("cron(0 18 * * ? *)", {"minCapacity": 3}),
        "api-usual": ("cron(0 23 * * ? *)", {"minCapacity": 2}),
    }
    for each in actions.values():
        assert each.inputs["timezone"] == "Asia/Seoul"
        assert each.inputs["resourceId"] == recording.one(SCALING_TARGET).id


def test_without_a_busy_time_there_is_no_timetable() -> None:
    assert api(size=API.model_copy(update={"scheduled_minimum": None})).of_type(SCHEDULED_ACTION) == []


@pytest.mark.parametrize("pooler", ["none", "pgbouncer"])
def test_before_the_first_release_there_is_nothing_to_run_to_judge_or_to_schedule(pooler: Pooler) -> None:
    recording = api(pooler, UNRELEASED)
    target = recording.one(SCALING_TARGET).inputs

    assert (target["minCapacity"], target["maxCapacity"]) == (0, 0)
    assert recording.one(SERVICE).inputs["desiredCount"] == 0
    assert recording.of_type(ALARM) == []
    assert "alarms" not in recording.one(SERVICE).inputs
    assert recording.of_type(SCHEDULED_ACTION) == []
    containers = containers_of(task_definition(recording, "api"))
    assert containers["api"]["image"] == f"{REPOSITORY}api:unreleased"


def test_the_first_release_only_adds() -> None:
    before, after = api(tag=UNRELEASED), api()

    assert after.keys() - before.keys() == {
        (ALARM, "api-rollback"),
        (SCHEDULED_ACTION, "api-busy"),
        (SCHEDULED_ACTION, "api-usual"),
    }
    assert before.keys() < after.keys()


def test_an_application_whose_pooler_has_no_build_is_not_started() -> None:
    missing = ServiceImage(repository_url=f"{REPOSITORY}pgbouncer", tag=UNRELEASED)
    recording = record(lambda: ApiService("api", replace(args("pgbouncer"), pgbouncer_image=missing)))

    assert recording.one(SCALING_TARGET).inputs["maxCapacity"] == 0
    assert recording.of_type(ALARM) == []


@pytest.mark.parametrize("tag", ["1.4.0", DIGEST])
def test_the_application_is_the_build_that_was_released(tag: str) -> None:
    application = containers_of(task_definition(api(tag=tag), "api"))["api"]

    assert application["image"] == f"{REPOSITORY}api" + (f"@{tag}" if tag == DIGEST else f":{tag}")


def test_everything_of_it_stands_below_the_tier_and_others_get_its_name() -> None:
    recording = api()
    tier = recording.one(TIER)

    for each in recording.resources:
        if each.type != "aws:lb/listener:Listener":
            assert recording.tier(each) == tier, each.key
    outputs = recording.outputs[tier.urn]
    assert outputs["service_name"] == recording.one(SERVICE).id.rpartition("/")[2]
    assert outputs["log_group_name"] == "/academy/prod/api"
    assert outputs["task_definition_arn"].endswith("academy-prod-api:1")


def test_the_whole_task_is_well_below_the_size_that_ecs_takes() -> None:
    text = task_definition(api("pgbouncer"), "api").inputs["containerDefinitions"]

    assert len(text) < 32 * 1024
    assert len(json.loads(text)) == 2
