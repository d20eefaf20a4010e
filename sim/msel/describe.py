"""A reading in words, for the terminal: what went in, what came out, what was mended and what waits."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from sim.msel.reading import KEPT, Reading
from sim.msel.table import one_line

WIDTH = 100
_SHOWN = 8
# What a list needs, with the columns that may hold it; the first is the one to name in a mapping.
_NEEDED = {"message": ("message",), "times": ("scenario_time", "delivery_time")}


def describe_reading(reading: Reading) -> str:
    """Return a plain text of at most 100 columns: what is missing, rows, columns, times, held rows, repairs."""
    sections = (_missing, _head, _columns, _times, _held, _options, _repairs)
    parts = [section(reading) for section in sections]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _missing(reading: Reading) -> list[str]:
    """What no list can do without and this one seems to: said before everything else, with how to mend it."""
    taken = {column for _, column in reading.mapping}
    kept = [f"'{one_line(heading, 40)}'" for heading, column in reading.mapping if column == KEPT]
    more = f" and {len(kept) - _SHOWN:,} more" if len(kept) > _SHOWN else ""
    extra = f"headings that were kept as extra: {', '.join(kept[:_SHOWN]) or 'none'}{more}"
    lines = []
    for name, columns in _NEEDED.items():
        if not taken & set(columns):
            told = f"no column was taken for the {name}: name it with --map 'HEADING={columns[0]}'; {extra}"
            lines += _wrapped(told, "")
    return lines


def _head(reading: Reading) -> list[str]:
    where = reading.file
    if reading.sheet:
        where += f", sheet '{reading.sheet}'"
    where += f", headings in row {reading.header_row}" if reading.header_row else ""
    timed = reading.rows_out - len(reading.held)
    rows = (
        f"rows in {reading.rows_in:,}, rows out {reading.rows_out:,}: {timed:,} with a time, "
        f"{len(reading.held):,} held (entirely empty rows do not count)"
    )
    return [
        *_wrapped(one_line(where, 300), ""),
        rows,
        f"minute 0 is {reading.start}",
    ]


def _columns(reading: Reading) -> list[str]:
    wide = min(max((len(heading) for heading, _ in reading.mapping), default=0), 58)
    return ["Columns", *(f"  {one_line(heading, 58):<{wide}}  {column}" for heading, column in reading.mapping)]


def _times(reading: Reading) -> list[str]:
    if not reading.forms:
        return ["Times", "  none was read"]
    ranked = sorted(reading.forms.items(), key=lambda item: -item[1][0])
    wide = max(len(form) for form, _ in ranked)
    return ["Times", *(f"  {count:>6,}  {form:<{wide}}  {one_line(first, 32)}" for form, (count, first) in ranked)]


def _held(reading: Reading) -> list[str]:
    if not reading.held:
        return []
    counts = Counter(held.reason for held in reading.held)
    one = len(reading.held) == 1
    waits = "row waits until somebody fires it or gives it" if one else "rows wait until somebody fires or gives them"
    lines = [f"Held: {len(reading.held):,} {waits} a time"]
    for reason, count in counts.most_common(_SHOWN):
        numbers = [held.number for held in reading.held if held.reason == reason]
        lines += _wrapped(f"{count:>6,}  {reason}: {_some(numbers)}", "  ")
    if len(counts) > _SHOWN:
        rest = sum(count for _, count in counts.most_common()[_SHOWN:])
        lines.append(f"  {rest:>6,}  for {len(counts) - _SHOWN} other reasons")
    return lines


def _options(reading: Reading) -> list[str]:
    if not reading.options:
        return []
    number, options = reading.options[0]
    shown = " | ".join(one_line(option, 30) for option in options[:4])
    return ["Options", *_wrapped(f"{len(reading.options):>6,}  rows offer a choice; first '{number}': {shown}", "  ")]


def _repairs(reading: Reading) -> list[str]:
    if not reading.repairs:
        return ["Repairs", "  none"]
    lines = ["Repairs"]
    for repair in reading.repairs:
        where = repair.place.replace(f"{reading.file}, ", "")
        if reading.sheet:
            where = where.replace(f"sheet '{reading.sheet}', ", "")
        lines += _wrapped(f"{repair.count:>6,}  {repair.text}" + (f" ({where})" if where else ""), "  ")
    return lines


def _some(numbers: Sequence[str]) -> str:
    shown = ", ".join(one_line(number, 20) for number in numbers[:5])
    return shown + (f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else "")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}        ", break_on_hyphens=False
    )
