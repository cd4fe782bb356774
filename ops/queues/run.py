"""The four commands: from the stack's queues to what is printed, and the exit status.

Each raises Problem for what a person can mend, AWS's refusals included.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from rich.table import Table

from ops.aws.errors import AWS_ERRORS, EXPIRED, aws_problems, code, explain
from ops.problem import Problem
from ops.queues import find, peek, purge, redrive, show
from ops.queues.stack import StackQueues
from ops.queues.words import count, told
from ops.terminal import say, stderr, stdout, tell, tell_json, tell_problems, tell_warning

BODY_LENGTH = 100
"""Characters of a body that are shown without --json."""


@aws_problems()
def show_queues(stack: StackQueues, *, json: bool) -> int:
    """Print every queue. Exit status 1 with a dead letter, a job that is older than it may be, or unknown ages."""
    now, pairs = datetime.now(UTC), find.pairs(stack.urls)
    oldest: Mapping[str, show.Age] = {}
    problems: list[str] = []
    try:
        oldest = show.ages(stack.cloudwatch, [find.name_of(pair.url) for pair in pairs], now)
    except AWS_ERRORS as error:
        if code(error) in EXPIRED:
            raise
        problems.append(f"ages can't be read: {explain(error)}")
    reports = show.show(stack.sqs, oldest, pairs)
    problems += [problem for report in reports for problem in show.problems(report, now)]
    if json:
        queues = {report.pair.contract.key: show.as_json(report) for report in reports}
        tell_json({"queues": queues, "problems": problems})
    else:
        _print_table(show.HEADINGS, [show.row(report, now) for report in reports])
    for report in reports:
        for warning in show.warnings(report):
            tell_warning(warning)
    return tell_problems(problems)


@aws_problems()
def peek_queue(stack: StackQueues, queue: str, *, limit: int, json: bool) -> int:
    """Print dead letters of a queue, oldest first."""
    pair = find.find_pair(find.pairs(stack.urls), queue)
    state = find.read(stack.sqs, pair.dead_letter_url)
    look = peek.peek(stack.sqs, state, limit)
    if json:
        tell_json(
            {
                "dead_letter_queue": state.name,
                "dead_letters": state.messages,
                "looked_at": [
                    {
                        "message_id": letter.message_id,
                        "sent": letter.sent.isoformat(),
                        "deleted": letter.expires.isoformat(),
                        "receives": letter.receives,
                        "attributes": letter.attributes,
                        "body": letter.body,
                    }
                    for letter in look.letters
                ],
            }
        )
    else:
        tell(f"{state.name}: {len(look.letters)} of {count(state.messages, 'dead letter')}")
        for letter in look.letters:
            short = peek.shortened(letter, BODY_LENGTH)
            for line in (
                f"{short.message_id}  sent {told(short.sent)}, deleted {told(short.expires)}, "
                f"received {count(short.receives, 'time')}",
                *(f"    {name}: {value}" for name, value in short.attributes.items()),
                f"    {short.body}",
            ):
                say(line)
    if look.still_hidden:
        tell_warning(
            f"{count(look.still_hidden, 'message')} could not be let go: hidden for {peek.HIDDEN_SECONDS} seconds"
        )
    return 0


@aws_problems()
def redrive_queue(stack: StackQueues, queue: str, *, rate: int, dry_run: bool, json: bool) -> int:
    """Send a queue's dead letters back and print both ends, before and after."""
    pair = find.find_pair(find.pairs(stack.urls), queue)
    if dry_run:
        before = redrive.ends(stack.sqs, pair)
        _print_ends("would move", before.dead_letters.messages, before, before, json=json)
        return 0
    if not pair.contract.survives_interruption:
        tell_warning(f"a {pair.contract.key} job may have done its work before it failed, and does it again")
    done = redrive.redrive(stack.sqs, pair, rate=rate, tell=tell)
    _print_ends("moved", 0 if done.task is None else done.task.moved, done.before, done.after, json=json)
    left = done.after.dead_letters.messages
    if left:
        tell_warning(
            f"{count(left, 'dead letter')} left: in flight, or new. `academy queues peek` shows those in sight"
        )
    return 0


@aws_problems()
def purge_queue(stack: StackQueues, queue: str, *, ask: Callable[[str], str], dry_run: bool, json: bool) -> int:
    """Delete all messages of a queue once its name was typed; `ask` is given the question and gives what was typed."""
    state = find.read(stack.sqs, find.find_url(find.pairs(stack.urls), queue))
    tell(f"{state.name} holds {count(state.messages, 'message')}, {state.in_flight} of them in flight")
    if not dry_run:
        purge.purge(stack.sqs, state, ask(f"Type the queue's name to delete all of them ({state.name})"))
        tell(purge.RULE)
    verb = "would delete" if dry_run else "deleting"
    if json:
        tell_json({"queue": state.name, "messages": state.messages, "dry_run": dry_run})
    else:
        say(f"{verb} {count(state.messages, 'message')} of {state.name}")
    return 0


def asker(name: str | None) -> Callable[[str], str]:
    """Who types the queue's name: an option that has it already, or somebody at the terminal.

    Raises:
        Problem: when asked, where there is neither.
    """

    def ask(question: str) -> str:
        if name is not None:
            return name
        if not sys.stdin.isatty():
            raise Problem("there is nobody to type the queue's name here: --name NAME gives it")
        return stderr.input(f"{question}: ", markup=False)

    return ask


def _print_ends(verb: str, moved: int, before: redrive.Ends, after: redrive.Ends, *, json: bool) -> None:
    if json:
        tell_json(
            {
                "moved": moved,
                "dry_run": verb != "moved",
                "before": _numbers(before),
                "after": _numbers(after),
            }
        )
        return
    say(f"{verb} {count(moved, 'message')}")
    _print_table(
        ("queue", "before", "after"),
        [
            (old.name, str(old.messages), str(new.messages))
            for old, new in ((before.dead_letters, after.dead_letters), (before.queue, after.queue))
        ],
    )


def _numbers(ends: redrive.Ends) -> dict[str, int]:
    return {ends.dead_letters.name: ends.dead_letters.messages, ends.queue.name: ends.queue.messages}


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*headings, box=None, pad_edge=False, show_edge=False)
    for row in rows:
        table.add_row(*row)
    stdout.print(table, soft_wrap=True)
