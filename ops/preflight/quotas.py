"""Are the account's quotas large enough?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, EXPIRED, code, explain
from ops.preflight.needs import Vcpus, gpu_vcpus, on_demand_vcpus, spot_vcpus
from ops.verify.found import Note, Trouble
from sizing.names import common_tags
from sizing.profile import Profile

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import TagTypeDef
    from mypy_boto3_service_quotas import ServiceQuotasClient


@dataclass(frozen=True, kw_only=True)
class Quota:
    """A quota of Service Quotas."""

    service: str
    code: str
    name: str


FARGATE_ON_DEMAND = Quota(service="fargate", code="L-3032A538", name="Fargate On-Demand vCPU resource count")
FARGATE_SPOT = Quota(service="fargate", code="L-36FBB829", name="Fargate Spot vCPU resource count")
"""Both are small for a new account. https://docs.aws.amazon.com/general/latest/gr/ecs-service.html"""

ADDRESSES = Quota(service="ec2", code="L-0263D0A3", name="EC2-VPC Elastic IPs")
GPU = Quota(service="ec2", code="L-DB2E81BA", name="Running On-Demand G and VT instances")
"""In vCPUs, and 0 for a new account. https://docs.aws.amazon.com/general/latest/gr/ec2-service.html"""

VPCS = Quota(service="vpc", code="L-F678F1CE", name="VPCs per Region")
"""https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""


@dataclass(frozen=True, kw_only=True)
class QuotaCheck:
    """Compares what a profile needs with what the account may have."""

    quotas: "ServiceQuotasClient"
    ec2: "EC2Client"
    profile: Profile

    def run(self) -> Iterator[Trouble | Note]:
        """Each quota by itself: what one call may not read keeps no other from being compared."""
        refused: dict[str, None] = {}
        for check in self._checks():
            try:
                yield from check()
            except AWS_ERRORS as error:
                if code(error) in EXPIRED:
                    raise
                refused[f"can't be checked: {explain(error)}"] = None
        yield from (Trouble(text=text) for text in refused)

    def _checks(self) -> Iterator[Callable[[], Iterator[Trouble | Note]]]:
        yield lambda: self._fargate(FARGATE_ON_DEMAND, on_demand_vcpus(self.profile))
        yield lambda: self._fargate(FARGATE_SPOT, spot_vcpus(self.profile))
        yield self._vpcs
        if self.profile.network.nat_zones:
            yield self._addresses
        if self.profile.gpu.enabled:
            yield self._gpu

    def _fargate(self, quota: Quota, vcpus: Vcpus) -> Iterator[Trouble | Note]:
        has = self._value(quota)
        yield from _compare(quota, has, vcpus.most, "vCPUs with every service at its maximum")
        if vcpus.most <= has < vcpus.deploying:
            yield Note(
                text=f"{quota.name} is {_told(has)}: a deployment at the maximum would want {_told(vcpus.deploying)}"
            )

    def _vpcs(self) -> Iterator[Trouble | Note]:
        pages = self.ec2.get_paginator("describe_vpcs").paginate()
        found = [vpc.get("Tags", []) for page in pages for vpc in page["Vpcs"]]
        yield from self._beside_others(VPCS, found, 1, "VPCs")

    def _addresses(self) -> Iterator[Trouble | Note]:
        found = [address.get("Tags", []) for address in self.ec2.describe_addresses()["Addresses"]]
        yield from self._beside_others(ADDRESSES, found, len(self.profile.network.nat_zones), "addresses")

    def _gpu(self) -> Iterator[Trouble | Note]:
        needed = Fraction(gpu_vcpus(self.profile))
        yield from _compare(GPU, self._value(GPU), needed, "vCPUs with every GPU machine running")

    def _beside_others(
        self, quota: Quota, found: "list[list[TagTypeDef]]", needed: int, what: str
    ) -> Iterator[Trouble | Note]:
        """What carries this stack's tags is counted as needed, not as somebody else's: `up` may have been before."""
        ours = common_tags(self.profile.environment)
        others = sum(not _has(tags, ours) for tags in found)
        said = f"{what}: {others} that others have, and {needed} of its own"
        yield from _compare(quota, self._value(quota), Fraction(others + needed), said)

    def _value(self, quota: Quota) -> Fraction:
        """The account's own value, or AWS's default where it never had another.

        https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
        """
        try:
            answer = self.quotas.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)["Quota"]
        except self.quotas.exceptions.NoSuchResourceException:
            answer = self.quotas.get_aws_default_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)["Quota"]
        return Fraction(answer.get("Value", 0))


def _compare(quota: Quota, has: Fraction, needed: Fraction, what: str) -> Iterator[Trouble | Note]:
    if needed <= has:
        yield Note(text=f"{quota.name}: {_told(needed)} of {_told(has)}")
        return
    yield Trouble(
        text=f"the quota {quota.name} is {_told(has)}, and this stack needs {_told(needed)} {what}; ask for more with: "
        f"aws service-quotas request-service-quota-increase --service-code {quota.service} "
        f"--quota-code {quota.code} --desired-value {ceil(needed)}"
    )


def _has(tags: "list[TagTypeDef]", wanted: Mapping[str, str]) -> bool:
    found = {tag.get("Key"): tag.get("Value") for tag in tags}
    return all(found.get(key) == value for key, value in wanted.items())


def _told(number: Fraction) -> str:
    return f"{float(number):g}"
