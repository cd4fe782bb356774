"""The one comment under a pull request, and the one issue of an environment: made once, kept up to date after that."""

import re
from typing import cast

from github import Github
from github.Auth import Token
from github.GithubException import GithubException
from github.Repository import Repository

from ops.problem import Problem

AUTHOR = "github-actions[bot]"
"""Whose comments and issues are ours: anybody can write a marker."""

PULL_REQUEST = "pull-request"
"""Marks the one comment under a pull request."""


def open_repository(name: str, token: str, *, api: str) -> Repository:
    """The repository NAME (`owner/name`) as the holder of the token sees it.

    Raises:
        Problem: there is no such repository, or the token may not see it.
    """
    try:
        return Github(base_url=api, auth=Token(token)).get_repo(name)
    except GithubException as error:
        raise _refused(f"open the repository {name}", error) from error


def marked(marker: str, body: str) -> str:
    """The body with the invisible line by which it is found again."""
    return f"<!-- academy:{marker} -->\n{body}"


def comment(repository: Repository, number: int, section: str, body: str) -> str:
    """Leave the pull request with one comment that has the body as that section, and return its address.

    The other sections stay as they are. Two that write at the same time may lose one: the workflows take turns.

    Raises:
        Problem: GitHub refuses, most often because the token may not write.
    """
    try:
        pull_request = repository.get_issue(number)
        for each in pull_request.get_comments():
            if _ours(each.user.login, each.body, PULL_REQUEST):
                text = _with_section(each.body, section, body)
                if each.body != text:
                    each.edit(text)
                return each.html_url
        return pull_request.create_comment(_with_section("", section, body)).html_url
    except GithubException as error:
        raise _refused(f"comment on pull request {number}", error) from error


_SECTION = re.compile(r"^<!-- academy:section ([\w-]+) -->\n", re.MULTILINE)


def _with_section(text: str, section: str, body: str) -> str:
    """The comment with that section new, in the order of their names."""
    _, *found = _SECTION.split(text)
    sections = dict(zip(found[::2], found[1::2], strict=True))
    # What is quoted in the body must not be taken for a section of its own.
    sections[section] = body.replace("<!-- academy:", "<!-\u200b- academy:").rstrip() + "\n"
    joined = "\n".join(f"<!-- academy:section {name} -->\n{sections[name].rstrip()}\n" for name in sorted(sections))
    return marked(PULL_REQUEST, joined)


def issue(repository: Repository, marker: str, title: str, body: str) -> str:
    """Leave the repository with one open issue of that marker, and return its address."""
    text = marked(marker, body)
    try:
        for each in repository.get_issues(state="open"):
            if _ours(each.user.login, each.body, marker):
                if each.body != text:
                    each.edit(title=title, body=text)
                return each.html_url
        return repository.create_issue(title=title, body=text).html_url
    except GithubException as error:
        raise _refused("open an issue", error) from error


def close_issue(repository: Repository, marker: str, reason: str) -> str | None:
    """Close the open issue of that marker, if there is one, with a comment that says why."""
    try:
        for each in repository.get_issues(state="open"):
            if _ours(each.user.login, each.body, marker):
                each.create_comment(reason)
                each.edit(state="closed")
                return each.html_url
    except GithubException as error:
        raise _refused("close the issue", error) from error
    return None


def _ours(login: str, body: str | None, marker: str) -> bool:
    return login == AUTHOR and (body or "").startswith(marked(marker, ""))


def _refused(what: str, error: GithubException) -> Problem:
    answer = cast("object", error.data)
    message = cast("dict[str, object]", answer).get("message") if isinstance(answer, dict) else None
    return Problem(f"could not {what}: GitHub answered {error.status} {message or ''}".rstrip())
