"""CloudFront's log of every request, delivered to the logs bucket."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.domain import CLOUDFRONT_REGION


@dataclass(frozen=True, kw_only=True)
class AccessLogsArgs:
    """From where to where."""

    distribution_arn: Input[str]
    log_bucket_arn: Input[str]
    """Known once the logs may be delivered."""


class AccessLogs(ComponentResource):
    """Standard logging v2, which costs nothing but storage: the older kind sets ACLs, and our buckets refuse those.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    """

    delivery_id: Output[str]

    def __init__(self, name: str, args: AccessLogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:AccessLogs", name, None, opts)
        child = ResourceOptions(parent=self)

        source = cloudwatch.LogDeliverySource(
            name,
            resource_arn=args.distribution_arn,
            log_type="ACCESS_LOGS",
            region=CLOUDFRONT_REGION,
            opts=child,
        )
        destination = cloudwatch.LogDeliveryDestination(
            name,
            delivery_destination_configuration={"destination_resource_arn": args.log_bucket_arn},
            output_format="json",
            region=CLOUDFRONT_REGION,
            opts=child,
        )
        # No path of its own: CloudFront chooses AWSLogs/<account>/CloudFront/, and the provider has trouble with others
        # (https://github.com/hashicorp/terraform-provider-aws/issues/40968).
        delivery = cloudwatch.LogDelivery(
            name,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            region=CLOUDFRONT_REGION,
            opts=child,
        )

        self.delivery_id = delivery.id
        self.register_outputs({"delivery_id": self.delivery_id})
