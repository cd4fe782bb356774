"""A rehearsal's report for people: a table a leg, grouped by tier, with what AWS does about each change."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from ops.rehearse.report import Effect, Impact, Leg, Operation, Report, Step
from ops.rehearse.words import short, told

_STYLES: Final = {"create": "green", "update": "yellow", "replace": "bold red", "delete": "red", "same": ""}
_WORDS: Final = {"create": "new", "update": "update", "replace": "REPLACE", "delete": "delete", "same": "protect"}
_IMPACTS: Final = {
    Impact.NONE: "no interruption",
    Impact.ROLLING: "rolling deployment",
    Impact.PROPAGATION: "propagates",
    Impact.REDUCED: "slower for a while",
    Impact.FAILOVER: "FAILOVER",
    Impact.REBOOT: "REBOOT",
    Impact.ADDRESS: "new address",
    Impact.DATA: "DELETES OLD",
    Impact.UNKNOWN: "not known",
}
_ACRONYMS: Final = {"Cdn": "CDN"}


@dataclass
class _Pages:
    """The pages that lines refer to by number, each once."""

    urls: list[str] = field(default_factory=list[str])

    def number(self, url: str) -> int:
        if url not in self.urls:
            self.urls.append(url)
        return self.urls.index(url) + 1


def show(report: Report, console: Console) -> None:
    """Print it; nothing is wider than the console but links, which break where they are cut."""
    pages = _Pages()
    names = f"{report.from_.name} → {report.to.name}"
    if report.there:
        _leg(report.there, names, pages, console)
    for place, leg in enumerate(report.back, start=1):
        step = f" (step {place} of {len(report.back)})" if len(report.back) > 1 else ""
        _leg(leg, f"The way back{step}: → {leg.what}", pages, console)
    console.print(_listed(("•", note, "") for note in (*report.notes, *_warnings(report))))
    if pages.urls:
        console.print()
    for place, url in enumerate(pages.urls, start=1):
        console.print(Text(f"[{place}] {url}"), soft_wrap=True)
    if report.ok:
        console.print()
        console.print(Text(f"{names} and back went through; nothing that holds data or identity is lost.", "green"))


def _warnings(report: Report) -> list[str]:
    """What the program itself says of where it leads."""
    said = report.there.preview.diagnostics if report.there else ()
    return [each.message for each in said if each.severity == "warning"]


def _leg(leg: Leg, title: str, pages: _Pages, console: Console) -> None:
    # The values that a preview could not know are known once it was applied.
    done = leg.up if leg.up and not leg.up.failed else leg.preview
    console.print(Text(title, "bold"))
    console.print(Text(summary(done)))
    steps = [step for step in done.steps if step.type.startswith("aws:")]
    if steps:
        console.print(_table(steps, pages))
    for ignored in leg.ignored:
        page = pages.number(ignored.url)
        line = (
            f"{ignored.name} {ignored.property}: {short(ignored.old)} → {short(ignored.new)}: {ignored.text} [{page}]"
        )
        console.print(Text(f"no effect: {line}"))
    if leg.again and not leg.again.failed:
        left = len(leg.again.changed)
        console.print(Text(f"The preview after it is {'empty' if not left else f'NOT empty: {left} changes'}."))
    if leg.waits:
        console.print(Text(f"Before the next step: {leg.waits}.", "yellow"))
    console.print()


def summary(done: Operation) -> str:
    """Counts, of what there is in AWS."""
    count = Counter(
        "revision" if step.new_revision else step.op for step in done.changed if step.type.startswith("aws:")
    )
    parts = [
        f"{count['create']} created",
        f"{count['update']} updated in place",
        f"{count['replace']} replaced",
        f"{count['revision']} new revision{'' if count['revision'] == 1 else 's'} (rolling deployment)",
        f"{count['delete']} deleted",
        f"{done.unchanged} unchanged",
    ]
    return ", ".join(part for part in parts if not part.startswith("0 ") or "replaced" in part or "deleted" in part)


def tier_name(token: str) -> str:
    """`academy:edge:LoadBalancer` as people say it."""
    name = token.rpartition(":")[2]
    return _ACRONYMS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _table(steps: Iterable[Step], pages: _Pages) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    by_tier = sorted(steps, key=lambda step: (step.tier, step.op == "create", step.op, step.type, step.name))
    for tier, members in groupby(by_tier, key=lambda step: step.tier):
        table.add_row(Text(""), Text(tier_name(tier), "bold cyan"))
        alike: dict[tuple[object, ...], list[Step]] = {}
        for step in members:
            key = (step.op, step.new_revision, step.type, *_lines(step, pages))
            alike.setdefault(key, []).append(step)
        for step, *others in alike.values():
            word, style = ("revise", "yellow") if step.new_revision else (_WORDS[step.op], _STYLES[step.op])
            names = ", ".join(each.name for each in (step, *others))
            table.add_row(Text(word, style), Group(_title(step, names), _listed(_lines(step, pages))))
    return table


def _title(step: Step, names: str) -> Text:
    kind = step.type.removeprefix("aws:")
    return Text.assemble(f"{kind.partition('/')[0]} {kind.rpartition(':')[2]} ", (names, "bold"))


def _listed(lines: Iterable[tuple[str, str, str]]) -> Table:
    """Lines with a mark before each, and nothing under the mark where they wrap."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for mark, line, style in lines:
        table.add_row(Text(mark, style), Text(line, style))
    return table


def _lines(step: Step, pages: _Pages) -> Iterator[tuple[str, str, str]]:
    if step.replace_keys and not step.new_revision:
        yield "!", f"replaced because of {' and '.join(step.replace_keys)}", "red"
    for change in step.changes:
        yield from ((" ", line, "") for line in told(change))
    if step.was_protected and not step.is_protected and step.op != "delete":
        yield "!", "loses its protection", "red"
    for effect in step.effects:
        yield "↳", _effect(effect, pages, alone=len(step.effects) == 1), "italic"
    if step.op == "delete":
        yield "↳", f"released: {step.released}" if step.released else "nothing says that this is meant", "italic"


def _effect(effect: Effect, pages: _Pages, *, alone: bool) -> str:
    """The effect, and what it is of unless it is all that happens."""
    about = f"{', '.join(effect.properties)}: " if effect.properties and not alone else ""
    return f"{about}{_IMPACTS[effect.impact]}: {effect.text} [{pages.number(effect.url)}]"
