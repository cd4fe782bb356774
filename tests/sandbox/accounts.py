"""Making resources in an account of one's own, with no engine in between."""

from sandbox.account import AwsAccount
from sandbox.held import Held

SEOUL = "ap-northeast-2"

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
BUCKET = "aws:s3/bucket:Bucket"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
REDRIVE_ALLOW_POLICY = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"


def make(account: AwsAccount, token: str, logical: str = "thing", at: str = SEOUL, **inputs: object) -> Held:
    """Create a resource, in a region, as the engine would under that logical name."""
    return account.create(token, logical, f"urn:pulumi:test::academy::{token}::{logical}", inputs, at)


def network(account: AwsAccount) -> tuple[Held, Held]:
    """A VPC with an internet gateway and one subnet; gives VPC and subnet."""
    vpc = make(account, VPC, cidrBlock="10.0.0.0/16")
    make(account, INTERNET_GATEWAY, vpcId=vpc.id)
    return vpc, make(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.0.0/24", availabilityZone=f"{SEOUL}a")
