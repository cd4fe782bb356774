"""What holds data or carries the rest: the resource types that Pulumi protects."""

PROTECTED = {
    "aws:ec2/vpc:Vpc",
    "aws:s3/bucket:Bucket",
    "aws:sqs/queue:Queue",
    "aws:rds/instance:Instance",
    "aws:secretsmanager/secret:Secret",
    "aws:ecr/repository:Repository",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:cloudfront/distribution:Distribution",
}
