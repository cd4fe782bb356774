"""The key that encrypts what is secret in Pulumi's state. The program puts nothing secret there; people may."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.bootstrap.steps import OWN_TAGS, Step
from ops.problem import Problem
from sizing.names import PROJECT

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_kms.type_defs import KeyMetadataTypeDef

ALIAS = f"alias/{PROJECT}-pulumi-secrets"
PURPOSE = {"TagKey": "Purpose", "TagValue": "pulumi-secrets"}

UNKNOWN = "not made yet"


@dataclass(kw_only=True)
class SecretsKey:
    """The key, rotated every year, behind an alias."""

    kms: "KMSClient"
    arn: str = UNKNOWN
    """Known once it is there."""

    def steps(self) -> Iterator[Step]:
        """What is missing or otherwise.

        Raises:
            Problem: the key is being deleted, or disabled.
        """
        found, has_alias = self._find()
        if found is None:
            yield Step(change="create", what=f"key {ALIAS}, rotated every year", apply=self._create)
            return
        self.arn = found.get("Arn", UNKNOWN)
        if found.get("KeyState") != "Enabled":
            raise Problem(
                f"key {self.arn} is {found.get('KeyState')}: without it nothing in the state that is secret can be "
                "read. Enable it (`aws kms cancel-key-deletion` first, if it is being deleted)"
            )
        if not has_alias:
            # An earlier run made the key, and got no further.
            yield Step(change="create", what=f"{ALIAS} of key {self.arn}", apply=self._name)
        if not self.kms.get_key_rotation_status(KeyId=self.arn).get("KeyRotationEnabled"):
            yield Step(change="update", what=f"key {ALIAS}: rotated every year", apply=self._rotate)

    def _find(self) -> "tuple[KeyMetadataTypeDef | None, bool]":
        """The key of the alias, or else one that an earlier run made without coming to the alias."""
        pages = self.kms.get_paginator("list_aliases").paginate()
        named = [one for page in pages for one in page["Aliases"] if one.get("AliasName") == ALIAS]
        if named:
            return self.kms.describe_key(KeyId=named[0].get("TargetKeyId", ALIAS))["KeyMetadata"], True
        for page in self.kms.get_paginator("list_keys").paginate():
            for key in page["Keys"]:
                found = self.kms.describe_key(KeyId=key.get("KeyId", ""))["KeyMetadata"]
                # AWS's own keys have tags that nobody may see.
                if (
                    found.get("KeyManager") == "CUSTOMER"
                    and found.get("KeyState") == "Enabled"
                    and self._is_ours(found)
                ):
                    return found, False
        return None, False

    def _is_ours(self, key: "KeyMetadataTypeDef") -> bool:
        return PURPOSE in self.kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]

    def _create(self) -> None:
        made = self.kms.create_key(
            Description="What is secret in Pulumi's state",
            KeyUsage="ENCRYPT_DECRYPT",
            Tags=[
                {"TagKey": PURPOSE["TagKey"], "TagValue": PURPOSE["TagValue"]},
                *({"TagKey": key, "TagValue": value} for key, value in OWN_TAGS.items()),
            ],
        )
        self.arn = made["KeyMetadata"].get("Arn", "")
        self._name()
        self._rotate()

    def _name(self) -> None:
        self.kms.create_alias(AliasName=ALIAS, TargetKeyId=self.arn)

    def _rotate(self) -> None:
        self.kms.enable_key_rotation(KeyId=self.arn)
