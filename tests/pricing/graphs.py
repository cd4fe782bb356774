"""Small graphs to price: one resource or two, and usage that is nothing but what a row names."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pricing.model import Charge, Graph, Line, Resource
from pricing.money import cents
from pricing.prices import load_prices
from pricing.rules import bill
from sizing.usage import Usage

_NOTHING: dict[str, Any] = {
    "daily_users": 1,
    "api_requests_per_user": 0,
    "api_response_kib": 1,
    "busy_hours": 24,
    "busy_percent": 100,
    "cdn_requests_per_user": 0,
    "cdn_mib_per_user": 0,
    "cache_hit_percent": 100,
    "old_media_percent": 0,
    "media_upload_gib": 0,
    "media_months": 1,
    "media_object_mib": 1,
    "media_overwritten_percent": 0,
    "frontend_mib": 1,
    "jobs_per_day": {"video": 0, "ai_lite": 0, "ai_basic": 0, "ai_premium": 0, "messaging": 0},
    "job_seconds": {"video": 1, "ai_lite": 1, "ai_basic": 1, "ai_premium": 1, "messaging": 1},
    "log_mib_per_day": 0,
    "database_gib": 0,
    "database_changed_percent": 0,
    "outbound_gib": 0,
    "registry_gib": 0,
    "gpu_hours": 0,
}


def usage(changes: Mapping[str, Any] | None = None) -> Usage:
    """Usage of nothing at all but what is named."""
    return Usage.model_validate({**_NOTHING, **(changes or {})})


def resource(type_: str, name: str, inputs: Mapping[str, Any], id_: str = "") -> Resource:
    """A resource with the inputs that prices depend on."""
    return Resource(type=type_, name=name, urn=f"urn:pulumi:s::academy::{type_}::{name}", id=id_ or name, inputs=inputs)


def graph(*resources: Resource, usage_of: Mapping[str, Any] | None = None, plan_approved: bool = True) -> Graph:
    """These resources and this usage."""
    return Graph(resources=resources, usage=usage(usage_of), plan_approved=plan_approved)


def service(
    *,
    cpu: int = 512,
    memory: int = 1024,
    architecture: str = "ARM64",
    provider: str = "FARGATE",
    least: int = 1,
    most: int = 2,
    disk_gib: int = 20,
    public: bool = False,
    api: bool = False,
    queues: tuple[str, ...] = (),
    zones: int = 1,
    secrets: int = 0,
    name: str = "one",
) -> tuple[Resource, ...]:
    """A Fargate service: task definition, service and scaling target."""
    environment = [{"name": f"QUEUE_URL_{queue.upper()}", "value": "https://queue"} for queue in queues]
    read = [{"name": f"SECRET_{number}", "valueFrom": "arn"} for number in range(secrets)]
    task = resource(
        "aws:ecs/taskDefinition:TaskDefinition",
        name,
        {
            "cpu": str(cpu),
            "memory": str(memory),
            "family": name,
            "requiresCompatibilities": ["FARGATE"],
            "runtimePlatform": {"cpuArchitecture": architecture},
            "ephemeralStorage": {"sizeInGib": disk_gib},
            "containerDefinitions": json.dumps([{"name": name, "environment": environment, "secrets": read}]),
        },
        f"{name}:1",
    )
    running = resource(
        "aws:ecs/service:Service",
        name,
        {
            "taskDefinition": f"arn:aws:ecs:ap-northeast-2:1:task-definition/{name}:1",
            "cluster": "cluster",
            "capacityProviderStrategies": [{"capacityProvider": provider, "weight": 1}],
            "networkConfiguration": {"assignPublicIp": public, "subnets": [f"subnet-{zone}" for zone in range(zones)]},
            "loadBalancers": [{"containerPort": 8000}] if api else [],
        },
        f"arn:aws:ecs:ap-northeast-2:1:service/cluster/{name}",
    )
    target = {"resourceId": f"service/cluster/{name}", "minCapacity": least, "maxCapacity": most}
    return task, running, resource("aws:appautoscaling/target:Target", name, target)


def database(*, multi_az: bool, machine: str = "db.t4g.micro", disk: int = 20, most: int = 100) -> Resource:
    """A PostgreSQL instance that keeps backups for a week."""
    return resource(
        "aws:rds/instance:Instance",
        "database",
        {
            "instanceClass": machine,
            "multiAz": multi_az,
            "allocatedStorage": disk,
            "maxAllocatedStorage": most,
            "backupRetentionPeriod": 7,
            "manageMasterUserPassword": True,
        },
    )


def api_policy(per_minute: int) -> Resource:
    """Target tracking of the service `one` by requests a minute and task."""
    return resource(
        "aws:appautoscaling/policy:Policy",
        "requests",
        {
            "resourceId": "service/cluster/one",
            "policyType": "TargetTrackingScaling",
            "targetTrackingScalingPolicyConfiguration": {
                "targetValue": per_minute,
                "predefinedMetricSpecification": {"predefinedMetricType": "ALBRequestCountPerTarget"},
            },
        },
    )


def charges(of: Graph, line: Line, what: str) -> list[Charge]:
    """The charges of a line whose words contain `what`."""
    found = [each for each in bill(of, load_prices()).charges if each.line is line and what in each.what]
    assert found, f"nothing called {what} on the line {line.value}"
    return found


def expected(of: Graph, line: Line, what: str) -> Decimal:
    """What they come to, to the cent."""
    return cents(sum((each.usd.expected for each in charges(of, line, what)), Decimal(0)))
