"""A drill written as a file for people: in the order in which one reads it, with what each part is for."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sim.drill.definition import Definition
from sim.drill.drill import FILE
from sim.errors import SpecError
from sim.fields import Block
from sim.spec import Node, Place, read_text, validate
from sim.spec.nodes import FORBIDDEN
from sim.spec.text import flow
from sim.units import format_duration

_WIDTH: Final = 110
_NOWHERE: Final = Place("<drill>", 1, 1)
_NO_LINKS: Final = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES}
_LEVELS: Final = {"level", "like"}
# What stands before a part of the file.
_BEFORE: Final = {
    "title": "What the exercise is, for its guides and its report.",
    "scenario": (
        "The crisis and who answers it: names of 'tocsin scenarios' and 'tocsin organisations', or paths from here.\n"
        "'begins' is the minute of the crisis at which people take over; before it the model runs by itself.\n"
        "'names' are said in all posts instead of the invented ones: names: {organisation: ..., product: ...}.\n"
        "'background' is read aloud first and stands in every seat brief.\n"
        "For words of your own write 'texts: [words.yaml]' and put such a file beside this one; it lies over the\n"
        "shipped texts, and 'topic' and 'kind' are those of the scenario:\n"
        "  tocsin: 1\n"
        "  language: en\n"
        "  slots: {shop: [the kiosk at the station, our own shop]}\n"
        "  posts:\n"
        '    - {topic: safety, kind: complaint, texts: ["My {product} from {shop} smells odd."]}'
    ),
    "clock": "How time runs: in steps while people talk, or live.",
    "charge": "What an answer counts as while the clock stands still.",
    "objectives": (
        "What the exercise is to show. Each has a capability, and a target in minutes; the evaluation forms are made\n"
        "from them."
    ),
    "seats": "Who sits at the table. 'roles' are those of the organisation that a seat stands for.",
    "injects": (
        "What is put to the players. One has a time ('at', minutes of the crisis), a condition ('when'), follows a\n"
        "decision ('after'), or is released by hand. 'effects' change the model; an inject without any is only told.\n"
        "'tocsin drill check' reads all of it, 'tocsin drill rehearse' lets robots play it."
    ),
    "decisions": (
        "What people are asked: who, when, for how long, and what happens if nobody answers ('default'). What is\n"
        "decided of a draft is a 'way'; everything else that an option does is an effect."
    ),
}
_BLANK_BEFORE: Final = {*_BEFORE, "participants"}


def write_drill(folder: str | Path, definition: Definition, *, remarks: Sequence[str] = ()) -> Path:
    """Write `drill.yaml` into a folder, which is made where it is not there, and return its path.

    The file is there whole or not at all, and it loads back equal to the definition.

    Args:
        folder: Where the file goes.
        definition: The drill.
        remarks: Sentences for its head, as what an import did.

    Raises:
        SpecError: If there is a drill already, the folder cannot be written, or the drill is too large for a file.
    """
    folder = Path(folder)
    path = folder / FILE
    if path.exists() or path.is_symlink():
        raise SpecError([f"{path}: there is a drill already; choose another name"])
    text = drill_text(definition, remarks=remarks)
    if validate(read_text(text, str(path)), Definition) != definition:
        raise SpecError([f"{path}: the drill holds a number or a text that no file can hold exactly"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(path, text)
    except FileExistsError as error:
        raise SpecError([f"{path}: there is a drill already; choose another name"]) from error
    except OSError as error:
        raise SpecError([f"{path}: cannot be written ({str(error.strerror).lower()})"]) from error
    return path


def drill_text(definition: Definition, *, remarks: Sequence[str] = ()) -> str:
    """Return the text of a drill's file: fields with their defaults left out, and comments."""
    data = _data(definition)
    lines = [
        f"# A drill of {format_duration(definition.length)}: {_line(definition.title or definition.name)}.",
        "# Change what you like; what is left out has its default. docs/drill.md explains every field.",
        *(f"# {_line(remark)}" for remark in remarks),
        "tocsin: 1",
    ]
    for name, value in data.items():
        if name == "tocsin":
            continue
        lines += [""] if name in _BLANK_BEFORE else []
        lines += [f"# {line}" for line in _BEFORE.get(name, "").split("\n") if line]
        lines += _entry(name, value, "")
    return "\n".join(lines) + "\n"


