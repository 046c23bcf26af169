"""Each command that a page prints is run by a test, or stands below with the reason why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent

#: Page → (commands, where they are run, or "not run: " and the reason). Of the first that fits
#: the beginning of a line.
PRINTED: dict[str, list[tuple[str, str]]] = {
    "README.md": [
        ("make demo", "commands/test_demo.py::test_it_shows_every_spider_and_what_landed"),
        ("make test", "not run: it is what runs this"),
        ("mayadeen crawl section --help",
         "test_console_script.py::test_help_of_a_spider_lists_its_arguments"),
        ("mayadeen search", "test_readme.py::test_what_was_crawled_can_be_read_as_printed"),
        ("scrapy replica --port 8000", "replica/test_command.py::"),
        ("export MAYADEEN_", "not run: the tests set it, to folders of their own"),
        ("scrapy crawl section -a base_url=",
         "test_readme.py::test_a_command_works_as_printed"),
        ("scrapy doctor --base-url",
         "test_readme.py::test_the_live_site_begins_with_the_doctor"),
        ("(scrapy|mayadeen) (doctor$|crawl section -a sections=)",
         "not run: it asks the live site; with --base-url or base_url= it is run"),
        ("scrapy (runs|audit --integrity)",
         "test_readme.py::test_the_checks_of_runs_work_as_printed"),
        ("scrapy (watch|export|schema|report)",
         "test_readme.py::test_what_was_crawled_can_be_read_as_printed"),
    ],
    "CONTRIBUTING.md": [
        ("git clone|cd ", "not run: it makes the checkout that the tests are run in"),
        ("make (test|lint)|.venv/bin/python -m pytest", "not run: it is what runs this"),
        (" *docker (build|run)", "not run: the tests build no image (deploy/test_compose.py)"),
    ],
    "analysis.md": [
        ("make demo", "commands/test_demo.py::test_it_shows_every_spider_and_what_landed"),
        ("scrapy schema", "commands/test_demo.py::test_every_question_is_answered_as_printed"),
        ("jq| +[|]", "commands/test_demo.py::test_jq_gives_the_same_answers"),
        ("scrapy (export|datapackage)",
         "test_readme.py::test_what_was_crawled_can_be_read_as_printed"),
    ],
    "archives.md": [
        ("scrapy doctor", "doctor/test_archive_check.py::test_an_archive_that_serves"),
        ("scrapy crawl archived",
         "spiders/test_archived.py::test_a_months_captures_are_listed_and_nothing_is_fetched"),
        ("cdxt", "not run: a program of others, that asks Common Crawl"),
        ("scrapy crawl article", "warc/test_foreign_file.py::"),
    ],
    "crawling.md": [
        ("scrapy replica", "replica/test_command.py::"),
        ("export", "not run: the tests set it, to folders of their own"),
        ("scrapy crawl (section .*ARCHIVE_DIR|article .*warc=)",
         "test_readme.py::test_what_was_archived_is_replayed_as_printed"),
        ("scrapy crawl", "test_readme.py::test_a_command_works_as_printed"),
    ],
    "extending.md": [
        ("export|mayadeen crawl", "test_extending.py::test_the_files_work_together_as_printed"),
        ("mayadeen (parse|shell)", "commands/test_parse_and_shell.py::"),
    ],
    "feeds.md": [
        ("scrapy (export|schema|report|history|datapackage|search)|sqlite3",
         "test_readme.py::test_what_was_crawled_can_be_read_as_printed"),
        ("(AWS.* )?scrapy publish",
         "publishing/test_publish.py::test_the_command_says_what_it_did"),
        ("curl", "not run: it asks Amazon's servers; publishing/test_publish.py reads such lists"),
    ],
    "mending.md": [
        ("", "test_mending.py::test_the_way_can_be_walked"),
    ],
    "monitoring.md": [
        ("scrapy audit", "test_readme.py::test_the_archive_can_be_audited_as_printed"),
    ],
    "operating.md": [
        ("(apt-get|git|ln|/usr/bin/python3 -m venv|.*/pip|useradd|docker|echo .BASE)",
         "not run: it installs on a server"),
        ("(systemctl|journalctl|cp deploy/systemd|cp /etc/systemd)",
         "not run: it needs a running systemd; what it starts is checked by deploy/test_units.py"),
        (".*schedule.py --check", "deploy/test_operating.py::test_a_server_is_configured"),
        ("install -d -m|cp -r deploy|install -m|sed|cp mayadeen.env",
         "deploy/test_operating.py::test_a_server_is_configured"),
        ("umask", "deploy/test_operating.py::test_roots_own_umask_hides_nothing_from_the_service"),
        ("chmod",
         "deploy/test_compose.py::test_its_user_can_read_what_a_checkout_hides_from_others"),
        ("cd |ls |set -a", "deploy/test_operating.py::test_every_command_can_be_read_by_a_shell"),
        (".*scrapyd-deploy",
         "deploy/test_cycle.py::test_the_egg_is_deployed_and_its_spiders_are_known"),
        (".*schedule.py --status", "deploy/test_cycle.py::test_nobody_gets_in_without_credentials"),
        ("install -d -o|runuser .*VACUUM|cd .*cp -a|mayadeen ledger show",
         "deploy/test_operating.py::test_a_backup_that_was_made_between_two_runs_is_restored"),
        ("mayadeen ledger tidy",
         "upkeep/test_tidy.py::"),
        ("mayadeen (runs|doctor)", "deploy/test_operating.py::test_scrapy_as_the_service_runs_it"),
        ("[*] [*].*openmetrics",
         "runs/test_openmetrics.py::test_the_figures_of_each_spider_and_edition"),
        ("30 7.*audit", "audit/test_audit.py::"),
        ("MAYADEEN_NOTIFY",
         "health/test_notification_channels.py::"),
        ("mayadeen watch", "watch/test_watch_command.py::"),
        ("find articles",
         "deploy/test_operating.py::test_finished_days_are_moved_away_and_back"),
        ("runuser .*archived", "spiders/test_archived.py::"),
        ("(sudo .*)?/opt/mayadeen/venv/bin/scrapy crawl|sudo",
         "crawling/replay/"),
        ("/opt/mayadeen/venv/bin/dask",
         "deploy/test_compose.py::test_the_cluster_is_started_by_commands_that_dask_knows"),
        ("[(]cat", "deploy/test_operating.py::test_another_edition_is_scheduled"),
    ],
    "performance.md": [
        (".*tests.bench", "test_bench.py::"),
        ("make bench", "test_bench.py::"),
    ],
}  # fmt: skip


def printed(page: str) -> list[str]:
    """Return the lines of the page's blocks of commands, those that show an output left out."""
    path = ROOT / page if (ROOT / page).exists() else ROOT / "docs" / page
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    lines = [
        line for language, block in blocks if language in ("", "sh") for line in block.splitlines()
    ]
    return [line for line in lines if re.match(_COMMAND, line)]


