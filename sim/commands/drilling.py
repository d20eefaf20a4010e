"""What the commands of a drill do, without click: begin one, make one, report on one, hand it to other tools."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from shlex import quote
from typing import Final, Literal

from sim.commands.requests import Reporter
from sim.counterfactual.carried import same_decisions
from sim.counterfactual.model_runs import model_only
from sim.counterfactual.telling import counterfactual_text
from sim.drill.definition import Definition
from sim.drill.drill import Drill, load_drill
from sim.drill.journal import FILE as JOURNAL
from sim.drill.journal import Row, read_rows
from sim.drill.replaying import replay
from sim.drill.room import Room
from sim.drill.session import Session
from sim.drill.transcript import transcript as told
from sim.errors import SimError
from sim.files import write_file
from sim.msel.reading import Reading
from sim.organisation.organisation import Organisation
from sim.record.store import create_folder
from sim.scenario.files import load_organisation, load_scenario
from sim.units import parse_duration

Columns = Literal["full", "hseep", "standard", "mitre"]
# With whom a report compares where nobody says; whoever played in it is compared with the other.
_USUAL: Final = ("centralised", "dispersed")
# Remarks on single rows of a list that are printed when it is imported.
_MOST_NOTES: Final = 12


class DrillCommandError(SimError):
    """A command of a drill that cannot be carried out as it was given."""


def begin(drill: Drill, *, out: Path, name: str) -> Room:
    """Begin a drill in a new folder of its own."""
    folder = create_folder(out, drill.definition.name, drill.definition.seed, datetime.now(UTC))
    return Room.create(folder, drill, actor=name)


def played(folder: Path) -> tuple[Session, list[Row]]:
    """Return a drill that was played, and its journal."""
    rows = read_rows(folder)
    return replay(rows, where=folder / JOURNAL), rows


def report(
    folder: Path, *, other: str | None = None, runs: int = 100, anonymise: bool = False, tell: Reporter
) -> list[Path]:
    """Write the after-action report into a drill's folder; return its files."""
    from sim.debrief.report import write_report

    session, _ = played(folder)
    _closed(session, folder)
    organisation = _other(session, other)
    same = same_decisions(session, organisation)
    model = model_only(session, organisation, runs=runs, done=lambda n: tell("model runs", n, runs)) if runs else None
    # Without python-docx the other two formats say the same.
    formats = ("md", "html", "docx") if find_spec("docx") is not None else ("md", "html")
    return write_report(folder, session, counterfactual=same, model=model, formats=formats, anonymise=anonymise)


def _closed(session: Session, folder: Path) -> None:
    if not session.closed:
        raise DrillCommandError(
            f"{folder}: the drill is not closed yet; go on with 'tocsin drill resume {folder}', and close it with 'end'"
        )


def _other(session: Session, name: str | None) -> Organisation:
    own = session.drill.organisation.name
    return load_organisation(name or next(one for one in _USUAL if one != own))


def compared(folder: Path, other: str, *, runs: int, tell: Reporter) -> str:
    """Return both readings of a drill under another organisation, as a text."""
    session, _ = played(folder)
    _closed(session, folder)
    organisation = _other(session, other)
    same = same_decisions(session, organisation)
    model = model_only(session, organisation, runs=runs, done=lambda n: tell("model runs", n, runs)) if runs else None
    return counterfactual_text(session, same, model)


def new_drill(
    folder: Path,
    scenario: str,
    organisation: str,
    *,
    length: str,
    seats: int,
    objectives: Sequence[str],
    source: str | None,
    names: Mapping[str, str],
) -> list[str]:
    """Write a proposed drill into a new folder; return what to say about it."""
    from sim.drill.check import without_task
    from sim.msel.reading import read_msel
    from sim.prepare.propose import propose
    from sim.prepare.writing import write_drill

    reading = read_msel(Path(source)) if source is not None else None
    definition = propose(
        folder.name,
        scenario,
        organisation,
        length=_minutes(length),
        seats=seats,
        objectives=list(objectives),
        msel=reading,
        names=names,
    )
    untold = [
        f"nothing in it fits objective {one.id} ('{one.title}'); give an inject or a decision 'objective: {one.id}'"
        for one in without_task(definition)
    ]
    path = write_drill(folder, definition, remarks=untold)
    proposed = f"{len(definition.injects)} injects and {len(definition.decisions)} decisions are proposed"
    then = "; ".join(f"tocsin drill {word} {folder}" for word in ("check", "rehearse", "pack", "run"))
    return [f"{path}: {proposed}; change them as you like", *untold, f"then: {then}"]


