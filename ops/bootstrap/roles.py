"""Who the workflows are in AWS: GitHub's identity provider, and two roles that only this repository gets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ops.bootstrap.policies import AUDIENCE, ISSUER, Document, trust
from ops.bootstrap.steps import OWN_TAGS, Step, compact, same_document
from ops.problem import Problem

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.type_defs import RoleTypeDef, TagTypeDef

POLICY_MAX_LENGTH = 6_144
"""Characters of a managed policy, blanks apart. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

POLICY_VERSIONS = 5
"""Versions that IAM keeps of a managed policy (same page)."""

_TAGS: "list[TagTypeDef]" = [{"Key": key, "Value": value} for key, value in OWN_TAGS.items()]


@dataclass(frozen=True, kw_only=True)
class WantedRole:
    """A role as it should be."""

    name: str
    description: str
    subjects: Sequence[str]
    """Values of `sub`, in full, that may assume it."""
    session_seconds: int
    """The longest that a workflow may have it, 3,600 to 43,200."""
    documents: Callable[[], Mapping[str, Document]]
    """Its policies by name. Asked for anew when they are made: the key's ARN is known only then."""


@dataclass(frozen=True, kw_only=True)
class GitHubIdentity:
    """The identity provider and the roles."""

    iam: "IAMClient"
    account: str
    roles: Sequence[WantedRole]

    @property
    def provider_arn(self) -> str:
        """An account has one provider for an address, and its ARN follows from that."""
        return f"arn:aws:iam::{self.account}:oidc-provider/{ISSUER}"

    def steps(self) -> Iterator[Step]:
        """What is missing or otherwise."""
        yield from self._provider_steps()
        for role in self.roles:
            yield from self._role_steps(role)
            yield from self._policy_steps(role)

    def _provider_steps(self) -> Iterator[Step]:
        listed = self.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        if not any(one.get("Arn") == self.provider_arn for one in listed):
            yield Step(
                change="create",
                what=f"identity provider {ISSUER}",
                # Without a thumbprint: AWS trusts GitHub's certificate by its authority.
                apply=lambda: self.iam.create_open_id_connect_provider(
                    Url=f"https://{ISSUER}", ClientIDList=[AUDIENCE], Tags=_TAGS
                ),
            )
            return
        # Somebody else's too, perhaps: only what is missing is added.
        found = self.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=self.provider_arn)
        if AUDIENCE not in found.get("ClientIDList", []):
            yield Step(
                change="update",
                what=f"identity provider {ISSUER}: audience {AUDIENCE}",
                apply=lambda: self.iam.add_client_id_to_open_id_connect_provider(
                    OpenIDConnectProviderArn=self.provider_arn, ClientID=AUDIENCE
                ),
            )

    def _role_steps(self, role: WantedRole) -> Iterator[Step]:
        wanted = trust(self.provider_arn, role.subjects)
        found = self._find_role(role.name)
        if found is None:
            yield Step(change="create", what=f"role {role.name}, for {_who(role)}", apply=partial(self._create, role))
            return
        if not same_document(found.get("AssumeRolePolicyDocument"), wanted):
            yield Step(
                change="update",
                what=f"role {role.name}: only for {_who(role)}",
                apply=lambda: self.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=compact(wanted)),
            )
        if found.get("MaxSessionDuration") != role.session_seconds or found.get("Description") != role.description:
            yield Step(
                change="update",
                what=f"role {role.name}: sessions of {role.session_seconds // 3600} h",
                apply=lambda: self.iam.update_role(
                    RoleName=role.name, Description=role.description, MaxSessionDuration=role.session_seconds
                ),
            )

    def _policy_steps(self, role: WantedRole) -> Iterator[Step]:
        attached = self._attached(role.name)
        documents = role.documents()
        for name in documents:
            arn = self._policy_arn(role, name)
            found = self._document(arn)
            what = f"policy {_policy_name(role, name)}"
            if found is None:
                yield Step(change="create", what=what, apply=partial(self._create_policy, role, name))
                continue
            if not same_document(found, documents[name]):
                yield Step(change="update", what=what, apply=partial(self._update_policy, role, name))
            if arn not in attached:
                yield Step(change="update", what=f"{what} of role {role.name}", apply=partial(self._attach, role, name))
        for arn in sorted(attached - {self._policy_arn(role, name) for name in documents}):
            yield Step(
                change="update",
                what=f"role {role.name} loses policy {arn.rpartition('/')[2]}",
                apply=partial(self.iam.detach_role_policy, RoleName=role.name, PolicyArn=arn),
            )

    def _find_role(self, name: str) -> "RoleTypeDef | None":
        try:
            return self.iam.get_role(RoleName=name)["Role"]
        except self.iam.exceptions.NoSuchEntityException:
            return None

    def _create(self, role: WantedRole) -> None:
        self.iam.create_role(
            RoleName=role.name,
            Description=role.description,
            AssumeRolePolicyDocument=compact(trust(self.provider_arn, role.subjects)),
            MaxSessionDuration=role.session_seconds,
            Tags=_TAGS,
        )

    def _attached(self, name: str) -> set[str]:
        try:
            pages = self.iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
            return {one.get("PolicyArn", "") for page in pages for one in page["AttachedPolicies"]}
        except self.iam.exceptions.NoSuchEntityException:
            return set()

    def _document(self, arn: str) -> object:
        try:
            version = self.iam.get_policy(PolicyArn=arn)["Policy"].get("DefaultVersionId", "")
        except self.iam.exceptions.NoSuchEntityException:
            return None
        return self.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"].get("Document")

    def _create_policy(self, role: WantedRole, name: str) -> None:
        self.iam.create_policy(PolicyName=_policy_name(role, name), PolicyDocument=_text(role, name), Tags=_TAGS)
        self._attach(role, name)

    def _attach(self, role: WantedRole, name: str) -> None:
        self.iam.attach_role_policy(RoleName=role.name, PolicyArn=self._policy_arn(role, name))

    def _update_policy(self, role: WantedRole, name: str) -> None:
        arn = self._policy_arn(role, name)
        versions = self.iam.list_policy_versions(PolicyArn=arn)["Versions"]
        spare = sorted((one for one in versions if not one.get("IsDefaultVersion")), key=_made)
        if len(versions) >= POLICY_VERSIONS:
            self.iam.delete_policy_version(PolicyArn=arn, VersionId=spare[0].get("VersionId", ""))
        self.iam.create_policy_version(PolicyArn=arn, PolicyDocument=_text(role, name), SetAsDefault=True)

    def _policy_arn(self, role: WantedRole, name: str) -> str:
        return f"arn:aws:iam::{self.account}:policy/{_policy_name(role, name)}"


def check_lengths(roles: Sequence[WantedRole]) -> None:
    """Every policy is one that IAM takes.

    Raises:
        Problem: one is too long: it names what each stack has.
    """
    for role in roles:
        for name in role.documents():
            if len(_text(role, name)) > POLICY_MAX_LENGTH:
                raise Problem(
                    f"policy {_policy_name(role, name)} has {len(_text(role, name))} characters; IAM takes "
                    f"{POLICY_MAX_LENGTH}: name fewer stacks"
                )


def _policy_name(role: WantedRole, name: str) -> str:
    return f"{role.name}-{name}"


def _text(role: WantedRole, name: str) -> str:
    return compact(role.documents()[name])


def _who(role: WantedRole) -> str:
    return " and ".join(role.subjects)


def _made(version: Mapping[str, object]) -> int:
    return int(str(version.get("VersionId", "v0")).removeprefix("v"))