def _put(path: Path, text: str) -> None:
    """Write a new file whole: it is made beside, and then given its name unless somebody took it meanwhile."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".drill-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        try:
            os.link(beside, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # A memory stick knows no links: the name is taken first, so that nobody's file is lost, and then filled.
            path.touch(exist_ok=False)
            Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _data(block: Block) -> dict[str, Any]:
    """Return the fields of a block that are not at their defaults, as files write them."""
    written = block.model_dump(mode="json", exclude_defaults=True)
    return {name: _written(name, getattr(block, name), data) for name, data in written.items()}


def _written(name: str, value: object, data: Any) -> Any:
    if isinstance(value, Block):
        return _data(value)
    if isinstance(value, list):
        return [f"L{one}" if name == "levels" else _written(name, one, d) for one, d in zip(value, data, strict=True)]
    return f"L{value}" if name in _LEVELS and value is not None else data


def _entry(name: str, value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of one field: on one line where it fits, else a block below it."""
    head = f"{indent}{name}:"
    if isinstance(value, str):
        yield from _text(head, value, indent + "  ")
    elif not isinstance(value, (dict, list)) or _short(value, len(head)):
        yield f"{head} {_flow(value)}"
    elif isinstance(value, dict):
        yield head
        for field, below in value.items():
            yield from _entry(field, below, indent + "  ")
    else:
        yield head
        for one in value:
            yield from _item(one, indent + "  ")


def _item(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and not _short(value, len(indent) + 2):
        first, *rest = [line for name, below in value.items() for line in _entry(name, below, indent + "  ")]
        yield f"{indent}- {first.lstrip()}"
        yield from rest
    elif isinstance(value, str):
        yield from _text(f"{indent}-", value, indent + "  ")
    else:
        yield f"{indent}- {_flow(value)}"


def _short(value: Any, before: int) -> bool:
    """Say whether a list or map stands on one line: it fits, and no more than one list of maps is nested in it."""
    return before + len(_flow(value)) < _WIDTH and _depth(value) <= 3


def _depth(value: Any) -> int:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((_depth(one) for one in below), default=0) if isinstance(value, (dict, list)) else 0


def _text(head: str, text: str, indent: str) -> Iterator[str]:
    """Yield a text: on one line, folded between words, or line by line, whichever is read back the same."""
    quoted = _flow(text)
    if len(head) + 1 + len(quoted) < _WIDTH and "\n" not in text:
        yield f"{head} {quoted}"
    elif _can_fold(text):
        yield f"{head} >-"
        yield from (indent + line for line in _folded(text, _WIDTH - len(indent)))
    elif _can_stand(text):
        yield f"{head} |-"
        yield from (indent + line if line else "" for line in text.split("\n"))
    else:
        yield f"{head} {quoted}"


def _can_fold(text: str) -> bool:
    """Say whether a text is words with single blanks between them, on one line."""
    return re.fullmatch(r"\S+( \S+)*", text) is not None and FORBIDDEN.search(text) is None


def _can_stand(text: str) -> bool:
    """Say whether a text of several lines may stand as it is: no blanks where they would be taken for indentation."""
    lines = text.split("\n")
    plain = FORBIDDEN.search(text) is None and "\r" not in text and "\t" not in text
    return plain and bool(lines[0]) and bool(lines[-1]) and all(line == line.strip() for line in lines)


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _flow(value: Any) -> str:
    return flow(_node(value))


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node({str(name): _node(below) for name, below in value.items()}, _NOWHERE)
    if isinstance(value, list):
        return Node([_node(below) for below in value], _NOWHERE)
    return Node(value, _NOWHERE)


def _line(text: str) -> str:
    """Return a text for a comment: on one line, without what a file cannot hold."""
    return " ".join(FORBIDDEN.sub(" ", text).split())
