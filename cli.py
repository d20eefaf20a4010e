"""The command line `tocsin`: parse, one call, print or write. Results go to stdout, progress and errors to stderr.

Exit codes: 0 done, 1 a run failed, 2 a wrong call or file, 130 interrupted.
"""

from __future__ import annotations

from sim.terminal.group import Group
from sim.terminal.main import main

__all__ = ["Group", "main"]

if __name__ == "__main__":
    main()
