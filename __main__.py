"""An online academy on AWS, tier by tier.

1. Logs      the bucket where AWS services leave their logs
2. Network   VPC, subnets in every zone, internet gateway, NAT by size
3. Storage   media and frontend buckets
4. Queues    five job queues, each with its dead-letter queue

How big everything is stands in the stack's own file, Pulumi.<stack>.yaml.
"""

import pulumi

from components.logs import LogBucket, LogBucketArgs
from components.network import Network, NetworkArgs
from components.queues import Queues, QueuesArgs
from components.settings import load_profile
from components.storage import Storage, StorageArgs

profile = load_profile()

logs = LogBucket(
    "logs",
    LogBucketArgs(size=profile.monitoring, environment=profile.environment, region=profile.region),
)
network = Network(
    "network",
    NetworkArgs(
        size=profile.network,
        environment=profile.environment,
        region=profile.region,
        log_bucket_arn=logs.arn,
    ),
)
storage = Storage(
    "storage",
    StorageArgs(media=profile.media, frontend=profile.frontend, environment=profile.environment),
)
queues = Queues("queues", QueuesArgs(environment=profile.environment))

pulumi.export("vpc_id", network.vpc_id)
pulumi.export("public_subnet_ids", network.public_subnet_ids)
pulumi.export("private_subnet_ids", network.private_subnet_ids)
pulumi.export("media_bucket", storage.media_bucket)
pulumi.export("frontend_bucket", storage.frontend_bucket)
pulumi.export("logs_bucket", logs.bucket_name)
pulumi.export("queue_urls", queues.urls)
