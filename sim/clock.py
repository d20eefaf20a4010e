"""The wall clock of a scenario: minutes since the start to local time and back, daylight-saving changes included.

Calendars and circadian factors follow the local wall clock, the engine counts minutes since the start. The two
differ by an offset that is constant between daylight-saving changes; `segments` lists those pieces, so that
whoever needs wall time for arrays adds one number a piece (docs/model.md, section 1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sim.errors import did_you_mean
from sim.units import DAY, WEEKDAYS, parse_clock, tick

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\S+)")
_WEEKDAY = re.compile(r"([A-Za-z]{3}) (\S+)")
# Half a day between looks: no zone of the database has had two changes of offset within twelve hours since 1970.
_LOOK = timedelta(hours=12)
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, eq=False)
class WallClock:
    """The local wall clock of a scenario; `start` is aware, its zone a `zoneinfo.ZoneInfo`.

    Two clocks are equal if they show the same time in the same zone. Their starts alone would not do: to Python 09:00
    in London and 10:00 in Berlin are one moment, and calendars laid out for one clock would serve the other.
    """

    start: datetime

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WallClock) and self._reading() == other._reading()

    def __hash__(self) -> int:
        return hash(self._reading())

    def _reading(self) -> tuple[str, datetime, int]:
        return self.zone.key, self.start.replace(tzinfo=None), self.start.fold

    def __post_init__(self) -> None:
        if not isinstance(self.start.tzinfo, ZoneInfo):
            raise ValueError("a wall clock starts at an aware time with a zone; use WallClock.at(time, timezone)")

    @classmethod
    def at(cls, moment: str | datetime, timezone: str) -> WallClock:
        """Return the clock that starts at a local wall time of a zone.

        Args:
            moment: `2018-04-17 11:20`, or a naive datetime; a time that a daylight-saving change skips moves
                forward by the gap, a time that comes twice is the first.
            timezone: A name of the zone database, such as `America/New_York`.

        Raises:
            ValueError: If the zone is unknown or the moment is no local time.
        """
        zone = _zone(timezone)
        naive = _moment(moment) if isinstance(moment, str) else moment
        if naive is None:
            raise ValueError(f"'{moment}' is not a start; write a date and a time, as in '2018-04-17 11:20'")
        return cls(_exists(_naive(naive).replace(tzinfo=zone, fold=0)))

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the clock."""
        assert isinstance(self.start.tzinfo, ZoneInfo)
        return self.start.tzinfo

    @property
    def midnight(self) -> datetime:
        """The local midnight (naive) that begins the day of the start."""
        return self.start.replace(tzinfo=None, fold=0, hour=0, minute=0, second=0, microsecond=0)

    def local(self, t: float) -> datetime:
        """Return the local wall time (aware) at `t` minutes since the start, to the microsecond."""
        return (self.start.astimezone(UTC) + timedelta(minutes=t)).astimezone(self.zone)

    def minute(self, local: datetime) -> float:
        """Return the minutes since the start, as a tick, of a naive local wall time.

        A time that a daylight-saving change skips moves forward by the gap, a time that comes twice is the first.

        Raises:
            ValueError: If `local` carries a zone of its own.
        """
        moment = _naive(local).replace(tzinfo=self.zone, fold=0)
        return _minutes(moment.astimezone(UTC) - self.start.astimezone(UTC))

    def segments(self, until: float, since: float = 0.0) -> list[tuple[float, float, float]]:
        """Return the pieces (from, to, offset) of [since, until] in which wall time is `t + offset`.

        Wall time is counted in minutes from `midnight`, so a day of 23 or 25 hours ends at a multiple of 1440 too.
        A piece ends where the offset of the zone from UTC changes; the pieces touch and cover the whole stretch.

        Raises:
            ValueError: If `until` is before `since`.
        """
        if not since <= until:
            raise ValueError(f"the stretch ends ({until:g} min) before it begins ({since:g} min)")
        origin = self.start.astimezone(UTC)
        last = origin + timedelta(minutes=until)
        pieces = []
        begin, here = float(since), origin + timedelta(minutes=since)
        while (change := self._next_change(here, last)) is not None and (end := _minutes(change - origin)) < until:
            pieces.append((begin, end, self._offset(here)))
            begin, here = end, change
        return [*pieces, (begin, float(until), self._offset(here))]

    def _offset(self, moment: datetime) -> float:
        """Wall minutes since `midnight`, less minutes since the start, at a moment in UTC."""
        wall = moment.astimezone(self.zone).replace(tzinfo=None) - self.midnight
        return _minutes(wall - (moment - self.start.astimezone(UTC)))

    def _next_change(self, after: datetime, last: datetime) -> datetime | None:
        """The first moment (UTC) in (after, last] at which the zone's offset differs from that at `after`."""
        before = after.astimezone(self.zone).utcoffset()
        low = after
        while low < last:
            high = min(low + _LOOK, last)
            if high.astimezone(self.zone).utcoffset() != before:
                return self._bisect(low, high, before)
            low = high
        return None

    def _bisect(self, low: datetime, high: datetime, before: timedelta | None) -> datetime:
        # Changes fall on whole seconds of UTC; the start of a scenario need not.
        low = low.replace(microsecond=0)
        high = high if high.microsecond == 0 else high.replace(microsecond=0) + _SECOND
        while high - low > _SECOND:
            middle = low + (high - low) // 2 // _SECOND * _SECOND
            if middle.astimezone(self.zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high


def parse_start(text: str, base: WallClock) -> WallClock:
    """Return the clock that starts at `Tue 10:00` or `2018-04-17 10:00` in the zone of `base`.

    A weekday is the first such day not before the day on which `base` starts, so the same text always names the
    same moment.

    Raises:
        ValueError: If the text has neither form.
    """
    wanted = _moment(text) or _weekday(text, base.midnight)
    if wanted is None:
        raise ValueError(
            f"'{text}' is not a start; write a weekday and a time, as in 'Tue 10:00', or a date and a time, "
            "as in '2018-04-17 10:00'"
        )
    return WallClock.at(wanted, base.zone.key)


def _moment(text: str) -> datetime | None:
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime.strptime(match.group(1), "%Y-%m-%d") + timedelta(minutes=parse_clock(match.group(2)))
    except (ValueError, OverflowError):
        return None


def _weekday(text: str, midnight: datetime) -> datetime | None:
    match = _WEEKDAY.fullmatch(text.strip())
    if match is None or match.group(1).title() not in WEEKDAYS:
        return None
    try:
        clock = parse_clock(match.group(2))
    except ValueError:
        return None
    days = (WEEKDAYS.index(match.group(1).title()) - midnight.weekday()) % len(WEEKDAYS)
    return midnight + timedelta(minutes=days * DAY + clock)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        near = did_you_mean(name, available_timezones())
        raise ValueError(
            f"'{name}' is not a time zone; write a name of the zone database, as in 'Europe/Paris'{near}"
        ) from error


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError(f"'{moment}' carries a zone; give the local time alone")
    return moment


def _exists(moment: datetime) -> datetime:
    # There and back through UTC moves a time that a spring-forward change skips to where clocks then stand.
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _minutes(span: timedelta) -> float:
    return tick(span / _MINUTE)
