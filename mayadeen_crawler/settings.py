"""The settings of every crawl and command: our own, and Scrapy's where they differ, with reasons.

Loaded by Scrapy through ``scrapy.cfg``. ``commands/checks/settings.py`` validates the values.
"""

from __future__ import annotations

import os
from pathlib import Path

from scrapy.settings import default_settings
from scrapy.utils.conf import closest_scrapy_cfg

BOT_NAME = "mayadeen_crawler"
SPIDER_MODULES = ["mayadeen_crawler.spiders"]
COMMANDS_MODULE = "mayadeen_crawler.commands"

# --- Ours -------------------------------------------------------------------

# Beside scrapy.cfg, else the working directory.
_HERE = Path(closest_scrapy_cfg()).parent if closest_scrapy_cfg() else Path.cwd()
#: The folder of feeds and ledger: ``output`` beside scrapy.cfg, else in the working directory.
OUTPUT_DIR = os.environ.get("MAYADEEN_OUTPUT_DIR") or str(_HERE / "output")
#: The file that says who is told of which records; empty: nobody is told of any.
WATCH_FILE = os.environ.get("MAYADEEN_WATCH_FILE") or str(_HERE / "watch.toml")
#: The folder of the WARC files with every fetched page, one file a run; empty: none are written.
#: What the spider ``archived`` takes from public archives is kept in folders below it, and where it
#: is empty below OUTPUT_DIR/archives.
ARCHIVE_DIR = os.environ.get("MAYADEEN_ARCHIVE_DIR", "")
#: The services of public archives that the spider ``archived`` asks: scheme and host.
COMMONCRAWL_INDEX = "https://index.commoncrawl.org"
COMMONCRAWL_DATA = "https://data.commoncrawl.org"
WAYBACK_URL = "https://web.archive.org"
#: Whether the spider ``archived`` may run although the last run on the site was blocked: a person
#: decides that.
ARCHIVE_AFTER_BLOCK = False
#: Who runs the crawler: the URL of a page or a mail address, sent as part of the user agent.
CONTACT = os.environ.get("MAYADEEN_CONTACT", "")
#: A run with at least so many article pages is unhealthy if less than the share MIN_COVERAGE of
#: them has a headline or a time, or more than the share MAX_FAILED of all responses failed.
HEALTH_MIN_PAGES = 20
HEALTH_MIN_COVERAGE = 0.95
HEALTH_MAX_FAILED = 0.05
#: Warn of a section without new articles for so many times its usual gap; 0: never.
SILENCE_FACTOR = 3.0
#: `scrapy audit` ends with status 4 if less than so many per cent of the known articles are in
#: the feeds.
AUDIT_THRESHOLD = 99
#: How many manifests of runs are kept in OUTPUT_DIR/runs: some weeks of scheduled runs. Of older
#: ones those stay that are still asked for (upkeep/manifests.py).
RUNS_KEPT = 10_000
#: Days after which a run's WARC file in ARCHIVE_DIR is removed; 0: never.
ARCHIVE_KEPT_DAYS = os.environ.get("MAYADEEN_ARCHIVE_KEPT_DAYS") or 0
#: Who is notified of runs that end unhealthy, blocked or failed, and of warnings: an environment
#: variable that holds URLs of apprise services, since URLs hold credentials; or `sentry`.
NOTIFY = "$MAYADEEN_NOTIFY"
#: Minutes after publication at which a known article is fetched again: half of the site's
#: articles are edited, most of them within hours.
REVISIT_LADDER = [30, 60, 120, 240, 480, 1440]
#: Minutes after publication after which it is not fetched again: 2 in 100 are edited later.
REVISIT_END = 48 * 60
#: How many known articles a run may fetch again that none of its listings shows.
REVISIT_BUDGET = 50
#: A page that is missing (404, 410) counts as removed if it still is so many seconds later.
REMOVAL_CONFIRM = 3600
#: Seconds after which a page that lost much of its text, its time or its authors is believed, if a
#: second visit reads the same.
SHRUNK_AFTER = 3600
#: What does the work of a replay of WARC files: `processes` of this machine (`processes=N`), or
#: `dask`, the workers of the scheduler at DASK_SCHEDULER (`tcp://HOST:PORT`).
REPLAY_ENGINE = "processes"
DASK_SCHEDULER = os.environ.get("MAYADEEN_DASK_SCHEDULER", "")
#: Whether runs write what listing pages showed to the feed ``listings``.
LISTINGS = True
#: Whether runs request tdmrep.json, the file that reserves text mining, once a day.
TDMREP = True
#: Whether a run on a terminal shows a progress line.
PROGRESS = True
#: Path or name of the Chromium to start; empty: it is looked for (middlewares/chromium/locate.py).
BROWSER_PATH = os.environ.get("MAYADEEN_BROWSER", "")
#: How many listings are read in a browser at once, each in one of its own.
BROWSER_PAGES = 2
#: What one listing may use of its browser; when any of it is used up, the browser is killed and
#: the rest of the listing left unread. Seconds, its start, its end and the waits for the pace
#: included.
BROWSER_MAX_SECONDS = 60
#: Requests of its pages, those that are refused (pictures, off-site) included.
BROWSER_MAX_REQUESTS = 1000
#: Memory of all of its processes together, and what the run itself holds of its responses.
BROWSER_MAX_MEGABYTES = 1024
#: Pages that it opened by itself: neither its first page, nor a next page that was asked for.
BROWSER_MAX_NAVIGATIONS = 10
#: A press of a load-more button that shows nothing new, with no request under way, for so many
#: seconds has failed. The second press is given twice as long.
BROWSER_PATIENCE = 5.0

