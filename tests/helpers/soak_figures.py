"""The figures of the costly guarantees: small under ``make test``, full under ``make soak``."""

from __future__ import annotations

import os

SOAK = os.environ.get("SOAK") == "1"


def scaled(small: int, full: int) -> int:
    """Return *full* under ``make soak``, *small* else."""
    return full if SOAK else small
