"""Domain tier: the certificates of the academy's own name, proven in its hosted zone."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import acm, route53

from sizing.domain import Domain

CLOUDFRONT_REGION = "us-east-1"
"""The only region whose certificates, firewalls and log deliveries CloudFront takes.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html"""

VALIDATION_TTL_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class CertificatesArgs:
    """What the certificates need from the rest of the stack."""

    domain: Domain | None
    """None where the academy answers to CloudFront's name only."""


class Certificates(ComponentResource):
    """One certificate for CloudFront and one for the load balancer, both validated; nothing without a domain.

    Each is for the one name of the configuration, not for www or any other below it.
    """

    edge_arn: Output[str] | None
    """CloudFront's certificate, known once it is valid."""
    regional_arn: Output[str] | None
    """The load balancer's certificate, known once it is valid."""

    def __init__(self, name: str, args: CertificatesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:Certificates", name, None, opts)

        self.edge_arn = self.regional_arn = None
        if args.domain is not None:
            self.edge_arn, self.regional_arn = self._certificates(name, args.domain)
        self.register_outputs({"edge_arn": self.edge_arn, "regional_arn": self.regional_arn})

    def _certificates(self, name: str, domain: Domain) -> tuple[Output[str], Output[str]]:
        edge = self._certificate(f"{name}-edge", domain, CLOUDFRONT_REGION)
        regional = self._certificate(f"{name}-regional", domain, None)

        # One record for both: what ACM asks for follows from the account and the name, in every region alike.
        # https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
        asked = edge.domain_validation_options[0]
        record = route53.Record(
            f"{name}-validation",
            zone_id=domain.zone_id,
            name=asked.resource_record_name,
            type=asked.resource_record_type,
            ttl=VALIDATION_TTL_SECONDS,
            records=[asked.resource_record_value],
            opts=ResourceOptions(parent=self),
        )
        return (
            self._validated(f"{name}-edge", edge, record, CLOUDFRONT_REGION),
            self._validated(f"{name}-regional", regional, record, None),
        )

    def _certificate(self, name: str, domain: Domain, region: str | None) -> acm.Certificate:
        return acm.Certificate(
            name,
            domain_name=domain.name,
            validation_method="DNS",
            region=region,
            tags={"Name": domain.name},
            opts=ResourceOptions(parent=self),
        )

    def _validated(
        self, name: str, certificate: acm.Certificate, record: route53.Record, region: str | None
    ) -> Output[str]:
        return acm.CertificateValidation(
            name,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            region=region,
            opts=ResourceOptions(parent=self),
        ).certificate_arn
