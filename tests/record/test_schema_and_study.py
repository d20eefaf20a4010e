"""The schema, the records of one replication and the study they make up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.record.digest import table_digest
from sim.record.log import Failure, Records, as_columns, empty_columns, own_columns
from sim.record.schema import COMPONENTS, SCHEMA, codebook, column_names
from sim.record.study import Study
from tests.analysis.synthetic import hand_made, synthetic_meta, synthetic_study

TOTALS = {column.name: 1.0 for column in own_columns("replications") if column.name != "failed"}


def _records(organisation: str = "centralised", replication: int = 0, **changes: Any) -> Records:
    tables: dict[str, Any] = {name: empty_columns(name) for name in SCHEMA if name != "replications"}
    return Records(organisation, replication, **(tables | {"totals": TOTALS} | changes))


def test_cases_have_the_columns_of_the_model() -> None:
    """The cases table has exactly the model's columns, in its order."""
    model = (
        "organisation replication case key channel topic kind level_opened level reach opened detected triaged "
        "analysed drafted approved answered ended state desk answered_by published rejections handovers detect_wait "
        "page_wait queue_wait handover_wait calendar_wait service review line_version stale misaligned outdated"
    )

    assert column_names("cases") == tuple(model.split())
    assert set(COMPONENTS) < set(column_names("cases"))


def test_codebook_tells_every_column() -> None:
    """Every column of every table has one line with its unit and a whole sentence."""
    lines = codebook().splitlines()

    for table, columns in SCHEMA.items():
        start = lines.index(f"## {table}")
        section = lines[start : start + len(columns) + 6]
        for column in columns:
            assert any(line.startswith(f"| `{column.name}` | {column.dtype} | {column.unit} |") for line in section)
            assert column.meaning.endswith(".")


def test_frames_have_the_schema_whatever_comes_in() -> None:
    """Columns, types and closed vocabularies are the schema's, with rows and without."""
    for study in (synthetic_study(2, replications=2), Study.assemble(synthetic_meta(), [_records()])):
        for table, columns in SCHEMA.items():
            frame = study.table(table)
            assert list(frame.columns) == [column.name for column in columns]
            assert [str(dtype) for dtype in frame.dtypes] == [column.dtype for column in columns]
            for column in columns:
                if column.values:
                    assert tuple(frame[column.name].cat.categories) == column.values
        assert tuple(study.cases["organisation"].cat.categories) == study.meta.organisations


def test_order_does_not_depend_on_the_order_of_records() -> None:
    """Rows are in the order of organisation (as listed), replication and case, whoever finished first."""
    study = synthetic_study(3, replications=3)
    shuffled = [
        _records(name, number, totals=TOTALS | {"mentions_potential": float(number)})
        for number in (2, 0, 1)
        for name in ("dispersed", "hub-and-spoke", "centralised")
    ]

    frame = Study.assemble(synthetic_meta(study.meta.organisations), shuffled).replications

    assert list(frame["organisation"]) == [name for name in study.meta.organisations for _ in range(3)]
    assert list(frame["replication"]) == list(frame["mentions_potential"]) == [0, 1, 2] * 3
    ranks = study.cases["organisation"].cat.codes
    order = np.lexsort((study.cases["case"], study.cases["replication"], ranks))
    assert (order == np.arange(len(order))).all()


def test_rows_of_one_record_are_sorted_too() -> None:
    """Cases are in the order of their numbers and mentions by channel and bin, however they were handed in."""
    cases = hand_made({"centralised": [[{"opened": 3.0}, {"opened": 5.0}]]}).cases
    backwards = {column.name: cases[column.name].to_numpy()[::-1] for column in own_columns("cases")}
    mentions = as_columns(
        "mentions", [("news", "t", 0.0, 1, 1, 1.0), ("x", "t", 60.0, 1, 1, 1.0), ("x", "t", 0.0, 1, 1, 1.0)]
    )

    study = Study.assemble(synthetic_meta(), [_records(cases=backwards, mentions=mentions)])

    assert list(study.cases["opened"]) == [3, 5]
    assert list(zip(study.mentions["channel"], study.mentions["bin"])) == [("x", 0), ("x", 60), ("news", 0)]


def test_failed_replications_are_rows_without_values() -> None:
    """A failed response fails one organisation, a failed cascade all; what was recorded stays."""
    response = Failure("dispersed", 0, "response", "AssertionError", "no", "")
    cascade = Failure("", 1, "cascade", "CappedError", "too many", "")

    frame = Study.assemble(synthetic_meta(), [_records()], [response, cascade]).replications

    assert list(zip(frame["organisation"], frame["replication"], frame["failed"])) == [
        ("centralised", 0, False),
        ("centralised", 1, True),
        ("dispersed", 0, True),
        ("dispersed", 1, True),
    ]
    assert list(frame["mentions_potential"].isna()) == [False, True, True, True]


def test_select_keeps_one_organisation() -> None:
    """A selected study has that organisation's rows and failures, and no other category."""
    study = synthetic_study(3, replications=3, failed=True)

    one = study.select("dispersed")

    assert one.meta.organisations == ("dispersed",)
    assert tuple(one.cases["organisation"].cat.categories) == ("dispersed",)
    assert len(one.cases) == (study.cases["organisation"] == "dispersed").sum()
    assert one.failures == study.failures
    again = one.select("dispersed")
    assert table_digest("cases", again.cases) == table_digest("cases", one.cases)


def test_selecting_a_stranger_is_a_wrong_call() -> None:
    """The message names the organisations of the study."""
    with pytest.raises(ValueError, match="no organisation 'x' in this study; it has centralised, dispersed"):
        synthetic_study(2, replications=1).select("x")


def test_records_are_taken_once_and_of_known_organisations() -> None:
    """A replication twice, or a stranger's, is a wrong call."""
    with pytest.raises(ValueError, match="two records of the same organisation and replication"):
        Study.assemble(synthetic_meta(), [_records(), _records()])
    with pytest.raises(ValueError, match=r"records of \['x'\], which the study does not name"):
        Study.assemble(synthetic_meta(), [_records("x")])


def test_records_check_their_columns() -> None:
    """A missing column, columns of different lengths and unknown totals are our own faults and say where."""
    broken = empty_columns("cases")
    del broken["reach"]

    with pytest.raises(AssertionError, match=r"cases: columns \['reach'\] missing or unknown"):
        _records(cases=broken)
    with pytest.raises(AssertionError, match="staff: columns of different lengths"):
        _records(staff=empty_columns("staff") | {"cost": np.ones(2)})
    with pytest.raises(AssertionError, match=r"totals: \['x'\] missing or unknown"):
        _records(totals=TOTALS | {"x": 1.0})


def test_rows_become_typed_columns() -> None:
    """Rows in the order of the schema become arrays of its types; a 64-bit key keeps every bit."""
    key = 2**64 - 1
    study = hand_made({"a": [[{"key": key, "opened": 0.1}]]})

    assert study.cases["key"][0] == key
    assert study.cases["opened"][0] == 0.1
    assert as_columns("staff", [])["cost"].dtype == np.float64


def test_synthetic_components_sum_exactly() -> None:
    """The made-up study keeps the invariant that figures rely on: components sum to the time from post to end."""
    cases = synthetic_study(6, replications=3).cases

    assert (cases[list(COMPONENTS)].sum(axis=1) == cases["ended"] - cases["opened"]).all()
    assert set(cases["state"]) == {"answered", "monitored", "moot", "open"}


def test_meta_knows_the_end() -> None:
    """The run ends after horizon and drain."""
    assert replace(synthetic_meta(), horizon=10.0, drain=5.0).end == 15
