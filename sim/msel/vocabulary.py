"""The words of practitioners for the type and the status of an event, and ours for them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER_SIGN = re.compile(r"#|№|\bn\s?[°º]", re.IGNORECASE)

_EVENT_TYPES = {
    "contextual": "contextual, contextual inject, context, background, actor action, simulation, contexte",
    "inject": "inject, message, injection, event, stimulus, stimuli, nachricht, mensaje, messaggio, mensagem",
    "expected_action": "expected action, expected player action, player action, action attendue, reaction attendue",
    "contingency": "contingency, contingency inject, contingent, optional, reserve, contingence",
    "decision": "decision, decision point, poll, vote, entscheidung, decisione, decisao",
    "admin": "admin, administrative, administration, controller action, logistics, decompte, countdown, startex, endex",
}
_STATUSES = {
    "draft": "draft, submitted, in progress, brouillon, entwurf, borrador, bozza, rascunho",
    "ready": "ready, ready to inject, approved, synchronized, synchronised, planned, pret, valide, bereit, listo,"
    " pronto",
    "released": "released, injected, sent, fired, delivered, envoye, injecte, gesendet, enviado, inviato",
    "answered": "answered, responded, repondu, beantwortet",
    "closed": "closed, complete, completed, done, termine, erledigt",
    "held": "held, hold, on hold, on call, en attente, contingency",
    "deferred": "deferred, postponed, delayed, reporte, verschoben",
    "skipped": "skipped, not used",
    "expired": "expired",
    "omitted": "omitted, deleted, cancelled, canceled, obsolete, removed, supprime, annule, gestrichen",
}


def normalise(text: Any) -> str:
    """Return a heading or label for comparison: lower case, no accents, no punctuation, one space between words."""
    spaced = _CAMEL.sub(" ", _NUMBER_SIGN.sub(" no ", str(text)))
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _index(table: dict[str, str]) -> dict[str, str]:
    return {word.strip(): ours for ours, words in table.items() for word in (*words.split(","), ours.replace("_", " "))}


_TYPE_OF = _index(_EVENT_TYPES)
_STATUS_OF = _index(_STATUSES)


def event_type(text: str) -> str | None:
    """Return our word for a type of event, or None for a word that nobody has met."""
    return _TYPE_OF.get(normalise(text))


def status(text: str) -> str | None:
    """Return our word for a status, or None for a word that nobody has met."""
    return _STATUS_OF.get(normalise(text))
