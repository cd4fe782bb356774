"""`academy secrets`: from a stack to what is printed and the exit status."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from ops.aws.outputs import read_outputs
from ops.aws.session import open_stack_session
from ops.secrets.asking import Piped, Typed
from ops.secrets.fill import Ask, Filling, Outcome, Secret, SecretOutputs
from ops.secrets.values import GENERATED
from ops.stacks import find_stack, read_profile
from ops.terminal import say, tell, tell_json, tell_problems, tell_warning
from sizing.access import SecretKey


class Person:
    """Whoever sits at the terminal. Questions go to stderr."""

    def hidden(self, question: str) -> str:
        """An answer that isn't shown while it is typed."""
        return typer.prompt(question, hide_input=True, err=True)

    def shown(self, question: str) -> str:
        """An answer that is no secret."""
        return typer.prompt(question, err=True)


def secrets(
    stack: str,
    outputs_file: Path | None,
    aws_profile: str | None,
    *,
    replace: Sequence[str],
    roll: bool,
    dry_run: bool,
    as_document: bool,
) -> int:
    """Fill a stack's secrets. Exit status 0 when none is empty, or nothing was to be changed.

    Raises:
        Problem: the stack, its outputs or the credentials are wrong.
    """
    file = find_stack(stack)
    profile = read_profile(file)
    outputs = read_outputs(SecretOutputs, file, outputs_file)
    session = open_stack_session(aws_profile, outputs)
    filling = Filling(
        manager=session.client("secretsmanager"),  # pyright: ignore[reportUnknownMemberType]
        ecs=session.client("ecs"),  # pyright: ignore[reportUnknownMemberType]
        outputs=outputs,
        access=profile.access,
        replace=frozenset(replace),
        tell=tell,
    )
    return run(filling, file.name, roll=roll, dry_run=dry_run, as_document=as_document)


def run(
    filling: Filling, stack: str, *, roll: bool, dry_run: bool, as_document: bool, person: Typed | None = None
) -> int:
    """Fill, find who is behind, roll, and tell."""
    found = filling.secrets()
    planned = filling.plan(found)
    if dry_run:
        outcome = Outcome(done={secret.key: "kept" if secret.since else "empty" for secret in found})
    else:
        outcome = filling.fill(found, _asking(planned, person))
    after = found if dry_run else filling.secrets()
    outcome.behind = filling.behind(after)
    if roll and outcome.behind and not dry_run:
        _roll(filling, found, outcome)
    if as_document:
        tell_json(as_json(stack, found, planned, outcome, dry_run=dry_run))
    else:
        _tell(found, planned, outcome, dry_run=dry_run)
    return tell_problems(outcome.problems)


def as_json(
    stack: str, found: Sequence[Secret], planned: Sequence[Secret], outcome: Outcome, *, dry_run: bool
) -> dict[str, object]:
    """The document that `--json` prints: names and what became of them."""
    return {
        "stack": stack,
        "dry_run": dry_run,
        "secrets": [
            {
                "key": secret.key,
                "name": secret.name,
                "state": outcome.done[secret.key],
                "would": _would(secret) if dry_run and secret in planned else None,
            }
            for secret in found
        ],
        "services_behind": outcome.behind,
        "services_rolled": outcome.rolled,
        "problems": outcome.problems,
    }


def _asking(planned: Sequence[Secret], person: Typed | None) -> Ask:
    if person is None and sys.stdin.isatty():
        person = Typed(terminal=Person())
    if person is not None:
        return person
    wanted: list[SecretKey] = [secret.key for secret in planned if secret.key not in GENERATED]
    # Nobody waits for a stdin that nothing is to be read from.
    return Piped(sys.stdin, wanted) if wanted else lambda _: None


def _roll(filling: Filling, found: Sequence[Secret], outcome: Outcome) -> None:
    had = {secret.key for secret in found if secret.since}
    if "database-password" in had and outcome.done["database-password"] == "generated":
        outcome.problems.append(
            "nothing was rolled: the database does not know its new password yet. Run `academy migrate`, which sets "
            "it, and then this with --roll alone"
        )
        return
    filling.roll(outcome.behind)
    outcome.rolled, outcome.behind = outcome.behind, []


def _tell(found: Sequence[Secret], planned: Sequence[Secret], outcome: Outcome, *, dry_run: bool) -> None:
    for secret in found:
        state = outcome.done[secret.key]
        would = f"; would be {_would(secret)}" if dry_run and secret in planned else ""
        say(f"{secret.key} ({secret.name}): {state}{would}")
    if outcome.behind:
        tell_warning(
            f"{', '.join(outcome.behind)} run{'s' if len(outcome.behind) == 1 else ''} with values from before: "
            "new tasks see the new ones, and `--roll` makes them"
        )
    if outcome.rolled:
        say(f"rolled: {', '.join(outcome.rolled)}; `academy verify` waits for them")


def _would(secret: Secret) -> str:
    return "generated" if secret.key in GENERATED else "asked for"
