"""The boxes of a picture: what the program declares, in AWS's words, with the sizes that tell two stacks apart."""

from collections.abc import Iterator
from textwrap import wrap

from ops.diagram.picture import Box
from sandbox.recording import Declared, Recording

EDGE, BALANCING, API, WORKERS, DATA, QUEUES, STORAGE, BUILDS, WATCH = (
    "Edge",
    "Load balancing",
    "ECS: API",
    "ECS: workers",
    "Data",
    "Jobs",
    "Storage",
    "What tasks start with",
    "Monitoring",
)
VIEWERS, PEOPLE, INTERNET, SECRETS, REPOSITORIES, ALARMS, RULES = (
    "viewers",
    "people",
    "internet",
    "secrets",
    "repositories",
    "alarms",
    "rules",
)
ALARM, RULE, TOPIC = (
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:sns/topic:Topic",
)
SERVICE, TASK = "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition"
TARGET = "aws:appautoscaling/target:Target"
QUEUE, BUCKET = "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"
SUBNET, NAT, GATEWAY = (
    "aws:ec2/subnet:Subnet",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/internetGateway:InternetGateway",
)
DATABASE, BALANCER = "aws:rds/instance:Instance", "aws:lb/loadBalancer:LoadBalancer"
DISTRIBUTION, WEB_ACL = "aws:cloudfront/distribution:Distribution", "aws:wafv2/webAcl:WebAcl"
SECRET, REPOSITORY = "aws:secretsmanager/secret:Secret", "aws:ecr/repository:Repository"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"

_POLICY_OF = {"aws:sns/topicPolicy:TopicPolicy": "arn", "aws:s3/bucketPolicy:BucketPolicy": "bucket"}
"""Type of a policy -> the argument that names what it is a policy of."""


def boxes(graph: Recording) -> Iterator[Box]:
    """Every box of the graph's picture."""
    yield Box(key=VIEWERS, group="", title="Viewers", lines=("browsers and apps",))
    yield from _edge(graph)
    yield from _compute(graph)
    yield from _data(graph)
    yield from _zones(graph)
    yield from _monitoring(graph)


def zones_of(graph: Recording, resource: Declared, argument: str) -> str:
    """The zones of the subnets that an argument of a resource names, like `a, c`."""
    urns = resource.property_dependencies.get(argument, frozenset())
    subnets = [graph.by_urn(urn) for urn in urns]
    return ", ".join(sorted({zone(each) for each in subnets if each.type == SUBNET}))


def zone(subnet: Declared) -> str:
    """A subnet's zone by its letter."""
    return str(subnet.inputs["availabilityZone"])[-1]


def _edge(graph: Recording) -> Iterator[Box]:
    for each in graph.of_type(DISTRIBUTION):
        names = each.inputs.get("aliases") or ["its own cloudfront.net name"]
        yield Box(key=each.urn, group=EDGE, title="CloudFront distribution", lines=tuple(names))
    for each in graph.of_type(WEB_ACL):
        yield Box(key=each.urn, group=EDGE, title="WAF web ACL", lines=(f"{len(each.inputs['rules'])} rules",))
    for each in graph.of_type(BALANCER):
        lines = ("internal, reached by a VPC origin", f"zones {zones_of(graph, each, 'subnets')}")
        yield Box(key=each.urn, group=BALANCING, title="Application Load Balancer", lines=lines)


def _compute(graph: Recording) -> Iterator[Box]:
    ranges = {
        urn: each
        for each in graph.of_type(TARGET)
        for urn in each.property_dependencies["resourceId"]
        if graph.by_urn(urn).type == SERVICE
    }
    running = {urn for each in graph.of_type(SERVICE) for urn in each.property_dependencies["taskDefinition"]}
    for each in graph.of_type(SERVICE):
        lines = [f"zones {zones_of(graph, each, 'networkConfiguration')}"]
        if each.urn in ranges:
            tasks = ranges[each.urn].inputs
            lines.insert(0, f"{tasks['minCapacity']} to {tasks['maxCapacity']} tasks, {_capacity(each)}")
        group = API if each.inputs.get("loadBalancers") else WORKERS
        yield Box(key=each.urn, group=group, title=each.name, lines=tuple(lines))
    for each in graph.of_type(TASK):
        if each.urn not in running:
            yield Box(key=each.urn, group=WORKERS, title=each.name, lines=("one task, before a release",))


def _capacity(service: Declared) -> str:
    providers = {one["capacityProvider"] for one in service.inputs.get("capacityProviderStrategies", [])}
    return {frozenset({"FARGATE"}): "on demand", frozenset({"FARGATE_SPOT"}): "Spot"}.get(frozenset(providers), "EC2")