#: How a line begins that somebody types. Others in such blocks are output, or a drawing.
_COMMAND = (
    r" *(?:scrapy|mayadeen|make|git|cd|docker|jq|\| [\[m]|curl|sqlite3|export|cdxt|apt-get|useradd"
    r"|/usr/bin|/opt|ln|install|cp|sed|systemctl|set -a|journalctl|ls -|\* \*|30 7|MAYADEEN_"
    r"|umask|chmod|runuser|find|sudo|\(cat|echo|AWS_|[.]venv|warcio|for f|diff|mkdir) ?"
)
PAGES = ["README.md", "CONTRIBUTING.md", *sorted(path.name for path in ROOT.glob("docs/*.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_each_printed_command_is_run_or_says_why_not(page: str) -> None:
    used = set()
    for line in printed(page):
        fits = [row for row in PRINTED.get(page, []) if re.match(row[0], line)]
        assert fits, f"{page} prints {line!r}: name the test that runs it, or why none does"
        used.add(fits[0])
    assert [row for row in PRINTED.get(page, []) if row not in used] == []


def test_the_tests_that_are_named_are_there() -> None:
    named = [where for rows in PRINTED.values() for _, where in rows]
    for file, _, name in (where.partition("::") for where in named if "not run: " not in where):
        assert (TESTS / file).exists(), file
        assert not name or f"def {name}(" in (TESTS / file).read_text(encoding="utf-8"), name