# --- Politeness ---------------------------------------------------------------

ROBOTSTXT_OBEY = True
# The name that robots.txt knows the crawler by, without the version and contact in USER_AGENT.
ROBOTSTXT_USER_AGENT = "mayadeen-crawler"
# 500 KiB of it are read, in bounded time.
ROBOTSTXT_PARSER = "mayadeen_crawler.middlewares.robots_rules.RobotsRules"
# Seconds between two requests of all runs on the folder; 0 switches the pace off.
DOWNLOAD_DELAY = 1.0
# The shared pace spaces requests; random delays on top would only slow them.
DOWNLOAD_DELAY_JITTER = 0.0
AUTOTHROTTLE_ENABLED = True
# Start with the smallest delay: the first responses raise it if the site is slow.
AUTOTHROTTLE_START_DELAY = 1.0
# The site has no logins, and a cookie could make it answer runs differently.
COOKIES_ENABLED = False
# Pages reload themselves by a meta refresh; a crawler that follows it would not end.
METAREFRESH_ENABLED = False
# Scrapy's default is not to verify certificates.
DOWNLOAD_VERIFY_CERTIFICATES = True
# An article page has some 100 kB, and no page or sitemap comes near this.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
# A page that moved is a few redirects away at most; a loop costs so many requests.
REDIRECT_MAX_TIMES = 5

# Scrapy starts so many tasks for every response, and a page holds one article.
CONCURRENT_ITEMS = 1

# --- Components ---------------------------------------------------------------

