"""Digests and differences of tables: are two studies the same, and if not, where do they first differ.

A table's digest is over its values in the schema's order, types and byte order, not over a file's bytes, so that it
does not depend on a compressor or a library's version.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.record.schema import SCHEMA, Column, Table
from sim.record.study import Study

if TYPE_CHECKING:
    from pandas import DataFrame

TOLERANCE = 1e-9


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def table_digest(table: Table, frame: DataFrame) -> str:
    """Return the SHA-256 of a table's values, in hexadecimal; columns outside the schema do not count."""
    digest = hashlib.sha256(f"{table} {len(frame)}\n".encode())
    for column in SCHEMA[table]:
        digest.update(f"{column.name} {column.dtype}\n".encode())
        digest.update(_canonical(column, frame[column.name]))
    return digest.hexdigest()


def _canonical(column: Column, values: Any) -> bytes:
    if column.dtype == "category":
        words, codes = np.unique(np.asarray(values.astype(object)).astype(str), return_inverse=True)
        return "\0".join(words).encode() + b"\n" + codes.astype("<i4").tobytes()
    array = np.asarray(values, dtype=column.dtype)
    if column.dtype == "float64":
        array = np.where(np.isnan(array), np.nan, array + 0.0)  # one NaN, and no negative zero
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


def compare_tables(first: Study, second: Study) -> dict[str, str]:
    """Return for each table 'identical', 'equal to 1e-9', or the first difference in words."""
    return {table: _difference(table, first.table(table), second.table(table)) for table in SCHEMA}


def _difference(table: Table, first: DataFrame, second: DataFrame) -> str:
    if table_digest(table, first) == table_digest(table, second):
        return "identical"
    if len(first) != len(second):
        return f"{len(first)} rows and {len(second)} rows"
    rows = [(_first_difference(column, first, second), column.name) for column in SCHEMA[table]]
    row, name = min(rows, key=lambda found: found[0])
    if row == len(first):
        return "equal to 1e-9"
    run = f"{first['organisation'].iloc[row]}, replication {first['replication'].iloc[row]}"
    return f"row {row} ({run}): {name} is {first[name].iloc[row]} and {second[name].iloc[row]}"


def _first_difference(column: Column, first: DataFrame, second: DataFrame) -> int:
    """Return the first row in which a column differs by more than rounding, the number of rows where none does."""
    a, b = first[column.name], second[column.name]
    if column.dtype == "category":
        differs = np.asarray(a.astype(object)) != np.asarray(b.astype(object))
    elif column.dtype == "float64":
        differs = ~np.isclose(np.asarray(a), np.asarray(b), rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    else:
        differs = np.asarray(a) != np.asarray(b)
    return int(np.argmax(differs)) if differs.any() else len(first)
