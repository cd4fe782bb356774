"""The configuration reference, docs/configuration.md, from the typed profile and the shipped stack files.

`python -m ops.reference` writes it anew; a test says when that is due.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from ops.stacks import ROOT, find_stack, read_config, stack_names
from sizing.parsing import as_read, config_key
from sizing.profile import Profile
from sizing.section import Section, section_in

PAGE = ROOT / "docs" / "configuration.md"

_HEAD = """\
# Configuration

Every key of a stack file, `Pulumi.<stack>.yaml`. A key without a value in a stack's column is left out there. Sizes
have no default: what is missing, unknown or out of range is told in one message before anything is declared.

This page is generated from `sizing/` by `make accept`.
"""


def page() -> str:
    """The whole page, as Markdown."""
    values = {stack: read_config(find_stack(stack)) for stack in stack_names()}
    stacks = sorted(values, key=lambda stack: (len(json.dumps(values[stack])), stack))
    parts = [_HEAD]
    for name, field in Profile.model_fields.items():
        key = config_key(name, field)
        key = key if ":" in key else f"academy:{key}"
        section = section_in(field)
        columns = [values[stack].get(key) for stack in stacks]
        rows = [(key, field.description or "", columns)] if section is None else list(_rows(section, "", columns))
        parts.append("\n".join(_table(key, field.description or "", rows, stacks)))
    return "\n".join(parts)


def _rows(section: type[Section], prefix: str, columns: list[object]) -> Iterator[tuple[str, str, list[object]]]:
    for name, field in section.model_fields.items():
        inner = section_in(field)
        below = [_entry(column, config_key(name, field)) for column in columns]
        path = f"{prefix}{config_key(name, field)}"
        if inner is None:
            yield path, field.description or "", below
        else:
            yield from _rows(inner, f"{path}.", below)


def _entry(column: object, key: str) -> object:
    return cast("Mapping[str, object]", column).get(key) if isinstance(column, Mapping) else None


def _table(key: str, description: str, rows: list[tuple[str, str, list[object]]], stacks: list[str]) -> Iterator[str]:
    yield f"## {key}\n"
    if rows[0][0] != key:
        yield f"{description}\n"
    yield f"| key | what it is | {' | '.join(stacks)} |"
    yield f"| --- | --- |{' --- |' * len(stacks)}"
    for path, what, columns in rows:
        yield f"| `{path}` | {_cell(what)} | {' | '.join(_value(column) for column in columns)} |"
    yield ""


def _value(value: object) -> str:
    read = as_read(value)
    if read in (None, {}):
        return ""
    text = read if isinstance(read, str) else json.dumps(read, ensure_ascii=False)
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
