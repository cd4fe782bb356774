"""One comment a pull request and one issue an environment, whatever happened before."""

from collections.abc import Generator

import pytest

from ops.ci.comment import COMMENT_MAX_LENGTH, SECTION_MAX_LENGTH
from ops.ci.github import PULL_REQUEST, close_issue, comment, issue, marked, open_repository
from ops.problem import Problem
from tests.ops.ci.github_server import Hub, serving


@pytest.fixture
def hub() -> Generator[Hub]:
    with serving() as hub:
        hub.add_issue("Grow the API", "please", user="somebody")
        yield hub


def test_the_first_run_makes_the_comment_and_the_next_one_updates_it(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    first = comment(repository, 1, "check", "three changes")
    second = comment(repository, 1, "check", "no changes")
    assert (first, len(hub.comments)) == (second, 1)
    assert hub.comments[1]["body"] == marked(PULL_REQUEST, "<!-- academy:section check -->\nno changes\n")


def test_what_aws_would_do_is_a_section_of_the_same_comment_and_each_is_updated_alone(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    comment(repository, 1, "preview", "AWS: two changes")
    comment(repository, 1, "check", "three changes\n\n| a table |")
    comment(repository, 1, "preview", "AWS: no changes")
    assert len(hub.comments) == 1
    assert hub.comments[1]["body"] == marked(
        PULL_REQUEST,
        "<!-- academy:section check -->\nthree changes\n\n| a table |\n\n"
        "<!-- academy:section preview -->\nAWS: no changes\n",
    )


def test_what_a_section_quotes_is_never_taken_for_another_section(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    comment(repository, 1, "preview", "AWS: two changes")
    comment(repository, 1, "check", "```text\n<!-- academy:section zero -->\nforged\n```")
    assert "forged" in hub.comments[1]["body"]
    comment(repository, 1, "check", "no changes")
    body = hub.comments[1]["body"]
    assert "forged" not in body
    assert body.endswith("<!-- academy:section preview -->\nAWS: two changes\n")


def test_two_sections_of_full_length_are_a_comment_that_github_takes(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    for section in ("check", "preview"):
        comment(repository, 1, section, "x" * SECTION_MAX_LENGTH)
    assert len(hub.comments[1]["body"]) <= COMMENT_MAX_LENGTH


def test_a_comment_that_already_says_so_is_not_written_again(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    comment(repository, 1, "check", "no changes")
    comment(repository, 1, "check", "no changes")
    assert hub.writes == ["POST /issues/1/comments"]


def test_comments_of_another_marker_and_of_other_people_are_left_alone(hub: Hub) -> None:
    hub.add_comment(1, marked(PULL_REQUEST, "mine, says somebody else"), user="somebody")
    hub.add_comment(1, marked("another", "of another workflow"))
    comment(open_repository("academy/infrastructure", "token", api=hub.url), 1, "check", "three changes")
    assert hub.writes == ["POST /issues/1/comments"]
    assert hub.comments[1]["body"] == marked(PULL_REQUEST, "mine, says somebody else")


def test_a_token_that_may_not_write_is_one_clear_line(hub: Hub) -> None:
    hub.refuse = 403
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    with pytest.raises(Problem, match="could not comment on pull request 1: GitHub answered 403 Resource not access"):
        comment(repository, 1, "check", "three changes")


def test_a_pull_request_that_does_not_exist_is_one_clear_line(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    with pytest.raises(Problem, match="could not comment on pull request 7: GitHub answered 404 Not Found"):
        comment(repository, 7, "check", "three changes")


def test_a_repository_that_does_not_exist_is_one_clear_line(hub: Hub) -> None:
    with pytest.raises(Problem, match="could not open the repository academy/nowhere: GitHub answered 404"):
        open_repository("academy/nowhere", "token", api=hub.url)


def test_drift_of_two_nights_is_one_issue_and_a_clean_night_closes_it(hub: Hub) -> None:
    repository = open_repository("academy/infrastructure", "token", api=hub.url)
    issue(repository, "drift-prod", "Drift in prod", "one resource")
    issue(repository, "drift-prod", "Drift in prod", "two resources")
    assert len(hub.issues) == 2
    assert hub.issues[2]["body"] == marked("drift-prod", "two resources")
    close_issue(repository, "drift-prod", "The preview shows no change.")
    assert hub.issues[2]["state"] == "closed"
    assert close_issue(repository, "drift-prod", "The preview shows no change.") is None
