"""``watch.toml``: what it may say, and the one line for each fault."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.search.words import QueryPart
from mayadeen_crawler.watch.watch_file import KEYS, Watch, check, read


def settings_for(path: Path | str) -> Settings:
    settings = get_project_settings()
    settings.set("WATCH_FILE", str(path), priority="cmdline")
    return settings


def write(folder: Path, text: str) -> Settings:
    (folder / "watch.toml").write_text(text, encoding="utf-8")
    return settings_for(folder / "watch.toml")


def test_a_whole_watch(tmp_path: Path) -> None:
    settings = write(
        tmp_path,
        """
        [watch.olive]
        words = ["olive grow*", '"oil press" -wine']
        tags = ["Olive Oil"]
        authors = "Nila Reed"
        sections = ["economy", "us-canada"]
        editions = ["en"]
        kinds = ["articles", "edits"]
        channels = ["DESK", "PHONE"]
        per_hour = 5

        [watch.everything-breaking]
        kinds = "breaking"
        """,
    )
    assert read(settings) == (
        Watch(
            "olive",
            (
                (QueryPart(("olive",)), QueryPart(("grow",), is_prefix=True)),
                (QueryPart(("oil", "press")), QueryPart(("wine",), is_without=True)),
            ),
            (
                ("tag", frozenset({"·tag·olive·oil"})),
                ("author", frozenset({"·author·nila·reed"})),
                ("section", frozenset({"·section·economy", "·section·us·canada"})),
                ("edition", frozenset({"·edition·en"})),
            ),
            frozenset({"articles", "edits"}),
            ("DESK", "PHONE"),
            5,
        ),
        Watch("everything-breaking", (), (), frozenset({"breaking"}), (), 20),
    )


def test_by_default_articles_and_breaking_lines_are_told(tmp_path: Path) -> None:
    (watch,) = read(write(tmp_path, "[watch.a]\nwords = 'olive'"))
    assert (watch.kinds, watch.per_hour) == (frozenset({"articles", "breaking"}), 20)


def test_without_a_file_there_are_no_watches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(settings_for("")) == ()
    assert read(write(tmp_path, "")) == ()
    settings = get_project_settings()
    settings.set("WATCH_FILE", str(tmp_path / "none.toml"), priority="project")
    assert read(settings) == ()
    monkeypatch.setenv("MAYADEEN_WATCH_FILE", str(tmp_path / "none.toml"))
    with pytest.raises(WrongUseError, match=r"^WATCH_FILE: /.*/none.toml: No such file"):
        read(settings)


ONE = "[watch.a]\nwords = 'x'\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[watch.a\n", "not valid TOML: "),
        ("a = 1\n[watch.a]\nwords = \n", "not valid TOML: Invalid value (at line 3, column 9)"),
        ("[wacht.a]", "unknown table 'wacht': each watch begins with [watch.NAME]"),
        ("watch = 3", "'watch' is no table: a watch is [watch.NAME]"),
        ("[watch]\na = 3", "[watch.a] is no table: its keys are words, "),
        ("[watch.'a b']\nwords='x'", "[watch.'a b']: a name has up to 40 letters"),
        ("[watch.a]", "[watch.a] matches every record: name words, "),
        ("[watch.a]\nchannels = 'DESK'", "[watch.a] matches every record: name words, "),
        (ONE + "wrods = 'y'", "[watch.a] wrods: unknown key; did you mean 'words'? (valid: words,"),
        (ONE + "kinds = 'article'",
         "[watch.a] kinds: unknown kind 'article'; did you mean 'articles'? (valid: articles, "),
        (ONE + "editions = 'eng'",
         "[watch.a] editions: unknown edition 'eng'; did you mean 'en'? (valid: en, ar, es)"),
        (ONE + "sections = ['politics', 'economics']",
         "[watch.a] sections: unknown section 'economics'; did you mean 'economy'?"),
        ("[watch.a]\nwords = '--'", "[watch.a] words: '--' holds no word"),
        ("[watch.a]\nwords = ''", "[watch.a] words: empty: leave it out, or name a value"),
        ("[watch.a]\ntags = []", "[watch.a] tags: empty: leave it out, or name a value"),
        ("[watch.a]\ntags = [1]", "[watch.a] tags: neither a text nor a list of texts"),
        (ONE + "per_hour = -1", "[watch.a] per_hour: no whole number from 0 (no limit) to "),
        (ONE + f"per_hour = {'9' * 5000}", "not valid TOML: Exceeds the limit (4300 digits)"),
        (ONE + "per_hour = true", "[watch.a] per_hour: no whole number from 0 (no limit) to "),
        (ONE + "channels = 'json://user:secret@desk.test'",
         "[watch.a] channels: a URL holds credentials: put it into an environment variable"),
        (ONE + "channels = ['DESK', 'a b']",
         "[watch.a] channels: 'a b' is no name of an environment variable"),
        (ONE + "channels = 'UNSET'",
         "[watch.a] channels: UNSET: the environment has no variable of that name"),
        (ONE + "channels = 'TWO'", "[watch.a] channels: TWO holds more than one URL, or one with"),
        (ONE + "channels = 'WORD'", "[watch.a] channels: WORD holds no URL (scheme://…)"),
        (ONE + "channels = 'UNKNOWN'",
         "[watch.a] channels: UNKNOWN: apprise has no service slick://; did you mean 'slack'?"),
        (ONE + "channels = 'PART'", "[watch.a] channels: PART is no valid URL of that service"),
        (ONE + "channels = 'WEB'", "[watch.a] channels: WEB is no address of a service that"),
    ],
)  # fmt: skip
def test_each_fault_is_one_line_that_names_file_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: str
) -> None:
    for name, url in {
        "TWO": "json://secret.test json://secret.test", "WORD": "secret", "PART": "slack://secret",
        "UNKNOWN": "slick://secret/", "WEB": "https://secret.test/secret",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, url)
    monkeypatch.delenv("UNSET", raising=False)
    with pytest.raises(WrongUseError) as raised:
        check(write(tmp_path, text))
    said = str(raised.value)
    assert said.startswith(f"{tmp_path / 'watch.toml'}: {line}")
    assert "\n" not in said
    assert "secret" not in said


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="it is a folder, not a regular file"):
        read(settings_for(tmp_path))
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(WrongUseError, match="it is a FIFO, not a regular file"):
        read(settings_for(tmp_path / "fifo"))
    with pytest.raises(WrongUseError, match="it has over 1,000,000 bytes"):
        read(write(tmp_path, "#" * 1_000_001))
    (tmp_path / "watch.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(WrongUseError, match=r"watch\.toml: byte 5 is no UTF-8"):
        read(settings_for(tmp_path / "watch.toml"))


def test_a_channel_that_is_well_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK", " json://user:secret@desk.test ")
    check(write(tmp_path, ONE + "channels = 'DESK'"))


def test_the_example_of_the_docs_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", docs, re.MULTILINE | re.DOTALL)
    for name in ("OLIVE_DESK", "ECONOMY_DESK", "NIGHT_PHONE"):
        monkeypatch.setenv(name, "json://user:secret@desk.test")
    settings = write(tmp_path, example)
    check(settings)
    assert [(watch.name, len(watch.channels)) for watch in read(settings)] == [
        ("olives", 1), ("economy", 2), ("ceasefire-lines", 1), ("idea", 0),
    ]  # fmt: skip
    section = docs.partition("\n## Alerts\n")[2].partition("\n## ")[0]
    said = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    assert [key for row in said for key in re.findall(r"`(\w+)`", row)] == list(KEYS)
