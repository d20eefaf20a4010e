"""Lists of exercise events (MSELs): read as practitioners keep them, written as they expect them."""

from sim.msel.describe import describe_reading
from sim.msel.errors import MselError
from sim.msel.notes import Repair
from sim.msel.reading import Held, Reading, read_msel
from sim.msel.row import AFTER_COLUMNS, COLUMNS, EVENT_TYPES, STATUSES, MselRow
from sim.msel.writing import EXERCISE, write_msel

__all__ = [
    "AFTER_COLUMNS",
    "COLUMNS",
    "EVENT_TYPES",
    "EXERCISE",
    "STATUSES",
    "Held",
    "MselError",
    "MselRow",
    "Reading",
    "Repair",
    "describe_reading",
    "read_msel",
    "write_msel",
]
