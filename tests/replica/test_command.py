"""``scrapy replica``, as typed."""

from __future__ import annotations

import argparse
import json
import signal
import time
import urllib.error
import urllib.request

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from mayadeen_crawler.commands.replica import Command
from mayadeen_crawler.replica import ReplicaServer
from tests.helpers.processes import Running, start


def run(*args: str) -> Command:
    command = Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args(args)
    command.run(rest, opts)
    return command


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--fault", "slwo"), "unknown fault 'slwo'; valid: challenge, "),
        (("--fault", "slow-down"), "unknown fault 'slow-down'; valid: challenge, "),
        (("--archives", "--fault", "slwo"), "'slwo'; valid: challenge, .*, slow-down, "),
        (("--archives", "--port", "65533"), "--port from 0 to 65532"),
        (("--edition", "fr"), "unknown edition 'fr'; valid: en, ar, es"),
        (("--articles", "0"), "--articles is from 1"),
        (("--port", "70000"), "--port from 0 to 65535"),
        (("extra",), "unknown argument 'extra'"),
    ],
)
def test_wrong_use(args: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        run(*args)
    assert not caught.value.print_help


def test_port_in_use_is_one_line_and_status_1(
    server: ReplicaServer, capsys: pytest.CaptureFixture[str]
) -> None:
    port = server.url.rsplit(":", 1)[1]
    assert run("--port", port, "--articles", "5").exitcode == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"replica: port {port} cannot be used: Address already in use\n")


def test_runs_until_interrupted_and_ends_cleanly() -> None:
    with start("replica", "--port", "0", "--articles", "30", "--edition", "es") as process:
        (line,) = printed(process, 1)
        assert line.startswith("replica at http://127.0.0.1:")
        url = line.split()[2]
        assert f"scrapy crawl section -a edition=es -a base_url={url} " in line
        with urllib.request.urlopen(url) as response:
            assert "URGENTE" in response.read().decode()
        process.send_signal(signal.SIGINT)
        assert (process.wait(20), printed(process, 1), process.errors()) == (0, [line], "")


def printed(process: Running, lines: int) -> list[str]:
    """Return what it printed, once that is so many lines."""
    limit = time.monotonic() + 60
    while (text := process.out.read_text(encoding="utf-8")).count("\n") < lines:
        assert process.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.01)
    return text.splitlines()


def test_a_port_of_the_archives_in_use_is_one_line(
    server: ReplicaServer, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = int(server.url.rsplit(":", 1)[1])
    assert run("--port", str(taken - 3), "--articles", "1", "--archives").exitcode == 1
    message = f"replica: port {taken - 3} to {taken} cannot be used: Address already in use\n"
    assert capsys.readouterr().err == message


@pytest.mark.soak
def test_serves_archives_beside_the_site() -> None:
    words = ["replica", "--port", "0", "--articles", "50", "--archives"]
    with start(*words, "--fault", "foreign-pages") as process:
        first, line = shown = printed(process, 2)
        assert first.startswith("replica at http://127.0.0.1:")
        assert line.startswith("archives - -s COMMONCRAWL_INDEX=http://127.0.0.1:")
        index, data, wayback = (part.partition("=")[2] for part in line.split()[3::2])
        with urllib.request.urlopen(f"{index}/collinfo.json") as response:
            crawls = json.load(response)
        api = f"{crawls[0]['cdx-api']}?url=english.almayadeen.net/*&showNumPages=true"
        with urllib.request.urlopen(api) as response:
            assert json.load(response)["pages"] > 1
        with urllib.request.urlopen(f"{wayback}/cdx/search/cdx?url=a.example") as response:
            assert response.read() == b""
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{data}/none")
        process.send_signal(signal.SIGINT)
        assert (process.wait(20), printed(process, 2), process.errors()) == (0, shown, "")
