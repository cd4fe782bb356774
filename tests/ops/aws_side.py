"""What a stack makes of an empty account, built in moto from what the program declares."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import boto3

from sandbox.recording import Declared, Recording

REGION = "ap-northeast-2"
EDGE = "us-east-1"
ACCOUNT = "123456789012"

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
QUEUE = "aws:sqs/queue:Queue"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"

BUILDS = {"api": "1.0.0", "video": "1.0.0", "ai": "1.0.0", "messaging": "1.0.0"}


@cache
def _client(service: str, region: str) -> Any:
    # To make one takes longer than all that a test asks of it; moto's account is new each time all the same.
    nobody = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return cast("Any", boto3).client(service, region_name=region, **nobody)


class AwsSide:
    """A stack after `pulumi up`, in a mocked account: call it within moto's `mock_aws`."""

    def __init__(self, recording: Recording) -> None:
        self.outputs: dict[str, Any] = dict(recording.exports)
        self._recording = recording
        self._network()
        self._stores()
        self._tell()
        self._database()
        self._edge()
        self._clusters()
        self.up(recording)

    def client(self, service: str, region: str = REGION) -> Any:
        """A client of the account."""
        return _client(service, region)

    def write_outputs(self, file: Path) -> Path:
        """The outputs as `pulumi stack output --json` prints them, in a file."""
        file.write_text(json.dumps(self.outputs), encoding="utf-8")
        return file

    def up(self, recording: Recording) -> None:
        """Task definitions, services and scaling as another recording of the same stack declares them."""
        ecs, scaling = self.client("ecs"), self.client("application-autoscaling")
        revisions: dict[str, str] = {}
        for task in recording.of_type(TASK):
            asked = task_definition(task)
            made = ecs.register_task_definition(**asked)["taskDefinition"]["taskDefinitionArn"]
            revisions[asked["family"].rpartition("-")[2]] = made
        self.outputs |= {"task_definition_arns": revisions}
        for key, name in self.outputs["service_names"].items():
            service = recording.one(SERVICE, key)
            self._service(ecs, name, service, revisions[key])
            target = recording.one("aws:appautoscaling/target:Target", key).inputs
            scaling.register_scalable_target(
                ServiceNamespace="ecs",
                ResourceId=target["resourceId"],
                ScalableDimension=target["scalableDimension"],
                MinCapacity=target["minCapacity"],
                MaxCapacity=target["maxCapacity"],
            )
        for key in ("alarm_names", "us_east_1_alarm_names", "scaling_alarm_names"):
            self.outputs[key] = recording.exports[key]
        for alarm in recording.of_type(ALARM):
            region = alarm.inputs.get("region", REGION)
            self.client("cloudwatch", region).put_metric_alarm(**metric_alarm(alarm))

    def _service(self, ecs: Any, name: str, service: Declared, revision: str) -> None:
        cluster, strategy = self.outputs["cluster_name"], service.inputs["capacityProviderStrategies"]
        if not ecs.describe_services(cluster=cluster, services=[name])["services"]:
            ecs.create_service(
                cluster=cluster,
                serviceName=name,
                taskDefinition=revision,
                desiredCount=service.inputs["desiredCount"],
                networkConfiguration={
                    "awsvpcConfiguration": {
                        "subnets": self.outputs["task_subnet_ids"],
                        "securityGroups": [self.outputs["migrate_security_group_id"]],
                    }
                },
            )
        ecs.update_service(cluster=cluster, service=name, taskDefinition=revision, capacityProviderStrategy=strategy)

    def _network(self) -> None:
        ec2, balancing = self.client("ec2"), self.client("elbv2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")
            for number, zone in enumerate("ac")
        ]
        group = ec2.create_security_group(VpcId=vpc, GroupName="migrate", Description="Migration tasks")["GroupId"]
        targets = balancing.create_target_group(
            Name="balancer-api", Protocol="HTTP", Port=8000, VpcId=vpc, TargetType="ip"
        )
        self.outputs |= {
            "vpc_id": vpc,
            "task_subnet_ids": [one["Subnet"]["SubnetId"] for one in subnets],
            "migrate_security_group_id": group,
            "target_group_arn": targets["TargetGroups"][0]["TargetGroupArn"],
        }

    def _stores(self) -> None:
        sqs, secrets, ecr, s3 = (self.client(name) for name in ("sqs", "secretsmanager", "ecr", "s3"))
        # Dead-letter queues first: the others name them.
        for queue in sorted(self._recording.of_type(QUEUE), key=lambda one: "redrivePolicy" in one.inputs):
            given = queue.inputs
            attributes = {
                "VisibilityTimeout": str(given["visibilityTimeoutSeconds"]),
                "MessageRetentionPeriod": str(given["messageRetentionSeconds"]),
            }
            if "redrivePolicy" in given:
                attributes["RedrivePolicy"] = given["redrivePolicy"]
            sqs.create_queue(QueueName=given["name"], Attributes=attributes)
        for secret in self._recording.of_type("aws:secretsmanager/secret:Secret"):
            secrets.create_secret(Name=secret.inputs["name"], Description=secret.inputs["description"])
        for repository in self._recording.of_type("aws:ecr/repository:Repository"):
            ecr.create_repository(repositoryName=repository.inputs["name"], imageTagMutability="IMMUTABLE")
        for bucket in self._recording.of_type("aws:s3/bucket:Bucket"):
            where = {"LocationConstraint": REGION}
            s3.create_bucket(Bucket=bucket.inputs["bucket"], CreateBucketConfiguration=where)

    def _tell(self) -> None:
        for output, region in (("topic_arn", REGION), ("us_east_1_topic_arn", EDGE)):
            arn = self.outputs[output]
            self.client("sns", region).create_topic(Name=arn.rpartition(":")[2])
            # moto confirms by itself.
            self.client("sns", region).subscribe(TopicArn=arn, Protocol="email", Endpoint="ops@academy.example")
        for group in self._recording.of_type("aws:cloudwatch/logGroup:LogGroup"):
            self.client("logs").create_log_group(logGroupName=group.inputs["name"])

    def _database(self) -> None:
        rds, given = self.client("rds"), self._recording.one("aws:rds/instance:Instance").inputs
        parameters = self._recording.one("aws:rds/parameterGroup:ParameterGroup").inputs
        group = given["parameterGroupName"]
        rds.create_db_parameter_group(
            DBParameterGroupName=group, DBParameterGroupFamily=parameters["family"], Description="academy"
        )
        rds.modify_db_parameter_group(
            DBParameterGroupName=group,
            Parameters=[
                {"ParameterName": one["name"], "ParameterValue": one["value"], "ApplyMethod": one["applyMethod"]}
                for one in parameters["parameters"]
            ],
        )
        rds.create_db_subnet_group(
            DBSubnetGroupName=given["dbSubnetGroupName"],
            DBSubnetGroupDescription="academy",
            SubnetIds=self.outputs["task_subnet_ids"],
        )
        rds.create_db_instance(
            DBInstanceIdentifier=given["identifier"],
            DBInstanceClass=given["instanceClass"],
            Engine=given["engine"],
            EngineVersion="17.6",
            AllocatedStorage=given["allocatedStorage"],
            MasterUsername=given["username"],
            ManageMasterUserPassword=True,
            DBParameterGroupName=group,
            DBSubnetGroupName=given["dbSubnetGroupName"],
            PreferredMaintenanceWindow=given["maintenanceWindow"],
            BackupRetentionPeriod=given["backupRetentionPeriod"],
            DeletionProtection=True,
        )

    def _edge(self) -> None:
        bucket = f"{self.outputs['frontend_bucket']}.s3.{REGION}.amazonaws.com"
        made = self.client("cloudfront", EDGE).create_distribution(
            DistributionConfig={
                "CallerReference": "academy",
                "Comment": "academy prod",
                "Enabled": True,
                "Origins": {
                    "Quantity": 1,
                    "Items": [{"Id": "frontend", "DomainName": bucket, "S3OriginConfig": {"OriginAccessIdentity": ""}}],
                },
                "DefaultCacheBehavior": {"TargetOriginId": "frontend", "ViewerProtocolPolicy": "redirect-to-https"},
            }
        )["Distribution"]
        self.outputs |= {"distribution_id": made["Id"], "distribution_domain_name": made["DomainName"]}

    def _clusters(self) -> None:
        self.client("ecs").create_cluster(clusterName=self.outputs["cluster_name"])

    def answer_targets(self, count: int) -> None:
        """So many tasks of the API join the load balancer."""
        self.client("elbv2").register_targets(
            TargetGroupArn=self.outputs["target_group_arn"],
            Targets=[{"Id": f"10.0.0.{10 + number}", "Port": 8000} for number in range(count)],
        )


