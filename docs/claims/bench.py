"""The bench on which the experiments of the evidence pages run: it opens files, runs studies, and notes what was used.

Variants are YAML texts that begin with `like: NAME`, as anybody would write them into a file of their own.
"""

from __future__ import annotations

import hashlib
import pickle
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from sim.organisation.organisation import Organisation
from sim.record.digest import text_digest
from sim.record.study import Study
from sim.scenario.files import (
    ORGANISATION,
    SCENARIO,
    Loaded,
    find,
    open_organisation,
    open_scenario,
    shipped,
)
from sim.scenario.model import Scenario
from sim.spec.marks import plain
from sim.study.how_sure import HowSure, how_sure
from sim.study.replicate import replicate

T = TypeVar("T")
ROOT: Final = Path(__file__).parent.parent.parent
_LIKE: Final = re.compile(r"^like: *(\S+)", re.MULTILINE)
# What runs a study: a result kept while pages are written is only used again while none of it has changed.
_ENGINE: Final = ("keys.py", "distributions.py", "clock.py", "analysis", "organisation", "record", "response")
_ENGINE_TOO: Final = ("scenario", "spread", "study")


@dataclass(frozen=True)
class Variant:
    """A file that was written for a page: what it is like, its text, and where it differs from that."""

    name: str
    base: str
    title: str
    text: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """How often everything is run; `keep` is a folder for results while pages are being written."""

    replications: int = 100
    points: int = 40
    draws: int = 100
    seed: int = 1
    workers: int | None = None
    keep: Path | None = None


@dataclass
class Bench:
    """Opens and runs, and remembers which files and which numbers of replications a page rests on."""

    settings: Settings
    digests: dict[str, str] = field(default_factory=dict)
    variants: dict[str, Variant] = field(default_factory=dict)
    counts: set[int] = field(default_factory=set)
    drawn: bool = False

    def organisation(self, name: str) -> Loaded[Organisation]:
        """Return a shipped organisation."""
        self._note(find(name, ORGANISATION))
        return open_organisation(name)

    def scenario(self, name: str) -> Loaded[Scenario]:
        """Return a shipped scenario."""
        self._note(find(name, SCENARIO))
        return open_scenario(name)

    def organisation_like(self, base: str, name: str, title: str, body: str) -> Loaded[Organisation]:
        """Return a variant of a shipped organisation; `body` is YAML that is laid over it."""
        before = self.organisation(base)
        loaded = self._opened(base, name, title, body, open_organisation)
        self._differs(name, before.document.root, loaded.document.root)
        return loaded

    def scenario_like(self, base: str, name: str, title: str, body: str) -> Loaded[Scenario]:
        """Return a variant of a shipped scenario; `body` is YAML that is laid over it."""
        before = self.scenario(base)
        loaded = self._opened(base, name, title, body, open_scenario)
        self._differs(name, before.document.root, loaded.document.root)
        return loaded

    def study(
        self,
        scenario: Loaded[Scenario] | Scenario,
        organisations: Sequence[Loaded[Organisation]],
        *,
        replications: int | None = None,
        workers: int | None = None,
    ) -> Study:
        """Return a study of the organisations, the first the baseline."""
        crisis = scenario.model if isinstance(scenario, Loaded) else scenario
        number = self.settings.replications if replications is None else replications
        models = [one.model for one in organisations]
        self.counts.add(number)

        def run() -> Study:
            _say(f"  {crisis.name} at {crisis.start}: {', '.join(one.name for one in models)}")
            return replicate(
                crisis,
                models,
                replications=number,
                seed=self.settings.seed,
                workers=workers if workers is not None else self.settings.workers,
            )

        return self._kept(("study", repr(crisis), repr(models), number, self.settings.seed), run)

    def point(self, scenario: Loaded[Scenario] | Scenario, organisations: Sequence[Loaded[Organisation]]) -> Study:
        """Return a study at one point of a sweep."""
        return self.study(scenario, organisations, replications=self.settings.points)

    def sure(self, study: Study, scenario: Loaded[Scenario], organisations: Sequence[Loaded[Organisation]]) -> HowSure:
        """Return how far the signs of the study's headline differences hold under all assumptions' ranges."""
        self.drawn = True
        draws = self.settings.draws
        texts = [scenario.text, *(one.text for one in organisations)]

        def run() -> HowSure:
            _say(f"  how sure: {', '.join(study.meta.organisations)}")
            return how_sure(study, scenario, organisations, draws=draws, workers=self.settings.workers)

        return self._kept(("sure", texts, study.meta.replications, draws, self.settings.seed), run)

    def _opened(self, base: str, name: str, title: str, body: str, read: Callable[[Path], T]) -> T:
        # A fresh name has no caution beside it; a changed title tells figures and tables apart.
        text = f"tocsin: 1\nlike: {base}\nname: {name}\ntitle: {title}\n{body.strip()}\n"
        self.variants[name] = Variant(name, base, title, text, ())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "variant.yaml"
            path.write_text(text, encoding="utf-8")
            return read(path)

    def _differs(self, name: str, before: Any, after: Any) -> None:
        own = self.variants[name]
        changes = tuple(_changes(plain(before), plain(after)))
        self.variants[name] = Variant(own.name, own.base, own.title, own.text, changes)

    def _note(self, path: Path) -> None:
        """Keep the digest of a shipped file, of what it is like, and of the defaults."""
        defaults = shipped() / "defaults"
        kind = "organisation" if path.parent.name == "organisations" else "scenario"
        todo = [path, defaults / f"{kind}.yaml"]
        while todo:
            file = todo.pop()
            label = "scenarios/" + file.resolve().relative_to(shipped().resolve()).as_posix()
            if label in self.digests:
                continue
            text = file.read_text(encoding="utf-8")
            self.digests[label] = text_digest(text)
            liked = _LIKE.search(text)
            if liked is not None:
                form = ORGANISATION if kind == "organisation" else SCENARIO
                todo.append(file.parent / liked[1] if liked[1].endswith(".yaml") else find(liked[1], form))

    def _kept(self, key: tuple[Any, ...], run: Callable[[], T]) -> T:
        if self.settings.keep is None:
            return run()
        name = hashlib.sha256(repr((key, _engine())).encode()).hexdigest()[:24]
        path = self.settings.keep / f"{name}.pickle"
        if path.exists():
            found: T = pickle.loads(path.read_bytes())
            return found
        result = run()
        self.settings.keep.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(result))
        return result


