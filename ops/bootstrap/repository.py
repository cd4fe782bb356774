"""A GitHub repository, and what its workflows' tokens call themselves."""

import re
from dataclasses import dataclass

_NAMES = re.compile(
    r"(?P<owner>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?:@(?P<owner_id>[0-9]+))?"
    r"/(?P<name>[A-Za-z0-9._-]{1,100})(?:@(?P<id>[0-9]+))?"
)

WANTED = (
    "OWNER/REPOSITORY, or OWNER@ID/REPOSITORY@ID where the repository has immutable subject claims (one made, renamed "
    "or moved since 15 July 2026 has)"
)


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository as the `sub` claim names it, with the ids of owner and repository or without.

    https://docs.github.com/en/actions/concepts/security/openid-connect
    """

    slug: str
    """OWNER/REPOSITORY."""
    claimed: str
    """What stands between `repo:` and the rest of the claim."""

    @property
    def has_ids(self) -> bool:
        """Whether a repository that gets this one's name later is another one."""
        return self.slug != self.claimed

    def pull_request(self) -> str:
        """A workflow for a pull request from a branch of the repository: a fork's gets no token of it."""
        return f"repo:{self.claimed}:pull_request"

    def branch(self, name: str) -> str:
        """A workflow on a branch, by schedule or by push."""
        return f"repo:{self.claimed}:ref:refs/heads/{name}"

    def environment(self, name: str) -> str:
        """A job that GitHub has let into an environment."""
        return f"repo:{self.claimed}:environment:{name}"


def parse_repository(text: str) -> Repository:
    """The repository that `OWNER/REPOSITORY` or `OWNER@ID/REPOSITORY@ID` names.

    Raises:
        ValueError: it is neither.
    """
    found = _NAMES.fullmatch(text)
    if found is None or (found["owner_id"] is None) != (found["id"] is None):
        raise ValueError(f'"{text}" is no repository; want {WANTED}')
    return Repository(slug=f"{found['owner']}/{found['name']}", claimed=text)