# Scrapy's own without three that are switched off here for good. ``None`` in EXTENSIONS and
# DOWNLOADER_MIDDLEWARES would still import them, with all that they need: aiohttp, tldextract,
# Twisted's terminal; 0.2 seconds of a start.
_UNUSED = {
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
}
EXTENSIONS_BASE = {
    name: order for name, order in default_settings.EXTENSIONS_BASE.items() if name not in _UNUSED
}
DOWNLOADER_MIDDLEWARES_BASE = {
    name: order
    for name, order in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items()
    if name not in _UNUSED
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "mayadeen_crawler.middlewares.offsite.OnSiteOnly": 50,
    "mayadeen_crawler.middlewares.one_form.OneForm": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "mayadeen_crawler.middlewares.robots.RobotsTxt": 100,
    # Before retries (550), and once the page is decompressed (590).
    # The page must be no challenge.
    "mayadeen_crawler.middlewares.mirror_edition.MirrorEdition": 555,
    "mayadeen_crawler.middlewares.blocks.ChallengeDetection": 560,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "mayadeen_crawler.middlewares.page_limits.MetaRefreshes": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "mayadeen_crawler.middlewares.whole_pages.Decompression": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "mayadeen_crawler.middlewares.page_limits.Redirects": 600,
    "mayadeen_crawler.middlewares.known_articles.SkipKnownArticles": 940,
    "mayadeen_crawler.middlewares.pace.RetryAfter": 950,
    # Last, so that a redirect's target is asked for with headers of its own.
    "mayadeen_crawler.middlewares.conditional.ConditionalRequests": 960,
}
# Requests leave at the pace that all runs share, a browser makes some of them, and pages are
# written to the WARC file as they came.
DOWNLOAD_HANDLERS = dict.fromkeys(
    ("http", "https"), "mayadeen_crawler.middlewares.download_handler.DownloadHandler"
)
# Each is one more layer around what every response yields, and none has a use here:
# urls/canonical.py limits the length of URLs, and listings count their own pages.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "mayadeen_crawler.pipelines.validate.Validate": 100,
    "mayadeen_crawler.pipelines.dates.NormalizeDates": 200,
    "mayadeen_crawler.pipelines.dates.WithinPeriod": 210,
    "mayadeen_crawler.pipelines.dedupe.Dedupe": 300,
    "mayadeen_crawler.pipelines.export.Export": 400,
}
# Scrapy's, which also looks whether each pipeline passes an article on.
ITEM_PROCESSOR = "mayadeen_crawler.pipelines.passing_on.Pipelines"
# Pipelines of a user, path of a class → its place among ours (ITEM_PIPELINES): under 100 items are
# as extracted, from 211 on their dates are normalised, over 400 they are what was written.
EXTRA_PIPELINES: dict[str, int] = {}
EXTENSIONS = {
    "mayadeen_crawler.extensions.startup_line.StartupLine": -10,
    # Its answer stands in the manifest.
    "mayadeen_crawler.extensions.kept_output.KeptOutput": -8,
    # It reads the ledger a last time before the writer closes it.
    "mayadeen_crawler.extensions.manifest.Manifest": -5,
    "mayadeen_crawler.ledger.writer.LedgerWriter": 0,
    "mayadeen_crawler.extensions.dropped_items.DroppedItems": 100,
    "mayadeen_crawler.extensions.page_errors.PageErrors": 110,
    "mayadeen_crawler.extensions.tdmrep.TdmReservations": 150,
    "mayadeen_crawler.extensions.health.Health": 200,
    "mayadeen_crawler.extensions.alerts.Alerts": 250,
    "mayadeen_crawler.extensions.tidying.Tidying": 260,
    "mayadeen_crawler.extensions.gc_tuning.GcTuning": 300,
    "mayadeen_crawler.extensions.progress.Progress": 400,
    # The last one: it looks until all others have ended.
    "mayadeen_crawler.extensions.stray_errors.StrayErrors": 10_000,
}

# --- Notifications --------------------------------------------------------------

# The monitors and actions that Spidermon's settings name.
SPIDERMON_ENABLED = True
SPIDERMON_SENTRY_PROJECT_NAME = "mayadeen-crawler"
# Spidermon's settings may stand in the environment, where the key of Sentry belongs.
globals().update(
    {name: value for name, value in os.environ.items() if name.startswith("SPIDERMON_")}
)

# --- The rest -------------------------------------------------------------------

# No port is opened, and a crawl cannot be controlled from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Write Arabic as such in -o files, not as \u escapes.
FEED_EXPORT_ENCODING = "utf-8"
# Scrapy's, and the other statuses by which a CDN says that it did not get a page of the site.
RETRY_HTTP_CODES = [*default_settings.RETRY_HTTP_CODES, 520, 521, 523, 525, 527, 530]
# Our own log line says what a failed request means.
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
STATS_CLASS = "mayadeen_crawler.utils.scrapy_internals.Stats"
LOG_FORMATTER = "mayadeen_crawler.log_formatter.LogFormatter"
# An operator reads the log; single pages and items are for debugging.
LOG_LEVEL = "INFO"
# Scrapy's messages about itself are for debugging, too.
ADDONS = {
    "mayadeen_crawler.addons.QuietLog": 0,
    "mayadeen_crawler.addons.HarmlessLog": 5,
    "mayadeen_crawler.addons.HonestAgent": 7,
    "mayadeen_crawler.addons.ExtraPipelines": 10,
    "mayadeen_crawler.addons.KeepOutput": 20,
}
# Scrapy's line with counts, every ten minutes: a run of hours shows that it goes on.
LOGSTATS_INTERVAL = 600.0
