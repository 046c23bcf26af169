"""Typical mistakes, as people make them: one line on stderr that helps, and the right status."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article
from tests.helpers.processes import scrapy

#: What is typed → exit status, what the line says. ``here`` holds one article in ``output/``, a
#: file ``notes.txt`` and the demo's folder; ``nothing`` is a folder without a run.
MISTAKES: list[tuple[str, int, str]] = [
    # Names.
    ("exprot", 2, "unknown command 'exprot'; did you mean 'export'?"),
    ("crwal section", 2, "unknown command 'crwal'; did you mean 'crawl'?"),
    ("crawl sectoin", 2, "unknown spider 'sectoin'; did you mean 'section'?"),
    ("crawl", 2, "name one spider of archived, article"),
    ("crawl section politics", 2, "name one spider of"),
    ("crawl section -a section=politics", 2, "unknown argument 'section'; did you mean 'sections'"),
    ("crawl section -a sections politics", 2, "-a"),
    ("crawl section -a edition=fr", 2, "edition='fr' is none of en, ar, es; did you mean 'ar'?"),
    ("crawl section -a edition=EN", 2, "edition='EN' is none of en, ar, es; did you mean 'en'?"),
    ("crawl section -a since=yesterday", 2, "since='yesterday' is not an ISO date"),
    ("crawl section -a since=2026-02-30", 2, "since='2026-02-30' is not an ISO date"),
    (
        "crawl section -a since=2026-03-02 -a until=2026-03-01",
        2,
        "since=2026-03-02 is later than",
    ),
    ("crawl section -a max_pages=all", 2, "max_pages='all'"),
    ("crawl section -a browser=yes", 2, "browser='yes' is none of auto, never, always"),
    ("crawl section -a base_url=127.0.0.1:8000", 2, "is not the address of a host, such as http"),
    ("crawl tag", 2, "tags="),
    ("crawl breaking -a follow=soon", 2, "follow='soon'"),
    ("crawl breaking -a duration=60", 2, "needs follow=SECONDS"),
    ("crawl article", 2, "give exactly one of urls=URL,URL, file=PATH and warc=PATH"),
    ("crawl article -a urls=english.almayadeen.net/news/x", 2, "give whole URLs"),
    ("crawl article -a file=urls.txt", 2, "cannot be read: No such file"),
    ("crawl article -a warc=*.warc.gz", 2, "no such file, and the pattern matches nothing"),
    ("crawl archived", 2, "source="),
    # Settings.
    ("crawl section -s DOWNLOAD_DELY=2", 2, "did you mean 'DOWNLOAD_DELAY'?"),
    ("crawl section -s DOWNLOAD_DELAY=fast", 2, "is no number of seconds"),
    ("crawl section -s OUTPUT_DIR=", 2, "OUTPUT_DIR is empty: name a folder"),
    ("crawl section -s OUTPUT_DIR=notes.txt", 1, "notes.txt"),
    ("crawl section -s OUTPUT_DIR", 2, "-s"),
    ("crawl section -o s4://bucket/x.jsonl", 2, "nothing is stored to s4://"),
    ("crawl section -L LOUD", 2, "LOG_LEVEL='LOUD' is none of DEBUG, INFO"),
    # Export.
    ("export articles.csv", 2, "name the file by -o articles.csv"),
    ("export -o articles.xls", 2, "names a format that is not written here"),
    ("export -o nowhere/articles.csv", 1, "is not a folder: make it first"),
    ("export --format=", 2, "--format '' is none of"),
    ("export --format exel", 2, "--format 'exel' is none of"),
    ("export --edition fr", 2, "--edition 'fr' is none of en, ar, es; did you mean 'ar'?"),
    ("export --tag ,", 2, "--tag names no value"),
    ("export --section politcs", 2, "did you mean 'politics'?"),
    ("export --columns titel", 2, "--columns 'titel': no such field"),
    ("export --since today", 2, "--since 'today' is not an ISO date or time"),
    ("export --kind=", 2, "--kind '' is none of articles"),
    ("export --kind article", 2, "--kind 'article' is none of articles"),
    ("export -o output/articles/x.jsonl", 1, "belongs to the feeds and their ledger"),
    ("export -s OUTPUT_DIR=nothing", 1, "nothing has no ledger: no run has written there yet"),
    ("export -s OUTPUT_DIR=nothing", 1, "the demo's records: -s OUTPUT_DIR=demo-output"),
    # The others.
    ("search", 2, "name the words"),
    ("search olive --edition fr", 2, "--edition 'fr' is none of en, ar, es; did you mean 'ar'?"),
    ("search olive -s OUTPUT_DIR=notes.txt", 1, "notes.txt is a file, not a folder"),
    ("search olive --tag ,", 2, "--tag names no value"),
    ("search olive --section=", 2, "--section names no value"),
    ("search olive --author=،", 2, "--author names no value"),
    ("search olive --limit ten", 2, "--limit 'ten' is no whole number"),
    ("search olive --kind brekaing", 2, "did you mean 'breaking'?"),
    ("runs --edition fr", 2, "--edition 'fr' is none of en, ar, es; did you mean 'ar'?"),
    ("runs --max-age 30", 2, "--max-age '30' is not a time span such as 90s, 30m"),
    ("runs --spider breaknig", 2, "did you mean 'breaking'?"),
    ("runs --json --openmetrics", 2, "not allowed with argument --json"),
    ("audit --edition fr", 2, "--edition 'fr' is none of en, ar, es; did you mean 'ar'?"),
    ("audit --threshold most", 2, "threshold 'most' is no number of per cent"),
    ("audit -s OUTPUT_DIR=nothing", 1, "nothing has no ledger"),
    ("report --edition fr", 2, "--edition 'fr' is none of en, ar, es; did you mean 'ar'?"),
    ("report march.html", 2, "name the file by -o march.html"),
    ("history", 2, "give one ID or URL"),
    ("history en:99", 1, "is not known here"),
    ("history en:\udcff", 1, "en:? is not known here"),
    ("ledger", 2, "name one action"),
    ("ledger shwo", 2, "name one action: scrapy ledger show|rebuild|tidy"),
    ("ledger show --dry-run", 2, "--dry-run is for tidy, not for show"),
    ("ledger tidy -s RUNS_KEPT=some", 2, "RUNS_KEPT='some' is no number from 0 up"),
    ("ledger tidy -s OUTPUT_DIR=nowhere", 1, "nowhere is not there"),
    ("schema artcle", 2, "did you mean 'article'?"),
    ("schema --arguments sectoin", 2, "did you mean 'section'?"),
    ("publish", 2, "name one place: scrapy publish s3://"),
    ("notify", 2, "notify: say scrapy notify --test: runs notify by themselves"),
    ("notify --test", 2, "nobody is notified: put URLs of channels into MAYADEEN_NOTIFY"),
    ("parse", 2, "give one whole URL"),
    ("parse --spider=artcle https://english.almayadeen.net/news/x", 2, "did you mean 'article'?"),
    ("parse --spider=tag https://english.almayadeen.net/tags/x", 2, "give --spider=article"),
    ("doctor --edition fr", 2, "edition='fr' is none of en, ar, es"),
    ("doctor not-a-url", 2, "give the whole URL of an article"),
    ("replica --port 99999", 2, "--port from 0 to"),
    ("demo -s OUTPUT_DIR=mine", 2, "the demo writes to demo-output/ only"),
    # Options that are not there; a word of a search may begin with one minus.
    ("export --fields id,url", 2, "unknown option '--fields': see -h"),
    ("export --colums=id", 2, "unknown option '--colums'; did you mean '--columns'?"),
    ("export -f csv", 2, "unknown option '-f'"),
    ("search --csv olive", 2, "unknown option '--csv'"),
    ("search olive -o olive.csv", 2, "no -o here: scrapy search … --json > FILE"),
    ("search olive -n 5", 2, "no -n here: see -h"),
    ("search olive OR harbour", 0, "nothing found: all words must be there, whole"),
    ("search olive --kind articel", 2, "did you mean 'articles'?"),
    ("search zzz", 0, "nothing found: all words must be there, whole; grow* is also growers"),
    ("search --tag zzz", 0, "nothing found: no article has --tag 'zzz'"),
    ("search --section politcs", 0, "did you mean 'politics'?"),
    ("crawl section --sections politics", 2, "a spider's are -a sections=VALUE"),
    ("publish s3://bucket --dryrun", 2, "did you mean '--dry-run'?"),
    ("history en:1 --all", 2, "unknown option '--all'"),
    ("runspider notes.txt", 2, "'notes.txt' is no Python file"),
    ("runspider", 2, "name one file: scrapy runspider FILE"),
    ("watch", 0, "is not there or empty. One begins with [watch.NAME], then words ="),
    ("crawl section -s WATCH_FILE=notes.txt", 2, "not valid TOML"),
    (
        "ledger rebuild -s OUTPUT_DIR=nothing",
        1,
        "nothing holds no feed: no run has written there yet",
    ),
]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    for name in ("output", "demo-output"):
        with Ledger(folder / name) as ledger:
            ledger.write([ScrapedArticle(article(1, section="politics"))])
    (folder / "nothing").mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    return folder


@pytest.mark.sampled(93)
@pytest.mark.parametrize(("typed", "status", "says"), MISTAKES)
def test_a_mistake_is_one_line(here: Path, typed: str, status: int, says: str) -> None:
    done = scrapy(*typed.split(), cwd=here, MAYADEEN_OUTPUT_DIR="", MAYADEEN_NOTIFY="")
    assert says in done.stderr
    assert (done.returncode, len(done.stderr.splitlines()), done.stdout) == (status, 1, "")
    if status:
        assert done.stderr.startswith(f"scrapy {typed.split()[0]}: ") or "unknown command" in says
    assert (here / "notes.txt").read_text(encoding="utf-8") == "mine"