def imported(
    file: Path,
    *,
    mapping: Sequence[str],
    sheet: str | None,
    start: str | None,
    dry_run: bool,
    folder: Path | None,
    scenario: str,
    organisation: str,
    length: str | None,
) -> list[str]:
    """Read an event list and make a drill of it; return how it was read, and where the drill is."""
    from sim.msel.describe import describe_reading
    from sim.msel.reading import read_msel
    from sim.prepare.from_msel import drill_from_msel
    from sim.prepare.writing import write_drill

    reading = read_msel(
        file,
        sheet=int(sheet) if sheet is not None and sheet.isdecimal() else sheet,
        mapping=dict(_pair(one) for one in mapping),
        start=start,
    )
    lines = describe_reading(reading).splitlines()
    if dry_run:
        return [*lines, "", "nothing was written (--dry-run)"]
    target = folder or Path(file.stem)
    definition = drill_from_msel(
        reading,
        target.name,
        scenario,
        organisation,
        length=None if length is None else _minutes(length),
    )
    path = write_drill(target, definition)
    made = f"{len(definition.injects)} injects, {len(definition.decisions)} decisions, {len(definition.seats)} seats"
    assumed = _assumed(reading, definition, file)
    return [*lines, "", *assumed, "", f"{path}: {made}; then: tocsin drill run {target}"]


def _assumed(reading: Reading, definition: Definition, file: Path) -> list[str]:
    """What became of the rows, and what the list does not say and was taken for the drill."""
    from sim.prepare.from_msel import injects_from

    _, _, notes = injects_from(reading, seats=definition.seats, objectives=definition.objectives)
    told = notes[:_MOST_NOTES]
    if len(notes) > _MOST_NOTES:
        told.append(f"and {len(notes) - _MOST_NOTES} more remarks of this kind")
    start = definition.start or load_scenario(definition.scenario).start
    if definition.start is None:
        begins = "by the crisis, since the list has no clock time"
    else:
        begins = "by the list" if definition.start == reading.start else "its day by the crisis, its time by the list"
    lines = [
        "Drill",
        *(f"  {note}" for note in told),
        f"  crisis {definition.scenario} (--like), organisation {definition.organisation} (--org)",
        f"  language {definition.language} (the texts of the list stay as they are)",
        f"  start {start}, {begins} (--start)",
    ]
    if not definition.decisions:
        given = f"--like {definition.scenario} --org {definition.organisation} --from {quote(str(file))}"
        lines.append("  there are no decisions in the list; to add the standard ones:")
        lines.append(f"    tocsin drill new NAME {given}")
    return lines


def _pair(text: str) -> tuple[str, str]:
    heading, found, field = text.rpartition("=")
    if not found or not heading:
        raise DrillCommandError(f"--map '{text}': write HEADING=FIELD, as in --map 'Who acts=to'")
    return heading, field.strip()


def _minutes(text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise DrillCommandError(f"--length: {error}") from error


def packed(drill: str, out: Path | None) -> list[Path]:
    """Write what a facilitator prints; return the files."""
    from sim.debrief.pack import write_pack

    found = load_drill(drill)
    source = Path(drill)
    folder = source if source.is_dir() else source.parent if source.is_file() else Path(found.definition.name)
    return write_pack(folder, found, out or folder / "pack")


def exported(
    source: str,
    *,
    msel: Path | None,
    columns: Columns,
    journal: Path | None,
    transcript: Path | None,
    anonymise: bool,
    overwrite: bool,
) -> list[Path]:
    """Write a drill for other tools; return the files."""
    folder = Path(source)
    was_played = (folder / JOURNAL).is_file()
    if not was_played and (journal is not None or transcript is not None):
        raise DrillCommandError(f"{source}: this drill was not played, so it has neither journal nor transcript")
    _own_files(folder, [path for path in (msel, journal, transcript) if path is not None])
    for path in (journal, transcript):
        if path is not None and path.exists() and not overwrite:
            raise DrillCommandError(f"{path}: is there already; --overwrite replaces it")
    session, rows = played(folder) if was_played else (None, [])
    written = []
    if msel is not None:
        written.append(_list(session, source, msel, columns, overwrite=overwrite))
    if journal is not None:
        lines = [json.dumps(_public(row, anonymise), ensure_ascii=False, sort_keys=True) for row in rows]
        write_file(journal, ("\n".join(lines) + "\n").encode())
        written.append(journal)
    if transcript is not None and session is not None:
        write_file(transcript, told(session, rows, anonymise=anonymise).encode())
        written.append(transcript)
    return written


def _own_files(folder: Path, paths: Sequence[Path]) -> None:
    """Refuse to write one file twice, or over the drill itself."""
    targets = [path.resolve() for path in paths]
    for path, target in zip(paths, targets):
        if targets.count(target) > 1:
            raise DrillCommandError(f"{path}: is named twice; give each export a file of its own")
        if target.parent == folder.resolve() and (target.name.startswith(JOURNAL) or target.suffix == ".yaml"):
            raise DrillCommandError(f"{path}: belongs to the drill itself; name another file")


def _list(session: Session | None, source: str, path: Path, columns: Columns, *, overwrite: bool) -> Path:
    from sim.msel.writing import write_msel
    from sim.prepare.to_msel import exercise, planned_rows, played_rows

    drill = load_drill(source) if session is None else session.drill
    rows = planned_rows(drill) if session is None else played_rows(session)
    write_msel(rows, path, columns=columns, exercise=exercise(drill), overwrite=overwrite)
    return path


def _public(row: Row, anonymise: bool) -> dict[str, object]:
    actor = row.seat if anonymise and row.actor else row.actor
    return {
        "seq": row.seq,
        "wall": row.wall,
        "scen": row.scen,
        "kind": row.kind,
        "seat": row.seat,
        "actor": actor,
        "action_id": row.action_id,
        "payload": row.payload,
    }
