#!/usr/bin/env python3
"""Schedules a job on Scrapyd: ``schedule.py FILE``; ``--check FILE …`` only reads the files,
``--status`` says whether Scrapyd answers.

FILE (``schedules/*.conf``) holds the spider, its arguments and settings; the
file's name without its ending is the schedule's. Of each schedule one job
waits at most. From the environment: ``SCRAPYD_USERNAME``, ``SCRAPYD_PASSWORD``
and ``SCRAPYD_URL`` (default ``http://127.0.0.1:6800``); on the command line they
would be seen by everybody on the machine. A job's arguments are checked by ``arguments.json``
beside this file, which ``scrapy schema --arguments`` printed. Anything but success is one line and
exit status 1; a file that is wrong, 2.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable
from configparser import ConfigParser
from configparser import Error as ConfigError
from datetime import UTC, datetime
from difflib import get_close_matches
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

PROJECT = "mayadeen_crawler"
#: Seconds that Scrapyd may take to come up: at boot, timers may be faster.
PATIENCE = 60.0
#: Seconds an answer may take: it loads the egg for the first one.
TIMEOUT = 60.0

#: Parameters of schedule.json that are no spider arguments.
OURS = frozenset({"project", "spider", "jobid", "priority", "setting", "_version", "_job"})


#: Spider → the JSON Schema of its arguments.
ARGUMENTS = Path(__file__).with_name("arguments.json")


class Failed(Exception):
    """Raised by everything here, with the line that says why."""


class WrongFile(Failed):
    """Raised for a schedule file that cannot be meant."""


def read(path: Path) -> dict[str, list[str]]:
    """Return schedule.json's parameters as the file *path* gives them; raises WrongFile."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", path.stem):
        raise WrongFile(f"{path}: the name may hold letters, digits, '.', '_' and '-'")
    parser = ConfigParser(delimiters=("=",), comment_prefixes=("#",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ConfigError, UnicodeDecodeError) as error:
        raise WrongFile(f"{path}: {str(error).splitlines()[0]}") from None
    known = {"job": {"spider", "priority"}, "arguments": None, "settings": None}
    for section in parser.sections():
        valid = known.get(section, set())
        if section not in known or (valid is not None and set(parser[section]) - valid):
            raise WrongFile(
                f"{path}: [{section}] is or holds something unknown; valid: "
                "[job] with spider and priority, [arguments], [settings]"
            )
    # A list may stand on several lines.
    values = {
        section: {
            name: ",".join(value.strip().splitlines()) for name, value in parser.items(section)
        }
        for section in parser.sections()
    }
    job, arguments = values.get("job", {}), values.get("arguments", {})
    if not job.get("spider"):
        raise WrongFile(f"{path}: [job] names no spider")
    if reserved := OURS & set(arguments):
        raise WrongFile(f"{path}: {min(reserved)!r} is no argument of a spider")
    if not re.fullmatch(r"-?[0-9]{1,4}", job.get("priority", "0")):
        raise WrongFile(f"{path}: priority={job['priority']!r} is no whole number")
    if why := wrong_arguments(job["spider"], arguments):
        raise WrongFile(f"{path}: {why}")
    return {
        "project": [PROJECT],
        "spider": [job["spider"]],
        "priority": [job.get("priority", "0")],
        "setting": [f"{name}={value}" for name, value in values.get("settings", {}).items()],
        **{name: [value] for name, value in arguments.items()},
    }


def wrong_arguments(spider: str, given: dict[str, str]) -> str | None:
    """Return what is wrong with the arguments of a job, in words; None if nothing is.

    A spider of the user's own has no schema: Scrapyd says whether it is there.
    """
    schemas = json.loads(ARGUMENTS.read_text(encoding="utf-8"))
    if spider not in schemas:
        near = nearest(spider, schemas)
        return f"unknown spider {spider!r}{near}" if near else None
    schema = schemas[spider]
    valid = schema["properties"]
    for name, value in given.items():
        if name not in valid:
            known = ", ".join(valid)
            return f"{spider} takes no argument {name!r}{nearest(name, valid)} (valid: {known})"
        choices, pattern = valid[name].get("enum"), valid[name].get("pattern")
        if choices and value not in choices:
            return f"{name} = {value!r} is none of {', '.join(choices)}{nearest(value, choices)}"
        if pattern and not re.search(pattern, value):
            return f"{name} = {value!r} cannot be: {valid[name]['description']}"
    for name in schema["required"]:
        if name not in given:
            return f"{spider} needs {name} = …: {valid[name]['description']}"
    for key, count in (("oneOf", "exactly one"), ("anyOf", "at least one")):
        names = [option["required"][0] for option in schema.get(key, ())]
        number = sum(name in given for name in names)
        if names and (not number or (key == "oneOf" and number > 1)):
            return f"{spider} needs {count} of {', '.join(names)}"
    return None


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` with the nearest of *valid*, or "" if none is near."""
    found = get_close_matches(name.casefold(), list(valid), n=1, cutoff=0.5)
    return f"; did you mean {found[0]!r}?" if found else ""


def call(method: str, name: str, parameters: dict[str, list[str]]) -> dict[str, Any]:
    """Return what Scrapyd answers; raises Failed where that is no success."""
    base = os.environ.get("SCRAPYD_URL", "http://127.0.0.1:6800").rstrip("/")
    username, password = (os.environ.get(f"SCRAPYD_{part}") for part in ("USERNAME", "PASSWORD"))
    if not username or not password:
        raise Failed("SCRAPYD_USERNAME and SCRAPYD_PASSWORD are not both set")
    if not base.startswith(("http://", "https://")):
        raise Failed(f"SCRAPYD_URL={base!r} is no http address")
    words = urlencode(parameters, doseq=True)
    url, body = f"{base}/{name}.json", words.encode()
    request = Request(url if method == "POST" else f"{url}?{words}", method=method)  # noqa: S310
    request.data = body if method == "POST" else None
    token = base64.b64encode(f"{username}:{password}".encode()).decode()
    request.add_header("Authorization", f"Basic {token}")
    try:
        # No proxy of the environment: it is this machine, or the container next door.
        with build_opener(ProxyHandler({})).open(request, timeout=TIMEOUT) as response:
            answer: dict[str, Any] = json.load(response)
    except HTTPError as error:
        hint = ": the credentials are not those it was started with" if error.code == 401 else ""
        raise Failed(f"{url} answered HTTP {error.code}{hint}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise Failed(f"{url}: {getattr(error, 'reason', error)}") from error
    if answer.get("status") != "ok":
        raise Failed(f"Scrapyd says: {str(answer.get('message', answer)).strip().splitlines()[-1]}")
    return answer


def patiently(name: str, parameters: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a GET answers, waiting for a Scrapyd that does not listen yet."""
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            return call("GET", name, parameters)
        except Failed as error:
            reason = getattr(error.__cause__, "reason", None)
            if not isinstance(reason, ConnectionRefusedError) or time.monotonic() >= limit:
                raise
        time.sleep(1)


def schedule(path: Path) -> str:
    """Schedule what the file *path* says, and return what was done in words."""
    parameters, name = read(path), path.stem
    pending = patiently("listjobs", {"project": [PROJECT]})["pending"]
    ours = re.compile(rf"[0-9]{{8}}T[0-9]{{6}}Z-{re.escape(name)}-[0-9a-f]{{6}}")
    for job in pending:
        if ours.fullmatch(job["id"]):
            return f"{name}: {job['id']} waits already, nothing was scheduled"
    job_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{name}-{secrets.token_hex(3)}"
    call("POST", "schedule", {**parameters, "jobid": [job_id]})
    return f"{name}: scheduled as {job_id}"


def check(paths: list[Path]) -> list[str]:
    """Return a line for each of *paths*; raises WrongFile for those that cannot be meant."""
    wrong, good = [], []
    for path in paths:
        try:
            good.append(f"{path.stem}: {read(path)['spider'][0]}, good")
        except WrongFile as error:
            wrong.append(str(error))
    if wrong:
        raise WrongFile("\nschedule.py: ".join(wrong))
    return good


def status() -> str:
    """Return how many jobs Scrapyd has, in words."""
    answer = call("GET", "daemonstatus", {})
    return ", ".join(f"{answer[name]} {name}" for name in ("pending", "running", "finished"))


if __name__ == "__main__":
    try:
        match sys.argv[1:]:
            case ["--status"]:
                print(status())
            case ["--check", *files] if files:
                print("\n".join(check([Path(file) for file in files])))
            case [file] if not file.startswith("-"):
                print(schedule(Path(file)))
            case _:
                raise WrongFile("say schedule.py FILE, --check FILE …, or --status")
    except Failed as error:
        print(f"schedule.py: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, WrongFile) else 1)
