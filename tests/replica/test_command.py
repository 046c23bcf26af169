"""``scrapy replica``, as typed."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
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
