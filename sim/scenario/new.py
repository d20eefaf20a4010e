"""A new file from a file that is there: the text with its comments, changed in the places that were asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import SpecError
from sim.organisation.calendars import parse_calendar
from sim.scenario.files import (
    ORGANISATION,
    SCENARIO,
    Format,
    find,
    open_organisation,
    open_scenario,
    organisation_from_text,
    scenario_from_text,
    shipped,
)
from sim.scenario.places import locate_node
from sim.spec import Document, Node, read
from sim.spread.hawkes import Hawkes
from sim.units import parse_duration

MOST_QUESTIONS = 10
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_NUMBER = re.compile(r"[^\s,}\]]+")


@dataclass(frozen=True)
class Question:
    """One thing that `tocsin new` asks; the answer may come from a flag instead.

    Attributes:
        name: Of the answer; the flag is `--name`.
        prompt: What is asked.
        default: What holds where nothing is answered, as text.
        parse: Text to the answer as it is written into the file; raises ValueError with a sentence.
        path: The field that the answer goes to, or "" for all counts of mentions.
    """

    name: str
    prompt: str
    default: str
    parse: Callable[[str], str]
    path: str

    @property
    def flag(self) -> str:
        """The flag that answers it."""
        return f"--{self.name}"


def organisation_questions(like: str | Path) -> list[Question]:
    """Return what is asked for a new organisation like another: its title, and how many of whom work when."""
    loaded = open_organisation(like)
    title = loaded.model.title or loaded.model.name
    found = [Question("title", "What is it called in figures?", title, _words, "title")]
    for index, entry in enumerate(loaded.model.resources.people):
        before = sum(other.role == entry.role for other in loaded.model.resources.people[:index])
        role, path = entry.role.replace(" ", "-") + (f"-{before + 1}" if before else ""), f"resources.people[{index}]"
        many = f"How many people of the role '{entry.role}' are there?"
        found.append(Question(f"{role}-count", many, str(entry.count), _whole, f"{path}.count"))
        if len(entry.calendar) == 1:
            when = f"When do they work, as in office, 3x8, always or 'Mon-Fri 08:00-18:00' ({entry.role})?"
            found.append(Question(f"{role}-calendar", when, entry.calendar[0], _calendar, f"{path}.calendar"))
    return found[:MOST_QUESTIONS]


def scenario_questions(like: str | Path) -> list[Question]:
    """Return what is asked for a new scenario like another: title, start, time zone, length and size."""
    scenario = open_scenario(like).model
    found = [
        Question("title", "What is it called in figures?", scenario.title or scenario.name, _words, "title"),
        Question("start", "When does it start (date and local time)?", scenario.start, _words, "start"),
        Question("timezone", "In which time zone?", scenario.timezone, _words, "timezone"),
        Question("horizon", "How long do mentions come in?", f"{scenario.horizon / 60:g} h", _duration, "horizon"),
    ]
    if isinstance(scenario.spread, Hawkes):
        found.append(Question("size", "How many times as large?", "1", _positive, ""))
    return found


def new_organisation(name: str, *, like: str | Path, folder: Path, answers: Mapping[str, str] | None = None) -> Path:
    """Write `NAME.yaml` like another organisation, and return its path.

    Args:
        name: Of the new organisation and its file.
        like: Name or path of the one to start from.
        folder: Where the file goes.
        answers: By name of question; what is missing keeps its default.

    Raises:
        SpecError: If there is such a file already, or the answers make no valid organisation; nothing is written.
    """
    questions = organisation_questions(like)
    text = _copied(name, like, ORGANISATION, _answered(questions, answers or {}))
    organisation_from_text(text, file=f"{name}.yaml", base=folder)
    return _write(folder / f"{name}.yaml", text)


def new_scenario(name: str, *, like: str | Path, folder: Path, answers: Mapping[str, str] | None = None) -> Path:
    """Write `NAME.yaml` like another scenario, and return its path; arguments and errors as `new_organisation`."""
    questions = scenario_questions(like)
    text = _copied(name, like, SCENARIO, _answered(questions, answers or {}))
    scenario_from_text(text, file=f"{name}.yaml", base=folder)
    return _write(folder / f"{name}.yaml", text)


def _answered(questions: list[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that change something, by field path."""
    names = [question.name for question in questions]
    known = f"there is no such question; there are {', '.join(names)}"
    faults = [f"--{name}: {known}" for name in answers if name not in names]
    found = {}
    for question in questions:
        text = answers.get(question.name, question.default).strip()
        if text == question.default:
            continue
        try:
            found[question.path] = question.parse(text)
        except ValueError as error:
            faults.append(f"{question.flag}: {error}")
    if faults:
        raise SpecError(faults)
    return found


