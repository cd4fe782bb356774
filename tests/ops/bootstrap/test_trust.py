"""Who may be the two roles: workflows of this repository, where GitHub says in full what they run for."""

import json
import re
from collections.abc import Mapping
from typing import Any

from ops.bootstrap.policies import trust
from ops.bootstrap.repository import parse_repository
from tests.ops.bootstrap.evaluate import allowed

PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
ISSUER = "token.actions.githubusercontent.com"


def takes(document: Mapping[str, Any], subject: str, audience: str = "sts.amazonaws.com") -> bool:
    request = {f"{ISSUER}:aud": audience, f"{ISSUER}:sub": subject}
    return allowed([document], "sts:AssumeRoleWithWebIdentity", "*", request)


def roles(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Trust of preview and of deploy, as bootstrap writes them."""
    repository = parse_repository(text)
    return (
        trust(PROVIDER, [repository.pull_request(), repository.branch("main")]),
        trust(PROVIDER, [repository.environment("initial")]),
    )


def test_preview_is_for_pull_requests_and_the_branch_that_comes_up() -> None:
    preview_trust, _ = roles("school/academy")
    assert takes(preview_trust, "repo:school/academy:pull_request")
    assert takes(preview_trust, "repo:school/academy:ref:refs/heads/main")
    for subject in (
        "repo:school/academy:ref:refs/heads/feature",
        "repo:school/academy:ref:refs/tags/main",
        "repo:school/academy:environment:initial",
        "repo:school/other:pull_request",
        "repo:evil/academy:pull_request",
        "repo:evil/academy:ref:refs/heads/main",
        "repo:school/academy-fork:pull_request",
        "repo:School/Academy:pull_request",
    ):
        assert not takes(preview_trust, subject), subject


def test_deploy_is_for_a_job_in_the_environment_and_nothing_else() -> None:
    _, deploy_trust = roles("school/academy")
    assert takes(deploy_trust, "repo:school/academy:environment:initial")
    for subject in (
        "repo:school/academy:environment:staging",
        "repo:school/academy:environment:initial2",
        "repo:school/academy:ref:refs/heads/main",
        "repo:school/academy:pull_request",
        "repo:school/other:environment:initial",
        "repo:evil/academy:environment:initial",
        # A branch of a fork, whose workflow is the fork's own.
        "repo:evil/academy:ref:refs/heads/main",
        "repo:school/academy@12:environment:initial",
    ):
        assert not takes(deploy_trust, subject), subject
    assert not takes(deploy_trust, "repo:school/academy:environment:initial", audience="https://github.com/school")


def test_with_ids_a_repository_that_gets_the_name_later_is_refused() -> None:
    preview_trust, deploy_trust = roles("school@12/academy@34")
    assert takes(preview_trust, "repo:school@12/academy@34:pull_request")
    assert takes(deploy_trust, "repo:school@12/academy@34:environment:initial")
    for subject in (
        "repo:school/academy:environment:initial",
        "repo:school@12/academy@35:environment:initial",
        "repo:school@13/academy@34:environment:initial",
    ):
        assert not takes(deploy_trust, subject), subject


def test_a_trust_policy_names_the_provider_and_has_no_pattern() -> None:
    for document in roles("school/academy"):
        (statement,) = document["Statement"]
        assert statement["Principal"] == {"Federated": PROVIDER}
        assert [*statement["Condition"]] == ["StringEquals"]
        assert not re.search(r"[*?]", json.dumps(statement["Condition"]))