def block(name: str, key: str, *replaced: tuple[str, str]) -> str:
    """Return a block of a shipped organisation's file, by its key below `structure` or `resources`, word for word.

    Args:
        name: Of the organisation.
        key: `modes`, `people` and so on.
        replaced: Pairs of a text that the block has exactly once, and what stands there instead.
    """
    lines = find(name, ORGANISATION).read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"  {key}:"))
    end = start + 1
    while end < len(lines) and (lines[end].startswith("   ") or not lines[end].strip()):
        end += 1
    text = "\n".join(lines[start:end]) + "\n"
    for before, after in replaced:
        assert text.count(before) == 1, f"{name}: {key} has {text.count(before)} times: {before}"
        text = text.replace(before, after)
    return text


def fingerprint(label: str) -> str:
    """Return the digest of a file of the project as it is now, by the label that pages show."""
    return text_digest((shipped() / label.removeprefix("scenarios/")).read_text(encoding="utf-8"))


def _changes(before: object, after: object, path: str = "") -> Iterable[str]:
    """Yield one line a value that is not the same in two documents; names, titles and words are left out."""
    if path in {"name", "title", "idea", "source", "caveat", "story", "tocsin", "like"}:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _changes(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(old, new, f"{path}[{place + 1}]")
    elif before != after:
        yield f"{path}: {_short(before)} → {_short(after)}"


def _short(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_short(below)}" for key, below in value.items()) + "}"
    return "[" + ", ".join(map(_short, value)) + "]" if isinstance(value, list) else str(value)


def _engine() -> str:
    digest = hashlib.sha256()
    for name in (*_ENGINE, *_ENGINE_TOO):
        place = ROOT / "sim" / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
