"""The edge as the whole program wires it, with stand-ins for what comes before it."""

from dataclasses import dataclass

from pulumi_aws import ec2

from components.balancer import LoadBalancer, LoadBalancerArgs
from components.cdn import Cdn, CdnArgs
from components.domain import Certificates, CertificatesArgs
from sandbox.recording import Declared, Recording, record
from sizing.cdn import CdnSize
from sizing.domain import Domain

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"

SMALL = CdnSize(
    plan="pay_as_you_go",
    waf=False,
    rate_limit=2000,
    api_prefixes=("/api/*",),
    content_security_policy="default-src 'self'",
    access_logs=False,
)
GUARDED = SMALL.model_copy(update={"waf": True})
LARGE = SMALL.model_copy(update={"plan": "business", "waf": True, "access_logs": True})

DOMAIN = Domain(name="academy.example", zone_id="Z0123456789ABC")

PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----\n"


@dataclass(frozen=True, kw_only=True)
class Edge:
    """How one edge differs from the next."""

    size: CdnSize = SMALL
    domain: Domain | None = None
    public_key: str | None = None
    environment: str = "prod"

    def declare(self) -> Cdn:
        """Declares all of it, as a program would."""
        gateway = ec2.InternetGateway("network", vpc_id="vpc-0123")
        certificates = Certificates("domain", CertificatesArgs(domain=self.domain))
        balancer = LoadBalancer(
            "balancer",
            LoadBalancerArgs(
                environment=self.environment,
                vpc_id="vpc-0123",
                subnet_ids=["subnet-a", "subnet-c"],
                security_group_ids=["sg-http", "sg-https"],
                log_bucket_name="academy-logs-prod",
                port=8000,
                certificate_arn=certificates.regional_arn,
            ),
        )
        return Cdn(
            "cdn",
            CdnArgs(
                size=self.size,
                environment=self.environment,
                region="ap-northeast-2",
                domain=self.domain,
                certificate_arn=certificates.edge_arn,
                frontend_bucket="academy-frontend-prod",
                media_bucket="academy-media-prod",
                media_public_key=self.public_key,
                balancer_arn=balancer.arn,
                balancer_dns_name=balancer.dns_name,
                way_in=[gateway, balancer],
                log_bucket_arn="arn:aws:s3:::academy-logs-prod",
            ),
        )

    def record(self, *, preview: bool = False) -> Recording:
        """What AWS would be asked for."""
        return record(self.declare, preview=preview)


def differing(before: Recording, after: Recording) -> dict[tuple[str, str], set[str]]:
    """Which inputs differ, for each resource that both have."""
    old = {each.key: each.inputs for each in before.resources}
    new = {each.key: each.inputs for each in after.resources}
    return {
        key: inputs
        for key in old.keys() & new.keys()
        if (inputs := {name for name in old[key] | new[key] if old[key].get(name) != new[key].get(name)})
    }


def added(before: Recording, after: Recording) -> set[tuple[str, str]]:
    """Type and name of what only the second has; what it lost is a failure."""
    assert before.keys() <= after.keys()
    return after.keys() - before.keys()


def waits_for(resource: Declared, other: Declared) -> bool:
    """Whether the engine makes the one only when the other stands."""
    return other.urn in resource.dependencies
