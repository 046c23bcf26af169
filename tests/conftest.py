"""What holds in every test: whatever record it leaves in a feed is one of its schema."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.helpers.processes import start_server
from tests.helpers.schema_check import faults
from tests.helpers.soak_figures import SOAK, scaled

# As for users, what commands print is buffered, also where plain pytest is run.
os.environ.pop("PYTHONUNBUFFERED", None)
# A proxy that the environment names would be asked for the servers of this machine's own.
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]

settings.register_profile("tests", max_examples=scaled(12, 100), deadline=None)
settings.load_profile("tests")

# The tests and all that they import are a million objects that stay: with Python's own thresholds
# a fifteenth of the time goes to looking whether they are garbage.
gc.set_threshold(50_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    """Start one process that commands are forked from for all processes that run tests."""
    if config.getoption("numprocesses", None):
        start_server()


#: How files begin that share what takes seconds: an egg and its server, what draws charts,
#: archives, the package's parsed source.
_TOGETHER = ("tests/deploy/", "tests/reports/", "tests/replica/archives/", "tests/test_policy")
#: Files of many costly cases that share nothing.
_APART = ("tests/pages/test_contents.py", "tests/pages/test_costs.py")


class _ByFile(LoadFileScheduling):  # type: ignore[misc]
    """A file's tests run in one process: what they share is made once, not in up to four."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        if file in _APART:
            return nodeid
        return next((one for one in _TOGETHER if file.startswith(one)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Hand out files in the order of their names: no large one is left for the end."""
    config.option.loadscopereorder = False
    return _ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what `make soak` alone runs: tests marked ``soak``, most cases of ``sampled`` ones.

    Where tests are named one by one on the command line, they all run.
    """
    if SOAK or any("::" in word for word in config.args):
        return
    met: Counter[str] = Counter()
    chosen: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        table, sampled = item.nodeid.partition("[")[0], item.get_closest_marker("sampled")
        for_soak = item.get_closest_marker("soak") or (sampled and met[table] % sampled.args[0])
        (others if for_soak else chosen).append(item)
        met[table] += 1
    config.hook.pytest_deselected(items=others)
    items[:] = chosen


def pytest_collection_finish() -> None:
    """Leave what collection made out of every later search for garbage."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for garbage once, where pytest would look twice for what was left open."""
    gc.collect()
    gc.freeze()


# While it is imported, Scrapy reads the source of every caller, of which pytest has sixty.
_importing = Thread(target=import_module, args=("scrapy.core.downloader.contextfactory",))
_importing.start()
_importing.join()


@pytest.fixture(autouse=True)
def _own_records_are_valid(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look at the feeds and manifests below the test's ``tmp_path``, once the test is over."""
    wanted = "tmp_path" in request.fixturenames and not request.node.get_closest_marker(
        "no_records"
    )
    # Asked for before anything else, it is still there when all else is torn down.
    folder: Path | None = request.getfixturevalue("tmp_path") if wanted else None
    yield
    if folder is not None:
        _tell(faults(folder))


@pytest.fixture(scope="session", autouse=True)
def _shared_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Collect the folders that several tests share; those of one test are named after it."""
    shared: list[Path] = []
    make = tmp_path_factory.mktemp

    def mktemp(basename: str, numbered: bool = True) -> Path:
        folder = make(basename, numbered)
        if not basename.startswith("test_"):
            shared.append(folder)
        return folder

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tmp_path_factory, "mktemp", mktemp)
        yield shared
    _tell([fault for folder in shared for fault in faults(folder)])


@pytest.fixture(scope="module", autouse=True)
def _shared_records_are_valid(_shared_folders: list[Path]) -> Iterator[None]:
    """The same for folders that the tests of a module share."""
    before = len(_shared_folders)
    yield
    _tell([fault for folder in _shared_folders[before:] for fault in faults(folder)])
    del _shared_folders[before:]


def _tell(found: list[str]) -> None:
    if found:
        pytest.fail("records are not what their schema says:\n" + "\n".join(found), pytrace=False)
