"""One process draws the charts of all reports that tests write here, not one for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.drawing_process import one_drawing_process


@pytest.fixture(scope="session", autouse=True)
def _one_drawing_process() -> Iterator[None]:
    """Start it with the first report; ``scrapy report`` as a command starts its own as ever."""
    with one_drawing_process():
        yield
