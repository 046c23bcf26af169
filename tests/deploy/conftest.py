"""An egg, and a Scrapyd that runs it, for all tests of deployment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.egg import build_egg
from tests.helpers.scrapyd_server import Scrapyd


@pytest.fixture(scope="session")
def egg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an egg once."""
    return build_egg(tmp_path_factory.mktemp("egg"))


@pytest.fixture(scope="session")
def scrapyd(egg: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    """Start a server once."""
    with Scrapyd(tmp_path_factory.mktemp("scrapyd"), egg) as server:
        yield server