def _data(graph: Recording) -> Iterator[Box]:
    for each in graph.of_type(DATABASE):
        groups = [graph.by_urn(urn) for urn in each.property_dependencies["dbSubnetGroupName"]]
        zones = zones_of(graph, groups[0], "subnetIds")
        standby = f"primary and standby, zones {zones}" if each.inputs.get("multiAz") else f"one of the zones {zones}"
        engine = f"PostgreSQL {each.inputs['engineVersion']}, {each.inputs['instanceClass']}"
        yield Box(key=each.urn, group=DATA, title="RDS instance", lines=(engine, standby))
    secrets = [each.inputs["name"].rpartition("/")[2] for each in graph.of_type(SECRET)]
    yield Box(key=SECRETS, group=BUILDS, title="Secrets Manager", lines=tuple(secrets))
    count = len(graph.of_type(REPOSITORY))
    yield Box(key=REPOSITORIES, group=BUILDS, title="ECR", lines=(f"{count} repositories",))
    for each in graph.of_type(QUEUE):
        if "redrivePolicy" in each.inputs:
            yield Box(key=each.urn, group=QUEUES, title=each.inputs["name"], lines=("SQS, with a dead-letter queue",))
    for each in graph.of_type(BUCKET):
        yield Box(key=each.urn, group=_bucket_group(graph, each), title=each.inputs["bucket"], lines=("S3 bucket",))


def _bucket_group(graph: Recording, bucket: Declared) -> str:
    """Buckets that the distribution serves are storage, others keep what is watched."""
    served = {urn for each in graph.of_type(DISTRIBUTION) for urn in each.property_dependencies["origins"]}
    return STORAGE if bucket.urn in served else WATCH


def _zones(graph: Recording) -> Iterator[Box]:
    for each in graph.of_type(SUBNET):
        kind = "Public subnet" if each.name.startswith("network-public") else "Private subnet"
        inside = wrap(", ".join(_in_subnet(graph, each)), width=26)
        yield Box(key=each.urn, group=f"Zone {zone(each)}", title=kind, lines=(each.inputs["cidrBlock"], *inside))
    for each in graph.of_type(NAT):
        subnet = next(graph.by_urn(urn) for urn in each.property_dependencies["subnetId"])
        yield Box(key=each.urn, group=f"Zone {zone(subnet)}", title="NAT gateway", lines=("Elastic IP address",))
    for each in graph.of_type(GATEWAY):
        yield Box(key=each.urn, group="VPC", title="Internet gateway")
    yield Box(key=INTERNET, group="", title="Internet", lines=("Solapi, AI models, AWS APIs",))


def _in_subnet(graph: Recording, subnet: Declared) -> Iterator[str]:
    """What runs in a subnet, by the reference that puts it there."""
    for kind, argument, name in ((BALANCER, "subnets", "load balancer"), (SERVICE, "networkConfiguration", "")):
        for each in graph.of_type(kind):
            if subnet.urn in each.property_dependencies.get(argument, ()):
                yield name or each.name
    for each in graph.of_type(DATABASE):
        groups = each.property_dependencies["dbSubnetGroupName"]
        if any(subnet.urn in graph.by_urn(urn).property_dependencies["subnetIds"] for urn in groups):
            yield "database"


def _monitoring(graph: Recording) -> Iterator[Box]:
    told = [each for each in graph.of_type(ALARM) if _tells(graph, each)]
    yield Box(key=ALARMS, group=WATCH, title="CloudWatch alarms", lines=(f"{len(told)} that tell people",))
    yield Box(key=RULES, group=WATCH, title="EventBridge rules", lines=(f"{len(graph.of_type(RULE))} kinds of event",))
    for each in graph.of_type(TOPIC):
        region = each.inputs.get("region", "ap-northeast-2")
        yield Box(key=each.urn, group=WATCH, title="SNS topic", lines=(region,))
    if graph.of_type(SUBSCRIPTION):
        yield Box(key=PEOPLE, group="", title="People on call", lines=("e-mail",))


def _tells(graph: Recording, alarm: Declared) -> bool:
    return bool(topics_of(graph, alarm, "alarmActions"))


def topics_of(graph: Recording, resource: Declared, argument: str) -> list[str]:
    """The topics that an argument of a resource names."""
    return [urn for urn in named_by(graph, resource, argument) if graph.by_urn(urn).type == TOPIC]


def named_by(graph: Recording, resource: Declared, argument: str) -> list[str]:
    """What an argument of a resource names; what is only to be used once its policy is there is named by its policy."""
    urns = resource.property_dependencies.get(argument, frozenset())
    policies = [one for one in map(graph.by_urn, urns) if one.type in _POLICY_OF]
    behind = [urn for one in policies for urn in one.property_dependencies[_POLICY_OF[one.type]]]
    return sorted({*behind, *urns} - {one.urn for one in policies})
