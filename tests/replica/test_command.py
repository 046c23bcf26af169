"""``scrapy replica``, as typed."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from mayadeen_crawler.commands.replica import Command
from mayadeen_crawler.replica import ReplicaServer


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
    command = [sys.executable, "-m", "scrapy", "replica", "--port", "0", "--articles", "30"]
    command += ["--edition", "es"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("replica at http://127.0.0.1:")
            url = line.split()[2]
            assert f"scrapy crawl section -a edition=es -a base_url={url} " in line
            with urllib.request.urlopen(url) as response:
                assert "URGENTE" in response.read().decode()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_of_the_archives_in_use_is_one_line(
    server: ReplicaServer, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = int(server.url.rsplit(":", 1)[1])
    assert run("--port", str(taken - 3), "--articles", "1", "--archives").exitcode == 1
    message = f"replica: port {taken - 3} to {taken} cannot be used: Address already in use\n"
    assert capsys.readouterr().err == message


def test_serves_archives_beside_the_site() -> None:
    command = [sys.executable, "-m", "scrapy", "replica", "--port", "0", "--articles", "70"]
    command += ["--archives", "--fault", "foreign-pages"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().startswith("replica at http://127.0.0.1:")
            line = process.stdout.readline()
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
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "", "")
