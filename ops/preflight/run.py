"""`academy preflight`: all checks in their order, and what people and programs are told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.aws.session import EDGE, open_session, own_account
from ops.preflight.database import check_database
from ops.preflight.domain import check_certificates, check_zone
from ops.preflight.images import Fetch, ImageCheck, download
from ops.preflight.needs import bucket_names, released_images
from ops.preflight.places import (
    check_account,
    check_buckets,
    check_edge,
    check_prefix_list,
    check_secrets,
    check_spot,
    check_zones,
)
from ops.preflight.quotas import QuotaCheck
from ops.stacks import find_stack, read_config, read_profile
from ops.terminal import say, tell_json, tell_problems
from ops.verify.found import Check, Found, examine
from sizing.profile import Profile

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_acm import ACMClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_route53 import Route53Client
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_service_quotas import ServiceQuotasClient
    from mypy_boto3_sns import SNSClient


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Whom to ask."""

    ec2: "EC2Client"
    ecr: "ECRClient"
    ecs: "ECSClient"
    quotas: "ServiceQuotasClient"
    rds: "RDSClient"
    route53: "Route53Client"
    s3: "S3Client"
    secrets: "SecretsManagerClient"
    acm: "ACMClient"
    edge_acm: "ACMClient"
    edge_sns: "SNSClient"
    fetch: Fetch


def open_clients(session: "boto3.Session") -> Clients:
    """The clients of a session."""
    client = session.client  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return Clients(
        ec2=client("ec2"),
        ecr=client("ecr"),
        ecs=client("ecs"),
        quotas=client("service-quotas"),
        rds=client("rds"),
        route53=client("route53"),
        s3=client("s3"),
        secrets=client("secretsmanager"),
        acm=client("acm"),
        edge_acm=client("acm", region_name=EDGE),
        edge_sns=client("sns", region_name=EDGE),
        fetch=download,
    )


def checks(
    clients: Clients, account: str, profile: Profile, config: Mapping[str, object]
) -> Sequence[tuple[str, Check]]:
    """All of them, by name."""
    region, zones, domain = profile.region, profile.network.zones, profile.domain
    found: list[tuple[str, Check]] = [
        ("account", lambda: check_account(account, config)),
        ("zones", lambda: check_zones(clients.ec2, region, zones)),
        (EDGE, lambda: check_edge(clients.edge_sns)),
        ("quotas", QuotaCheck(quotas=clients.quotas, ec2=clients.ec2, profile=profile).run),
        ("buckets", lambda: check_buckets(clients.s3, account, region, bucket_names(profile))),
        ("secrets", lambda: check_secrets(clients.secrets, profile)),
        ("CloudFront", lambda: check_prefix_list(clients.ec2)),
        ("database", lambda: check_database(clients.rds, region, zones, profile.database)),
        ("Spot", lambda: check_spot(clients.ecs, profile)),
        ("images", lambda: ImageCheck(ecr=clients.ecr, fetch=clients.fetch).run(released_images(profile))),
    ]
    if domain is not None:
        regions = {region: clients.acm, EDGE: clients.edge_acm}
        found += [
            ("domain", lambda: check_zone(clients.route53, domain)),
            ("certificates", lambda: check_certificates(regions, domain)),
        ]
    return found


def as_json(stack: str, account: str, found: Sequence[Found]) -> dict[str, object]:
    """The document that `--json` prints."""
    return {
        "stack": stack,
        "account": account,
        "ok": not any(one.troubles for one in found),
        "checks": [
            {
                "check": one.check,
                "ok": not one.troubles,
                "problems": [trouble.text for trouble in one.troubles],
                "notes": [note.text for note in one.notes],
            }
            for one in found
        ],
    }


def tell(found: Sequence[Found]) -> None:
    """A line for each check that is well."""
    for one in found:
        if not one.troubles:
            say(f"{one.check}: ok ({'; '.join(note.text for note in one.notes)})")


def preflight(stack: str, aws_profile: str | None, *, as_document: bool) -> int:
    """Check the account for a stack. Exit status 0 when nothing is in the way of `pulumi up`.

    Raises:
        Problem: the stack file is wrong, or the credentials are.
    """
    file = find_stack(stack)
    profile, config = read_profile(file), read_config(file)
    # What `pulumi up` would take, where nobody says otherwise.
    session = open_session(aws_profile or str(config.get("aws:profile") or "") or None, profile.region)
    account = own_account(session.client("sts"))  # pyright: ignore[reportUnknownMemberType]
    every = checks(open_clients(session), account, profile, config)
    return run(file.name, account, every, as_document=as_document)


def run(stack: str, account: str, every: Sequence[tuple[str, Check]], *, as_document: bool) -> int:
    """Run the checks and tell what they find."""
    found = [examine(name, check) for name, check in every]
    if as_document:
        tell_json(as_json(stack, account, found))
    else:
        tell(found)
    return tell_problems(f"{one.check}: {trouble.text}" for one in found for trouble in one.troubles)
