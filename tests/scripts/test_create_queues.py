"""Both scripts as a person runs them, against a server that answers like AWS."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sizing.names import common_tags
from sizing.queues import (
    AI_BASIC,
    AI_LITE,
    AI_PREMIUM,
    MESSAGING,
    QUEUES,
    VIDEO,
    QueueContract,
    dead_letter_queue_attributes,
    queue_attributes,
)
from tests.scripts.conftest import REGION, ROOT, Run

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ACCOUNT = "123456789012"
SCRIPT = "scripts/create_sqs_resources.py"
AI_SCRIPT = "scripts/create_ai_sqs_resources.py"
NOT_COMPARED = "Not compared, as this endpoint does not report it: RedriveAllowPolicy"

both_scripts = pytest.mark.parametrize(
    ("script", "contracts"),
    [(SCRIPT, (VIDEO, MESSAGING)), (AI_SCRIPT, (AI_LITE, AI_BASIC, AI_PREMIUM))],
)


def names(sqs: "SQSClient") -> set[str]:
    return {url.rpartition("/")[2] for url in sqs.list_queues().get("QueueUrls", [])}


def url(sqs: "SQSClient", name: str) -> str:
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]


def attributes(sqs: "SQSClient", name: str) -> dict[str, object]:
    """What the server has, JSON decoded."""
    reported = sqs.get_queue_attributes(QueueUrl=url(sqs, name), AttributeNames=["All"])["Attributes"]
    return decoded({str(key): value for key, value in reported.items()})


def decoded(reported: dict[str, str]) -> dict[str, object]:
    return {key: json.loads(value) if value.startswith("{") else value for key, value in reported.items()}


def tags(sqs: "SQSClient", name: str) -> dict[str, str]:
    return sqs.list_queue_tags(QueueUrl=url(sqs, name)).get("Tags", {})


def everything(sqs: "SQSClient") -> dict[str, object]:
    return {name: (attributes(sqs, name), tags(sqs, name)) for name in names(sqs)}


def outcomes(output: str) -> dict[str, str]:
    """What the script said became of each queue."""
    lines = [line for line in output.splitlines() if line.startswith("academy-")]
    return {name: outcome.strip() for name, _, outcome in (line.partition(" ") for line in lines)}


@both_scripts
def test_a_script_creates_its_queues_exactly_as_the_catalogue_says(
    sqs: "SQSClient", run: Run, script: str, contracts: tuple[QueueContract, ...]
) -> None:
    done = run(script, REGION)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(outcomes(done.stdout).values()) == {"created"}
    for contract in contracts:
        queue, dead_letters = contract.queue_name("prod"), contract.dead_letter_queue_name("prod")
        assert attributes(sqs, queue).items() >= decoded(queue_attributes(contract, "prod", REGION, ACCOUNT)).items()
        wanted = decoded(dead_letter_queue_attributes(contract, "prod", REGION, ACCOUNT))
        del wanted["RedriveAllowPolicy"]  # moto takes it and does not give it back
        assert attributes(sqs, dead_letters).items() >= wanted.items()
        assert tags(sqs, queue) == tags(sqs, dead_letters) == common_tags("prod")


def test_the_two_scripts_create_every_queue_of_the_catalogue_and_no_other(sqs: "SQSClient", run: Run) -> None:
    run(SCRIPT, REGION)
    run(AI_SCRIPT, REGION)
    assert names(sqs) == {
        name for contract in QUEUES for name in (contract.queue_name("prod"), contract.dead_letter_queue_name("prod"))
    }


@both_scripts
def test_the_second_run_changes_nothing(
    sqs: "SQSClient", run: Run, script: str, contracts: tuple[QueueContract, ...]
) -> None:
    run(script, REGION)
    before = everything(sqs)
    again = run(script, REGION)
    assert (again.returncode, again.stderr) == (0, "")
    assert list(outcomes(again.stdout).values()) == ["unchanged"] * 2 * len(contracts)
    assert again.stdout.splitlines()[-1] == NOT_COMPARED
    assert everything(sqs) == before


def test_an_interrupted_run_is_completed_by_the_next(sqs: "SQSClient", run: Run) -> None:
    run(SCRIPT, REGION)
    sqs.delete_queue(QueueUrl=url(sqs, "academy-video-jobs"))
    sqs.delete_queue(QueueUrl=url(sqs, "academy-messaging-jobs"))
    sqs.delete_queue(QueueUrl=url(sqs, "academy-messaging-jobs-dlq"))
    assert outcomes(run(SCRIPT, REGION).stdout) == {
        "academy-video-jobs-dlq": "unchanged",
        "academy-video-jobs": "created",
        "academy-messaging-jobs-dlq": "created",
        "academy-messaging-jobs": "created",
    }


@pytest.fixture
def tampered(sqs: "SQSClient", run: Run) -> str:
    """A queue that somebody has changed by hand."""
    run(SCRIPT, REGION)
    queue = url(sqs, "academy-video-jobs")
    declared = queue_attributes(VIDEO, "prod", REGION, ACCOUNT)
    sqs.set_queue_attributes(
        QueueUrl=queue,
        Attributes={
            # moto forgets the policy whenever something else is set, so it is one of the changes.
            "Policy": declared["Policy"].replace('"false"', '"true"'),
            "RedrivePolicy": declared["RedrivePolicy"].replace("5}", "3}"),
            "VisibilityTimeout": "30",
        },
    )
    sqs.untag_queue(QueueUrl=queue, TagKeys=["Project"])
    sqs.tag_queue(QueueUrl=queue, Tags={"Owner": "me"})
    return "academy-video-jobs"


SHOWN = [
    "  Policy.Statement.Condition.Bool.aws:SecureTransport: true -> false",
    "  RedrivePolicy.maxReceiveCount: 3 -> 5",
    "  VisibilityTimeout: 30 -> 14520",
    "  tag Project: (none) -> academy",
    "  tag Owner is not the program's and left alone",
]


def test_a_tampered_queue_is_shown_attribute_by_attribute_and_left_as_it_is(
    sqs: "SQSClient", run: Run, tampered: str
) -> None:
    before = everything(sqs)
    done = run(SCRIPT, REGION)
    assert done.returncode == 1
    assert done.stderr == "Some queues differ; --repair changes them.\n"
    assert outcomes(done.stdout)[tampered] == "differs"
    assert [line for line in done.stdout.splitlines() if line.startswith(" ")] == SHOWN
    assert everything(sqs) == before


def test_a_tampered_queue_is_mended_by_repair_and_keeps_its_other_tags(
    sqs: "SQSClient", run: Run, tampered: str
) -> None:
    done = run(SCRIPT, REGION, "--repair")
    assert (done.returncode, done.stderr) == (0, "")
    assert [name for name, outcome in outcomes(done.stdout).items() if outcome != "unchanged"] == [tampered]
    assert [line for line in done.stdout.splitlines() if line.startswith(" ")] == SHOWN
    wanted = decoded(queue_attributes(VIDEO, "prod", REGION, ACCOUNT))
    assert attributes(sqs, tampered).items() >= wanted.items()
    assert tags(sqs, tampered) == common_tags("prod") | {"Owner": "me"}
    assert run(SCRIPT, REGION).returncode == 0


def test_a_dry_run_of_a_repair_says_what_would_be_changed_and_changes_nothing(
    sqs: "SQSClient", run: Run, tampered: str
) -> None:
    before = everything(sqs)
    done = run(SCRIPT, REGION, "--repair", "--dry-run")
    assert done.returncode == 0
    assert outcomes(done.stdout)[tampered] == "would be repaired"
    assert everything(sqs) == before


def test_a_dry_run_creates_nothing(sqs: "SQSClient", run: Run) -> None:
    done = run(AI_SCRIPT, REGION, "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == f"Account {ACCOUNT}, {REGION}, environment prod, dry run"
    assert set(outcomes(done.stdout).values()) == {"would be created"}
    assert names(sqs) == set()


def test_another_environment_has_queues_of_its_own(sqs: "SQSClient", run: Run) -> None:
    run(SCRIPT, REGION)
    assert run(SCRIPT, REGION, "--environment", "staging").returncode == 0
    assert names(sqs) >= {"academy-video-jobs", "academy-video-jobs-staging", "academy-video-jobs-dlq-staging"}
    assert tags(sqs, "academy-video-jobs-staging") == common_tags("staging")
    assert attributes(sqs, "academy-video-jobs-staging")["RedrivePolicy"] == {
        "deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:academy-video-jobs-dlq-staging",
        "maxReceiveCount": 5,
    }


def test_a_script_runs_from_anywhere(sqs: "SQSClient", run: Run, tmp_path: Path) -> None:
    assert run(str(ROOT / SCRIPT), REGION, cwd=tmp_path).returncode == 0
    assert "academy-video-jobs" in names(sqs)


def test_what_it_prints_fits_a_terminal(run: Run, tampered: str) -> None:
    for arguments in (["--help"], [REGION, "--dry-run"]):
        assert max(map(len, run(SCRIPT, *arguments).stdout.splitlines())) <= 80


def test_help_does_not_wait_for_boto3(run: Run) -> None:
    loaded = "import runpy, sys; sys.argv[1:] = ['--help']\n" + (
        f"try: runpy.run_path({str(ROOT / SCRIPT)!r}, run_name='__main__')\n"
        "except SystemExit: print(sorted(set(sys.modules) & {'boto3', 'botocore', 'typer'}))"
    )
    assert run("-c", loaded).stdout.splitlines()[-1] == "['typer']"


WITHOUT_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}


@pytest.mark.parametrize(
    ("arguments", "env", "told"),
    [
        ([REGION], WITHOUT_CREDENTIALS, "no AWS credentials found; log in (aws sso login), or set AWS_PROFILE"),
        ([REGION], {"AWS_PROFILE": "nobody"}, "The config profile (nobody) could not be found"),
        ([REGION], {"AWS_ENDPOINT_URL": "seoul"}, "Invalid endpoint: seoul"),
        (
            [REGION],
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
            'Could not connect to the endpoint URL: "http://127.0.0.1:1/"',
        ),
        (["ap-northeast2"], {}, 'unknown region "ap-northeast2"; did you mean ap-northeast-2?'),
        (["Seoul"], {}, 'unknown region "Seoul"; want an AWS region such as ap-northeast-2'),
        ([""], {}, 'unknown region ""; want an AWS region such as ap-northeast-2'),
        (
            [REGION, "--environment", "dlq"],
            {},
            '--environment is "dlq"; want a name other than "dlq" that does not start with "dlq-": '
            "its queues would have the names of dead-letter queues",
        ),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_status_1(
    sqs: "SQSClient", run: Run, arguments: list[str], env: dict[str, str], told: str
) -> None:
    done = run(SCRIPT, *arguments, env=env)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{told}\n")
    assert names(sqs) == set()


@pytest.fixture
def web_page() -> Iterator[str]:
    """Address of a server that answers every request with a page, as a captive portal does."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Please log in</html>")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_answer_that_is_not_aws_s_is_one_line_and_exit_status_1(run: Run, web_page: str) -> None:
    done = run(SCRIPT, REGION, env={"AWS_ENDPOINT_URL": web_page})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{web_page} does not answer as AWS does; is AWS_ENDPOINT_URL right?\n"
