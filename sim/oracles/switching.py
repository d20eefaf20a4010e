"""Organisations that go into crisis mode and out of it by the clock, and the mode at an instant as their log has it.

A run goes to and fro many times, so that every mode is seen in hundreds of independent stretches.
"""

from __future__ import annotations

import numpy as np

from sim.record.log import Records
from sim.units import BoolArray, FloatArray

# No look ever finds as many cases: crisis mode ends at the first one.
NEVER_SO_MANY = 1_000_000_000


def modes_text(
    crisis: str = "{}",
    *,
    trigger: str = "{severity: L1}",
    activation: str = "100 min",
    over: str = "100 min",
    cases: int = NEVER_SO_MANY,
) -> str:
    """Return the lines of a structure's modes: by default crisis mode begins 100 min after a case and lasts 100 min.

    Args:
        crisis: What holds in crisis mode.
        trigger: What raises the alarm.
        activation: Time from the alarm to crisis mode.
        over: Time between looks.
        cases: Fewer detected since the look before end crisis mode.
    """
    exit_ = f"{{cases: {cases}, over: {over}}}"
    return f"\n  modes: {{trigger: {trigger}, activation: {activation}, exit: {exit_}, crisis: {crisis}}}"


def always_in_crisis(crisis: str) -> str:
    """Return the lines of modes in which the first case switches at once, and for good."""
    return modes_text(crisis, activation="0 min", over="400 d")


def changes(records: Records, word: str) -> FloatArray:
    """Return the instants of an event: an alarm, a beginning of crisis mode, a return to normal mode."""
    return np.asarray(records.events["time"][records.events["event"] == word], dtype=np.float64)


def in_crisis(records: Records, instants: FloatArray) -> BoolArray:
    """Say whether the mode is crisis mode at each of the instants."""
    begun = np.searchsorted(changes(records, "crisis mode"), instants, side="right")
    ended = np.searchsorted(changes(records, "normal mode"), instants, side="right")
    return np.asarray(begun > ended, dtype=np.bool_)


def since(records: Records, word: str, instants: FloatArray) -> FloatArray:
    """Return the time from the last event of a word to each of the instants; infinite where there was none."""
    times = np.concatenate([[-np.inf], changes(records, word)])
    return np.asarray(instants - times[np.searchsorted(times, instants, side="right") - 1], dtype=np.float64)
