"""What pages, previews and reasons say about money is what the price model says."""

import re
from decimal import Decimal

import pytest

from components.plan import NOTICE
from ops.cost.costs import Costs
from pricing.model import Line
from pricing.money import HOURS
from pricing.prices import load_prices
from pricing.requirement import REQUIREMENT
from sandbox.recording import ROOT

PRICES = load_prices()
PLAN = PRICES["cloudfront.plan.business.month"]


def usd(key: str) -> Decimal:
    """A price that is not in tiers, per its unit."""
    return PRICES[key].usd.expected


def whys(line: Line) -> str:
    return f"{REQUIREMENT[line].why(500)}\n{REQUIREMENT[line].why(10_000)}"


def test_a_preview_names_the_plans_price() -> None:
    assert f"costs {usd(PLAN.key)} USD a month" in NOTICE


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line.ALB, f"{usd('alb.hour')} USD"),
        (Line.CLOUDFRONT, f"{usd(PLAN.key)} USD"),
        (Line.CLOUDFRONT, f"{(PLAN.includes or {})['out_tb']} TB"),
        (Line.S3, f"{(PLAN.includes or {})['s3_standard_credit_gb']:,} GB"),
        (Line.CLOUDWATCH, f"{usd('cloudwatch.logs_ingest_gb')} USD a GB"),
        (Line.NETWORK, f"{usd('public_ipv4.hour') * HOURS:.2f} USD"),
        (Line.NETWORK, f"{usd('nat.hour') * HOURS:.0f} USD"),
        (Line.SECRETS, f"{usd('secretsmanager.secret_month'):.2f} USD"),
    ],
)
def test_a_price_in_a_reason_is_the_one_that_is_reckoned_with(line: Line, said: str) -> None:
    assert said in whys(line)


def test_what_the_reasons_call_free_is_free() -> None:
    edge, cloudwatch = PRICES["cloudfront.free_tier"], PRICES["cloudwatch.free_tier"]
    assert (edge.free_amount("out_tb"), edge.free_amount("requests")) == (1, 10_000_000)
    assert "1 TB and 10 million requests" in whys(Line.CLOUDFRONT)
    assert PRICES["sqs.standard_million"].free_amount("requests_month") == 1_000_000
    assert cloudwatch.free_amount("logs_gb") == 5


def test_arm_is_a_fifth_cheaper_and_spot_a_third() -> None:
    arm, x86 = usd("fargate.linux_arm.vcpu_hour"), usd("fargate.linux_x86.vcpu_hour")
    assert round(1 - arm / x86, 1) == Decimal("0.2")
    assert round(usd("fargate_spot.linux_arm.vcpu_hour") / arm, 1) == Decimal("0.3")


def assumptions() -> dict[str, str]:
    """Every constant of the price model that is said to be ours, and the module that it is in."""
    found: dict[str, str] = {}
    for file in sorted(ROOT.glob("pricing/**/*.py")):
        for names in re.findall(
            r'^([A-Z_, ]+) = [^\n]+\n"""[^"]*?\bOurs\b', file.read_text(encoding="utf-8"), re.MULTILINE
        ):
            found |= dict.fromkeys(names.split(", "), str(file.relative_to(ROOT)))
    return found


def test_docs_have_every_assumption_and_where_it_is_made() -> None:
    page = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    ours = assumptions()
    assert len(ours) >= 8
    for name, module in ours.items():
        assert any(f"`{name}`" in row and f"`{module}`" in row for row in rows), f"{name} of {module}"
    named = re.findall(r"(`[A-Z_]+`(?:, `[A-Z_]+`)*) in `(pricing/[\w/]+\.py)`", page)
    for names, module in named:
        text = (ROOT / module).read_text(encoding="utf-8")
        assert all(name.strip("`") in text for name in names.split(", "))


README = {
    "Compute": (Line.COMPUTE,),
    "ALB": (Line.ALB,),
    "RDS": (Line.RDS,),
    "S3": (Line.S3,),
    "CloudFront, WAF": (Line.CLOUDFRONT,),
    "SQS, CloudWatch": (Line.SQS, Line.CLOUDWATCH),
    "NAT, addresses, secrets, images": (Line.NETWORK, Line.SECRETS, Line.REGISTRY),
    "**Total**": tuple(Line),
}


def test_the_readme_tells_what_the_command_tells(initial: Costs, large: Costs) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    start = page.index("| Compute |")
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in page[start:].partition("\n\n")[0].splitlines()
    ]
    told = {row[0]: (row[2].strip("*"), row[4].strip("*")) for row in rows}
    expected = {
        name: tuple(f"{round(sum(costs.bill.lines[line].expected for line in lines))}" for costs in (initial, large))
        for name, lines in README.items()
    }
    assert told == expected
