"""Who said what a breaking line says, as the line names them. Pure."""

from __future__ import annotations

from mayadeen_crawler.outlet import EditionCode


def attribution(text: str, edition: EditionCode) -> str | None:
    """Return the speaker that leads or ends *text*; ``None`` when unsure."""
    return None
