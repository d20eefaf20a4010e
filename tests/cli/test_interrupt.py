"""Ctrl-C during a run with workers: the prompt is back within seconds, and only whole files are left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_LONGEST = 20.0
# A suite that was started in the background passes on that Ctrl-C is to be ignored.
_COMMAND = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import cli; cli.main()"


def _group(leader: int) -> list[int]:
    """Return the living processes of a session, zombies left out."""
    alive = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            alive.append(int(folder.name))
    return alive


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes through /proc, which is Linux's")
@pytest.mark.parametrize("whole_group", [False, True], ids=["kill -INT", "Ctrl-C"])
def test_an_interrupt_ends_the_run_and_its_workers(whole_group: bool, home: Path) -> None:
    """After SIGINT the command ends with 130 and one sentence, no worker lives on, and no results are left."""
    words = ["compare", "crisis.yaml", "--org", "house.yaml", "--replications", "100000", "--workers", "2"]
    run = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *words],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    begun = time.monotonic()
    # Two workers and what loky needs to watch over them: then the replications are running.
    while len(_group(run.pid)) < 3 and time.monotonic() - begun < _LONGEST:
        time.sleep(0.05)
    time.sleep(0.5)

    sent = time.monotonic()
    (os.killpg if whole_group else os.kill)(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=_LONGEST)

    took = time.monotonic() - sent
    while _group(run.pid) and time.monotonic() - sent < _LONGEST:
        time.sleep(0.05)
    assert (run.returncode, out) == (130, "")
    assert err.strip() == "interrupted; nothing half-written was left"
    assert took < 10
    assert _group(run.pid) == []
    assert not (home / "results").exists()
