"""What other extractors take for the pages of ``extraction``, each in an environment of its own.

Their requirements contradict each other, so pip installs each into a folder of its own first.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.bench import one_peer
from tests.bench.pages import MARKUPS, pages
from tests.bench.tables import table

#: Pages of each markup that are counted.
PAGES = 30
#: Name → what is installed for it; for this project, nothing.
PEERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mayadeen-crawler": (),
        "fundus": ("fundus==0.5.7", "curl_cffi==0.13.0", "parsel==1.12.1"),
        "trafilatura": ("trafilatura==2.3.1", "lxml_html_clean", "parsel==1.12.1"),
        "newspaper4k": ("newspaper4k[nlp]==0.9.6", "lxml_html_clean", "parsel==1.12.1"),
        "news-please": ("news-please==1.6.16", "lxml_html_clean", "nltk", "parsel==1.12.1"),
    }
)
#: Peers that can read some markups only: their selectors are written for them.
ONLY: Mapping[str, tuple[str, ...]] = MappingProxyType({"fundus": ("known",)})


def main() -> None:
    """Print a line for each."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for markup in MARKUPS:
            _write(markup, folder / markup)
        for peer, requirements in PEERS.items():
            python = _environment(folder / peer, requirements)
            asked = ONLY.get(peer, tuple(MARKUPS))
            found = [
                f"{_median(python, peer, folder / markup):.1f}" if markup in asked else "-"
                for markup in MARKUPS
            ]
            rows.append((peer, *found))
    print(f"CPU a page as a multiple of the floor, median of {PAGES} pages")
    print(table(("extractor", *MARKUPS), rows))


def _write(markup: str, folder: Path) -> None:
    folder.mkdir()
    for number, page in enumerate(pages(markup, PAGES + one_peer.WARM_UP)):
        file = folder / f"{number:04}.html"
        file.write_bytes(page.body)
        file.with_suffix(".url").write_text(page.url, encoding="utf-8")


def _environment(folder: Path, requirements: tuple[str, ...]) -> str:
    """Return an interpreter for which *requirements* are installed: without any, this one."""
    if not requirements:
        return sys.executable
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-input", *requirements], check=True
    )
    return python


def _median(python: str, peer: str, folder: Path) -> float:
    # -P: the bench's own modules have names that others have, too.
    command = [python, "-P", "-W", "ignore", one_peer.__file__, peer, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: list[float] = json.loads(done.stdout)
    return statistics.median(found)
