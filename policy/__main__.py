"""The policy pack `academy`: `pulumi preview --policy-pack policy`."""

from pulumi_policy import PolicyPack
from rules import POLICIES

PolicyPack(name="academy", policies=[*POLICIES])
