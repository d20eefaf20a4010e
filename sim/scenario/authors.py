"""Invented authors of mentions: who a post, an article or an enquiry appears to come from, chosen by key.

Given names with an initial, nicknames of two words and outlets of two words: nobody who exists is meant. A language
without lists of its own takes the English ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.keys import name_key, single_uniform

_AUTHOR: Final = name_key("author")
_INITIALS: Final = "ABCDEFGHJKLMNPRSTVWZ"
_ARABIC_INITIALS: Final = "بتجحدرسشصطعفقكلمنهوي"


@dataclass(frozen=True)
class _Lists:
    """What names of one language are put together from; `named`, `reports` and `hidden` are patterns of authors."""

    given: tuple[str, ...]
    initials: str
    nick: tuple[tuple[str, ...], tuple[str, ...]]
    place: tuple[str, ...]
    paper: tuple[str, ...]
    broadcaster: tuple[str, ...]
    blog: tuple[str, ...]
    show: tuple[str, ...]
    reports: str
    hidden: str


_ENGLISH: Final = _Lists(
    given=(
        "Ada", "Amir", "Bea", "Callum", "Dara", "Edie", "Farah", "Gwen", "Hugo", "Imani", "Jonah", "Keira", "Leo",
        "Mina", "Nell", "Omar", "Priya", "Quinn", "Rosa", "Sam", "Tess", "Uma", "Vik", "Wren", "Yusuf", "Zoe",
    ),
    initials=_INITIALS,
    nick=(
        ("amber", "brisk", "cloudy", "drowsy", "early", "fuzzy", "gentle", "humble", "lucky", "mossy", "nimble", "odd",
         "plain", "quiet", "rusty", "salty", "tidy", "windy"),
        ("acorn", "badger", "biscuit", "comet", "drizzle", "fern", "heron", "kettle", "lantern", "magpie", "otter",
         "pebble", "puffin", "radish", "sparrow", "thimble", "turnip", "walnut"),
    ),
    place=("Saltmarsh", "Fernhollow", "Kestrel Bay", "Oatfield", "Greywater", "Millrace", "Thornwick", "Larkmoor"),
    paper=("Ledger", "Courier", "Dispatch", "Sentinel", "Evening Post", "Bulletin"),
    broadcaster=("TV", "Radio", "Tonight", "News Channel"),
    blog=("Notes", "Diary", "Review", "Weekly", "Journal"),
    show=("Tries It", "Explains", "Live", "Tests", "Talks"),
    reports="{name}, {outlet}",
    hidden="throwaway_{number}",
)  # fmt: skip
_GERMAN: Final = _Lists(
    given=(
        "Anke", "Bela", "Carla", "Deniz", "Elif", "Fiete", "Greta", "Hanno", "Ines", "Jonas", "Katja", "Lars", "Mila",
        "Nuri", "Olga", "Piet", "Rieke", "Sven", "Tilda", "Ulf", "Vera", "Wanda", "Yasin", "Zita",
    ),
    initials=_INITIALS,
    nick=(
        ("bunter", "flinker", "kleiner", "leiser", "müder", "nasser", "runder", "schräger", "stiller", "wacher"),
        ("dachs", "eimer", "fink", "hamster", "igel", "kolibri", "luchs", "otter", "pinguin", "spatz", "uhu", "wal"),
    ),
    place=("Moorlander", "Eichenwasserer", "Salzqueller", "Grauwasserer", "Lerchenmoorer", "Birkenqueller"),
    paper=("Bote", "Kurier", "Tagblatt", "Anzeiger", "Rundschau", "Abendpost"),
    broadcaster=("Fernsehen", "Radio", "Magazin", "Welle"),
    blog=("Notizen", "Tagebuch", "Blätter", "Blog"),
    show=("probiert", "erklärt", "testet", "fragt nach"),
    reports="{name}, {outlet}",
    hidden="anonym_{number}",
)  # fmt: skip
_ARABIC: Final = _Lists(
    given=(
        "آدم", "أمل", "إياد", "باسل", "جود", "حنين", "خالد", "دانة", "رامي", "ريم", "زين", "سلمى", "شادي", "طارق",
        "عمر", "غادة", "فرح", "كريم", "ليان", "مازن", "ندى", "هالة", "وائل", "يارا",
    ),
    initials=_ARABIC_INITIALS,
    nick=(
        ("عصفور", "قنديل", "نورس", "غيم", "ياسمين", "فنجان", "قمر", "صنوبر", "نسيم", "هدهد"),
        ("الحي", "الميناء", "المساء", "الصباح", "البحر", "الجبل", "السوق", "الحديقة", "الشتاء", "الطريق"),
    ),
    place=("وادي السنديان", "مرسى النورس", "تل الزعفران", "عين الصفصاف", "ضفة الرمان"),
    paper=("صحيفة", "جريدة", "نشرة", "بريد"),
    broadcaster=("قناة", "إذاعة", "تلفزيون"),
    blog=("دفتر", "يوميات", "مدونة"),
    show=("تجارب", "حكايات", "أسئلة"),
    reports="{name}، {outlet}",
    hidden="مجهول_{number}",
)  # fmt: skip
_BY_LANGUAGE: Final = {"en": _ENGLISH, "de": _GERMAN, "ar": _ARABIC}


def author_of(*, key: int, channel: str, kind: str, language: str) -> str:
    """Return the display name and, on a network of people, the handle of a mention's author.

    Args:
        key: Of the mention, uint64.
        channel: Where it is posted; it tells people from outlets.
        kind: What it is: an insider hides, a journalist works for an outlet, a multiplier has a show.
        language: BCP 47 tag of the text.
    """
    spoken = language.partition("-")[0]
    draw = _Draw(key, _BY_LANGUAGE.get(spoken, _ENGLISH), before=spoken == "ar")
    if channel in ("news", "tv_press"):
        return draw.outlet(draw.lists.paper if channel == "news" else draw.lists.broadcaster)
    if channel == "press" or kind == "journalist":
        name, outlet = draw.person(), draw.outlet((*draw.lists.paper, *draw.lists.broadcaster))
        return draw.lists.reports.format(name=name, outlet=outlet)
    if kind == "insider":
        return draw.lists.hidden.format(number=draw.number(1000, 9999))
    if channel == "blog":
        return draw.outlet(draw.lists.blog)
    if channel == "video" or kind == "multiplier":
        return f"{draw.outlet(draw.lists.show, draw.lists.given)} ({draw.handle()})"
    return f"{draw.person()} ({draw.handle()})" if channel in _NAMED else draw.nickname()


# Where people go by their names; in forums and communities, and wherever else, they go by nicknames.
_NAMED: Final = frozenset({"x", "facebook", "instagram", "linkedin"})


@dataclass(frozen=True)
class _Draw:
    """The choices of one key; each word has a step of its own, so that they vary apart."""

    key: int
    lists: _Lists
    before: bool

    def one(self, words: Sequence[str], step: int) -> str:
        return words[self.number(0, len(words) - 1, step)]

    def number(self, low: int, high: int, step: int = 0) -> int:
        return min(low + int(single_uniform(0, self.key, _AUTHOR, step) * (high - low + 1)), high)

    def person(self) -> str:
        return f"{self.one(self.lists.given, 1)} {self.one(self.lists.initials, 2)}."

    def nickname(self) -> str:
        first, second = self.lists.nick
        return f"{self.one(first, 3)}_{self.one(second, 4)}{self.number(2, 99, 5)}"

    def handle(self) -> str:
        return f"@{self.nickname()}"

    def outlet(self, words: Sequence[str], places: Sequence[str] | None = None) -> str:
        place, word = self.one(places or self.lists.place, 6), self.one(words, 7)
        return f"{word} {place}" if self.before else f"{place} {word}"