def task_definition(task: Declared) -> dict[str, Any]:
    """What Pulumi's provider asks ECS for."""
    given = task.inputs
    keys = ("family", "networkMode", "executionRoleArn", "taskRoleArn", "cpu", "memory", "requiresCompatibilities")
    containers = [
        # moto's RunTask adds up the containers' memory, and these leave it to the task's.
        {"memory": 512, **container}
        for container in json.loads(given["containerDefinitions"])
    ]
    asked = {key: given[key] for key in keys} | {"containerDefinitions": containers}
    return asked | {"runtimePlatform": given["runtimePlatform"], "tags": [{"key": "Project", "value": "academy"}]}


def metric_alarm(alarm: Declared) -> dict[str, Any]:
    """What Pulumi's provider asks CloudWatch for."""
    given = alarm.inputs
    asked: dict[str, Any] = {
        "AlarmName": alarm.id,
        "AlarmDescription": given["alarmDescription"],
        "ActionsEnabled": given.get("actionsEnabled", True),
        "AlarmActions": given["alarmActions"],
        "OKActions": given.get("okActions", []),
        "EvaluationPeriods": given["evaluationPeriods"],
        "Threshold": given["threshold"],
        "ComparisonOperator": given["comparisonOperator"],
        "TreatMissingData": given["treatMissingData"],
    }
    if "metricQueries" in given:
        return asked | {"Metrics": [_query(one) for one in given["metricQueries"]]}
    statistic = "ExtendedStatistic" if "extendedStatistic" in given else "Statistic"
    return asked | {
        "Namespace": given["namespace"],
        "MetricName": given["metricName"],
        "Dimensions": _dimensions(given["dimensions"]),
        statistic: given.get("extendedStatistic") or given.get("statistic"),
        "Period": given["period"],
    }


def _query(query: Mapping[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {"Id": query["id"], "ReturnData": query["returnData"]}
    if "expression" in query:
        return asked | {"Expression": query["expression"], "Label": query["label"]}
    metric = query["metric"]
    return asked | {
        "MetricStat": {
            "Metric": {
                "Namespace": metric["namespace"],
                "MetricName": metric["metricName"],
                "Dimensions": _dimensions(metric["dimensions"]),
            },
            "Period": metric["period"],
            "Stat": metric["stat"],
        }
    }


def _dimensions(given: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in given.items()]
