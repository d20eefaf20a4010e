"""What was mended while a list was read, told once a kind, however many rows it touched."""

from __future__ import annotations

from dataclasses import dataclass, field

_SHOWN = 3


@dataclass(frozen=True)
class Repair:
    """One kind of repair: the sentence, how many rows it touched, and the places of the first three."""

    text: str
    count: int
    places: tuple[str, ...]

    @property
    def place(self) -> str:
        """The places as one text; empty for a repair of the whole list."""
        more = f" and {self.count - len(self.places):,} more" if self.count > len(self.places) else ""
        return "; ".join(self.places) + (more if self.places else "")

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass
class Notes:
    """Collects repairs in the order in which their kinds first came up."""

    _found: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def add(self, text: str, place: str) -> None:
        """Count one repair; an empty place means the whole list."""
        count, places = self._found.get(text, (0, []))
        if place and len(places) < _SHOWN:
            places.append(place)
        self._found[text] = (count + 1, places)

    def repairs(self) -> tuple[Repair, ...]:
        """Return one repair a kind."""
        return tuple(Repair(text, count, tuple(places)) for text, (count, places) in self._found.items())
