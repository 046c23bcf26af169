"""One process draws the charts of all reports that tests write here, not one for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.drawing_process import Drawn, one_drawing_process


@pytest.fixture(scope="session", autouse=True)
def draw() -> Iterator[Drawn]:
    """Start it with the first chart; ``scrapy report`` as a command starts its own as ever."""
    with one_drawing_process() as draw:
        yield draw
