"""The figures of the costly guarantees: small under ``make test``, full under ``make soak``."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

SOAK = os.environ.get("SOAK") == "1"


def sampled_steps(seed: int, one_in: int) -> Iterator[int]:
    """Yield 1, 2, 3, … under ``make soak``, else about one number in *one_in* of them.

    Without end, growing; the same numbers for the same *seed*, so that a failure comes back.
    """
    chance, number = random.Random(seed), 0
    while True:
        number += 1 if SOAK else chance.randint(1, 2 * one_in - 1)
        yield number


def scaled(small: int, full: int) -> int:
    """Return *full* under ``make soak``, *small* else."""
    return full if SOAK else small
