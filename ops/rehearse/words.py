"""Values and their differences in a few words: of long text and of JSON in a string, only what differs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ops.rehearse.report import Change
from sandbox.wire import is_list, is_object

LONGEST = 44
"""Characters of one value; the rest is left out."""

ABSENT = "none"
UNKNOWN = "(known once it is applied)"

_KEYS = ("name", "Sid", "sid", "id")
"""What elements of a list are told apart by, in AWS's own JSON."""


def told(change: Change) -> list[str]:
    """A change in lines, like `multiAz: false → true`."""
    path = _end(change.path)
    if change.unknown:
        return [f"{path}: {short(change.old)} → {UNKNOWN}"]
    old, new = _document(change.old), _document(change.new)
    if old is not None and new is not None:
        return list(_inside(old, new, path)) or [f"{path}: only its form differs"]
    if isinstance(change.old, str) and isinstance(change.new, str):
        return [f"{path}: {_arrows(what_differs(change.old, change.new))}"]
    if change.old is None:
        return [f"{path}: added{_plain(change.new)}"]
    if change.new is None:
        return [f"{path}:{_plain(change.old)} removed"]
    return [f"{path}: {short(change.old)} → {short(change.new)}"]


def _end(path: str) -> str:
    """A path, of a long one the last two parts."""
    return path if len(path) <= LONGEST else f"….{'.'.join(path.rsplit('.', 2)[1:])}"


def short(value: object) -> str:
    """A value as people write it, cut where it gets long."""
    if value is None:
        return ABSENT
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if text.startswith("arn:"):
        text = "…" + text[max(text.rfind("/"), text.find(":", len("arn:aws:"))) :]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def what_differs(old: str, new: str) -> list[tuple[str, str]]:
    """Two texts: where they are long, each place in which they differ, with the word after it."""
    if max(len(old), len(new)) <= LONGEST or old.startswith("arn:") or new.startswith("arn:"):
        return [(short(old), short(new))]
    before, after = old.split(), new.split()
    places = [
        place for place in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if place[0] != "equal"
    ]
    return [
        (_piece(before, start, end), _piece(after, new_start, new_end)) for _, start, end, new_start, new_end in places
    ]


def _piece(words: Sequence[str], start: int, end: int) -> str:
    text = " ".join(words[start : end + 1]) or ABSENT
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _arrows(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{before} → {after}" for before, after in pairs) or "only spaces differ"


def _document(value: object) -> object:
    """The JSON in a string, where it is an object or a list; None otherwise."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _inside(old: object, new: object, path: str) -> Iterator[str]:
    if is_object(old) and is_object(new):
        for key in dict.fromkeys((*old, *new)):
            yield from _member(old, new, key, f"{path}.{key}")
    elif is_list(old) and is_list(new):
        yield from _elements(old, new, path)
    elif old != new:
        yield f"{path}: {short(old)} → {short(new)}"


def _member(old: Mapping[str, object], new: Mapping[str, object], key: str, path: str) -> Iterator[str]:
    if key not in old:
        yield f"{path}: added{_plain(new[key])}"
    elif key not in new:
        yield f"{path}: removed"
    else:
        yield from _inside(old[key], new[key], path)


def _plain(value: object) -> str:
    """The value after a space; nothing of what is too much for a line."""
    parts = value if is_list(value) else (value,)
    return "" if any(is_object(each) or is_list(each) for each in parts) else f" {short(value)}"


def _elements(old: Sequence[object], new: Sequence[object], path: str) -> Iterator[str]:
    before, after = _by_key(old), _by_key(new)
    if before is not None and after is not None:
        for key in dict.fromkeys((*before, *after)):
            yield from _member(before, after, key, f"{path}.{key}")
        return
    differing = [f"{short(each)} removed" for each in old if each not in new]
    differing += [f"added {short(each)}" for each in new if each not in old]
    if differing:
        yield f"{path}: {', '.join(differing)}"


def _by_key(elements: Sequence[object]) -> Mapping[str, object] | None:
    """The elements by what tells them apart; `{"name": …, "value": …}` is the value itself. None where nothing does."""
    found: dict[str, object] = {}
    for each in elements:
        if not is_object(each):
            return None
        key = next((each[name] for name in _KEYS if isinstance(each.get(name), str)), None)
        if not isinstance(key, str) or key in found:
            return None
        found[key] = each["value"] if set(each) == {"name", "value"} else each
    return found
