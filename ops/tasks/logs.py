"""What a task's containers wrote to CloudWatch Logs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, explain, passes

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ContainerDefinitionOutputTypeDef
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import GetLogEventsResponseTypeDef


@dataclass(frozen=True, kw_only=True)
class LogStream:
    """Where one container of one task writes."""

    container: str
    group: str
    name: str


def log_streams(containers: "Sequence[ContainerDefinitionOutputTypeDef]", task_arn: str) -> list[LogStream]:
    """The streams of a task's containers: prefix, container and the task's id make a name.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
    """
    return list(_streams(containers, task_arn.rpartition("/")[2]))


def _streams(containers: "Sequence[ContainerDefinitionOutputTypeDef]", task_id: str) -> Iterator[LogStream]:
    for container in containers:
        name = container.get("name", "")
        options = container.get("logConfiguration", {}).get("options", {})
        if "awslogs-group" in options and "awslogs-stream-prefix" in options:
            prefix = options["awslogs-stream-prefix"]
            yield LogStream(container=name, group=options["awslogs-group"], name=f"{prefix}/{name}/{task_id}")


class Follower:
    """Reads a stream to its end, again and again; each line comes once."""

    def __init__(self, client: "CloudWatchLogsClient", stream: LogStream) -> None:
        self._client, self._stream = client, stream
        self._token: str | None = None

    def new_lines(self) -> Iterator[str]:
        """The lines since the last call. None as long as there is no stream: it begins with its first line.

        CloudWatch says that a stream's end is reached by giving the token back that it was given; a page may be empty
        before. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
        """
        while True:
            try:
                page = self._page()
            except self._client.exceptions.ResourceNotFoundException:
                return
            yield from _messages(page)
            if page["nextForwardToken"] == self._token:
                return
            self._token = page["nextForwardToken"]

    def _page(self) -> "GetLogEventsResponseTypeDef":
        group, name = self._stream.group, self._stream.name
        if self._token is None:
            return self._client.get_log_events(logGroupName=group, logStreamName=name, startFromHead=True)
        return self._client.get_log_events(
            logGroupName=group, logStreamName=name, startFromHead=True, nextToken=self._token
        )


def pass_on(followers: list[Follower], say: Callable[[str], None], tell: Callable[[str], None]) -> None:
    """Say what a task has written since the last time. That its log can't be read is told once, and ends nothing."""
    try:
        for follower in followers:
            for line in follower.new_lines():
                say(line)
    except AWS_ERRORS as error:
        if not passes(error):
            followers.clear()
            tell(f"its log can't be read, and it goes on: {explain(error)}")


def last_lines(client: "CloudWatchLogsClient", stream: LogStream, count: int) -> list[str]:
    """The last lines (1 to 10,000) of a stream, the oldest of them first; none where nothing was written."""
    try:
        page = client.get_log_events(logGroupName=stream.group, logStreamName=stream.name, limit=count)
        token = ""
        while not page["events"] and page["nextBackwardToken"] != token:
            token = page["nextBackwardToken"]
            page = client.get_log_events(
                logGroupName=stream.group, logStreamName=stream.name, limit=count, nextToken=token
            )
    except client.exceptions.ResourceNotFoundException:
        return []
    return _messages(page)


def _messages(page: "GetLogEventsResponseTypeDef") -> list[str]:
    return [event.get("message", "").rstrip("\n") for event in page["events"]]