def _copied(name: str, like: str | Path, form: Format[Any], answers: Mapping[str, str]) -> str:
    source = find(like, form)
    document = read(source)
    text = source.read_text(encoding="utf-8-sig")
    changes = {"name": name, **{path: answer for path, answer in answers.items() if path}}
    trace = locate_node(document, "spread.file")
    if trace is not None and isinstance(trace.value, str):
        changes["spread.file"] = _quoted(str((source.parent / trace.value).absolute()))
    base = locate_node(document, "like")
    if base is not None and find(str(base.value), form) == Path(str(base.value)):
        # A path is told from the folder of the file that says it, and the new file is in another one.
        changes["like"] = _quoted(str((source.parent / str(base.value)).resolve()))
    nodes, added = [], []
    for path, answer in changes.items():
        node = locate_node(document, path)
        if node is None:
            added.append(f"{path}: {answer}")
        else:
            nodes.append((node, answer))
    if "" in answers:
        nodes += _scaled(document, float(answers[""]))
    text = _replaced(text, nodes)
    return "\n".join([*_first_lines(name, source, form), *_without_schema(text), *added]) + "\n"


def _first_lines(name: str, source: Path, form: Format[Any]) -> list[str]:
    schema = (shipped() / "schema" / f"{form.noun}.json").as_posix()
    return [
        f"# yaml-language-server: $schema={schema}",
        f"# Made by 'tocsin new {form.noun} {name} --like {source.stem}'. Change what you like: what is left out",
        f"# is taken over from the defaults; 'tocsin describe {name}.yaml' shows all that holds.",
    ]


def _without_schema(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("# yaml-language-server:"):
            yield line


def _scaled(document: Document, factor: float) -> Iterator[tuple[Node, str]]:
    """Yield the numbers of mentions of all shocks, and the ends of their ranges, times a factor."""
    for block in ("shocks", "reignitions"):
        node = locate_node(document, f"spread.{block}")
        for index in range(len(node.value) if node is not None and isinstance(node.value, list) else 0):
            count = locate_node(document, f"spread.{block}[{index}].count")
            if count is None:
                continue
            numbers = [count]
            if isinstance(count.value, dict):
                bounds = count.value.get("range")
                numbers = [count.value["value"], *(bounds.value if bounds and isinstance(bounds.value, list) else [])]
            for number in numbers:
                if isinstance(number.value, int) and number.value > 1:
                    yield number, str(max(1, round(number.value * factor)))


def _replaced(text: str, changes: list[tuple[Node, str]]) -> str:
    lines = text.splitlines()
    # From the end, so that earlier places stay what they are.
    for node, answer in sorted(changes, key=lambda change: change[0].place, reverse=True):
        row, column = node.place.line - 1, node.place.column - 1
        rest = lines[row][column:]
        found = _QUOTED.match(rest) or (_NUMBER.match(rest) if not isinstance(node.value, str) else None)
        if found is None and not (isinstance(node.value, str) and rest.startswith(node.value)):
            raise SpecError([f"{node.place}: this runs over several lines; write it on one to start from this file"])
        length = found.end() if found is not None else len(str(node.value))
        lines[row] = lines[row][:column] + answer + rest[length:]
    return "\n".join(lines)


def refuse_existing(path: Path) -> None:
    """Raise a `SpecError` where there is such a file, so that nobody answers ten questions for nothing."""
    if path.exists():
        raise SpecError([f"{path}: there is such a file already; choose another name"])


def _write(path: Path, text: str) -> Path:
    refuse_existing(path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SpecError([f"{path}: cannot be written ({str(error.strerror).lower()})"]) from error
    return path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _words(text: str) -> str:
    if not text or "\n" in text:
        raise ValueError("write some words on one line")
    return _quoted(text)


def _whole(text: str) -> str:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"'{text}' is not a number of people; write a whole number from 1 on")
    return text


def _positive(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise ValueError(f"'{text}' is not a factor; write a number above 0, as in 2 or 0.5")
    return repr(number)


def _duration(text: str) -> str:
    parse_duration(text)
    return text


def _calendar(text: str) -> str:
    parse_calendar(text)
    return _quoted(text)
