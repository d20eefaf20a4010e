"""The document as one HTML page that loads nothing: styles are inline, pictures are data, scripts there are none.

Every text is escaped by the template engine and takes the direction of its own first letters.
"""

from __future__ import annotations

import base64
from pathlib import Path

from sim.debrief.document import Document, Picture

_HERE = Path(__file__).parent


def page(document: Document) -> str:
    """Return the document as a page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = _data_uri
    environment.tests["picture"] = lambda block: isinstance(block, Picture)
    style = (_HERE / "aar.css").read_text(encoding="utf-8")
    kinds = [(type(block).__name__, block) for block in document.blocks]
    return environment.get_template("aar.html.jinja").render(style=style, document=document, blocks=kinds)


def _data_uri(picture: Picture) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg).decode("ascii")
