"""The comment under a pull request: is it safe, what does it cost, then what would be lost, then the rest, folded."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

COMMENT_MAX_LENGTH = 65_536
"""Characters that GitHub takes in a comment.
https://docs.github.com/en/rest/issues/comments#create-an-issue-comment"""

SECTION_MAX_LENGTH = COMMENT_MAX_LENGTH // 2 - 500
"""Characters that each of the comment's two sections may take: what needs no account, and what AWS would do."""

LOSES = ("replace", "delete")
"""What a resource does not survive as it is."""

_ORDER = (*LOSES, "create", "update")
_ROOM = 2_000
"""Characters kept for what is said about that which was left out."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to one resource."""

    op: str
    """`create`, `update`, `replace` or `delete`."""
    urn: str
    why: tuple[str, ...] = ()
    """The properties that change, or that force the replacement."""

    @property
    def resource(self) -> str:
        """Type and name, like `aws:rds/instance:Instance database`."""
        type_, name = self.urn.rpartition("::")[0].rpartition("$")[2].rpartition("::")[2], self.urn.rpartition("::")[2]
        return f"{type_} {name}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One plan of the engine's."""

    title: str
    changes: tuple[Change, ...] = ()
    errors: tuple[str, ...] = ()
    same: int = 0
    listed: bool = True
    """Whether its changes are worth a list, and not only a count."""
    merging: bool = True
    """Whether it is what merging does, and not what else the program could do."""

    def count(self, op: str) -> int:
        """How many resources that happens to."""
        return sum(change.op == op for change in self.changes)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a stack costs a month, before and after, by line; in USD."""

    stack: str
    before: Mapping[str, float] | None
    """None where the base branch could not be priced."""
    after: Mapping[str, float]
    budget_usd: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that one comment says."""

    title: str
    plans: tuple[Plan, ...]
    refused: tuple[str, ...] = ()
    """What the gate stops, a line each."""
    allowed: tuple[str, ...] = ()
    """What would be stopped if .github/gate-allow didn't name it, a line each."""
    failures: tuple[str, ...] = ()
    """What else went wrong, a line each."""
    costs: tuple[Cost, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the pull request should not be merged as it is."""
        return bool(self.refused or self.failures) or any(plan.errors for plan in self.plans)


def render(report: Report, *, limit: int = SECTION_MAX_LENGTH) -> str:
    """The report as Markdown of at most `limit` characters: what does not fit is counted, and never what is lost."""
    stopped = chain(_failures(report), _lost(report, limit // 3))
    head = "\n".join(chain(_verdict(report), stopped, _counts(report), _money(report)))
    return clipped(head, limit - _ROOM) + _folded(report.plans, limit - _ROOM - len(head))


def _verdict(report: Report) -> Iterator[str]:
    """Whether this is safe and what it costs, in as many lines as there are stacks, and one."""
    yield f"### {_text(report.title)}\n"
    yield f"- {_safety(report)}"
    for cost in report.costs:
        after = sum(cost.after.values())
        over = " **over budget**" if after > cost.budget_usd else ""
        yield f"- **{_text(cost.stack)}:** {_usd(after)} a month{_difference(cost)}, of {_usd(cost.budget_usd)}{over}"
    yield ""
    yield from (f"> [!NOTE]\n> {_text(notice)}\n" for notice in report.notices)


def _safety(report: Report) -> str:
    if report.failed:
        broken = [_text(plan.title) for plan in report.plans if plan.errors]
        parts = [f"{_counted(len(report.refused), 'loss', 'losses')} that the gate refuses"] if report.refused else []
        parts += [f"no plan of {', '.join(broken)}"] if broken else []
        parts += [_counted(len(report.failures), "failure", "failures")] if report.failures else []
        return f"**Not safe to merge:** {'; '.join(parts)}."
    merging = [plan for plan in report.plans if plan.merging]
    changes = [change for plan in merging for change in plan.changes]
    gone = sum(change.op in LOSES for change in changes)
    if report.allowed:
        lost = _counted(len(report.allowed), "loss", "losses")
        return f"**Loses what it is allowed to:** {lost} that .github/gate-allow names."
    if gone:
        return f"**Nothing that holds data or identity is lost;** {gone} replaced or deleted, listed below."
    if changes:
        return "**Safe:** nothing is replaced or deleted."
    return "**Safe:** no resource changes." if merging else "**Safe:** every plan goes through."


def _difference(cost: Cost) -> str:
    if cost.before is None:
        return ""
    return f" ({sum(cost.after.values()) - sum(cost.before.values()):+,.2f})"


def _failures(report: Report) -> Iterator[str]:
    for plan in report.plans:
        if plan.errors:
            yield f"**{_text(plan.title)} failed:**\n"
            yield _fence(plan.errors)
    for what, lines in (
        ("Failed:", report.failures),
        ("The gate refuses this change:", report.refused),
        ("Lost, and allowed by .github/gate-allow:", report.allowed),
    ):
        if lines:
            yield f"**{what}**\n"
            yield from (f"- {_text(line)}" for line in lines)
            yield ""


def _lost(report: Report, room: int) -> Iterator[str]:
    lost = [(plan, change) for plan in report.plans for change in plan.changes if change.op in LOSES]
    if not lost:
        return
    yield "**Replaced or deleted:**\n"
    for number, (plan, change) in enumerate(lost):
        line = f"- {change.op} {_code(change.resource)}{_why(change)} ({_text(plan.title)})"
        room -= len(line) + 1
        if room < 0:
            yield f"- and {len(lost) - number} more"
            break
        yield line
    yield ""


def _counts(report: Report) -> Iterator[str]:
    yield "| plan | create | update | replace | delete | same |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for plan in report.plans:
        numbers = " | ".join(str(plan.count(op)) for op in ("create", "update", "replace", "delete"))
        yield f"| {_text(plan.title)} | {numbers} | {plan.same} |"
    yield ""


def _money(report: Report) -> Iterator[str]:
    for cost in report.costs:
        if cost.before is None:
            yield f"The base branch has no price for {_text(cost.stack)}: there is nothing to compare with.\n"
            continue
        lines = dict.fromkeys((*cost.before, *cost.after))
        rows = [(line, cost.before.get(line, 0.0), cost.after.get(line, 0.0)) for line in lines]
        differing = [row for row in rows if round(row[1] - row[2], 2)]
        if not differing:
            yield f"{_text(cost.stack)} costs what it does on the base branch, line by line.\n"
            continue
        yield f"| {_text(cost.stack)}, USD a month | before | after | difference |"
        yield "| --- | --: | --: | --: |"
        total = ("Total", sum(cost.before.values()), sum(cost.after.values()))
        for line, before, now in (*differing, total):
            yield f"| {_text(line)} | {before:,.2f} | {now:,.2f} | {now - before:+,.2f} |"
        yield ""


def _folded(plans: Iterable[Plan], room: int) -> str:
    """Each plan's changes in a fold of its own, while there is room; the folds are always closed."""
    folds: list[str] = []
    for plan in plans:
        if not plan.changes or not plan.listed:
            continue
        ordered = sorted(plan.changes, key=lambda change: (_ORDER.index(change.op), change.urn))
        lines = [f"- {change.op} {_code(change.resource)}{_why(change)}" for change in ordered]
        shown: list[str] = []
        for line in lines:
            room -= len(line) + 1
            if room < 0:
                shown.append(f"- and {len(lines) - len(shown)} more: the run's summary has them all")
                break
            shown.append(line)
        title = _unmentioned(html.escape(" ".join(plan.title.split())))
        summary = f"<details><summary>{title}: {_counted(len(lines), 'change', 'changes')}</summary>"
        folds.append("\n".join((summary, "", *shown, "", "</details>")))
        room -= 200
    return "\n".join(("", *folds, "")) if folds else ""


def _why(change: Change) -> str:
    return f": {', '.join(_code(each) for each in change.why)}" if change.why else ""


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _usd(amount: float) -> str:
    return f"{amount:,.2f} USD"


def _text(text: str) -> str:
    """Text that stays text: no markup, no mention, no cell of a table, no second line."""
    plain = html.escape(" ".join(text.split()), quote=False)
    return _unmentioned(re.sub(r"([\\`*_\[\]|~#])", r"\\\1", plain))


def _unmentioned(text: str) -> str:
    return text.replace("@", "@\u200b")


def _code(text: str) -> str:
    return f"`{' '.join(text.split()).replace('`', chr(39)).replace('|', '¦')}`"


def _fence(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}\n"


def clipped(text: str, limit: int) -> str:
    """Markdown of at most `limit` characters and the note about it; what the cut leaves open is closed."""
    if len(text) <= limit:
        return text
    cut = text[:limit].rpartition("\n")[0]
    # A code block or a fold that was cut open would swallow what follows.
    fences = re.findall(r"^(`{3,})", cut, re.MULTILINE)
    closing = f"\n{fences[-1]}" if len(fences) % 2 else ""
    closing += "\n\n</details>" * (cut.count("\n<details>") - cut.count("\n</details>"))
    return f"{cut}{closing}\n\n(too long for one comment: the run's summary has it all)\n"
