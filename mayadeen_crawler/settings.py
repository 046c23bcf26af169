"""Each value that differs from Scrapy's default, and why."""

from __future__ import annotations

import os
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

BOT_NAME = "mayadeen_crawler"
SPIDER_MODULES = ["mayadeen_crawler.spiders"]
NEWSPIDER_MODULE = "mayadeen_crawler.spiders"
COMMANDS_MODULE = "mayadeen_crawler.commands"

# --- Ours -------------------------------------------------------------------

#: Where feeds and ledger land: beside scrapy.cfg, else under the working directory.
OUTPUT_DIR = os.environ.get("MAYADEEN_OUTPUT_DIR") or str(
    (Path(closest_scrapy_cfg()).parent if closest_scrapy_cfg() else Path.cwd()) / "output"
)
#: Where every fetched page is kept as WARC, a file a run; unset: nowhere.
ARCHIVE_DIR = os.environ.get("MAYADEEN_ARCHIVE_DIR", "")
#: Who runs the crawler: a page or a mail address, part of the user agent.
CONTACT = os.environ.get("MAYADEEN_CONTACT", "")
#: From so many article pages on, a run is unhealthy when under MIN_COVERAGE of
#: them have a headline or a time, or over MAX_FAILED of all responses failed.
HEALTH_MIN_PAGES = 20
HEALTH_MIN_COVERAGE = 0.95
HEALTH_MAX_FAILED = 0.05
#: A section that published nothing for so many times its usual gap is warned of; 0: never.
SILENCE_FACTOR = 3.0
#: Per cent of the known articles that must be in the feeds, or `scrapy audit` ends with 4.
AUDIT_THRESHOLD = 99
#: Manifests of runs that are kept, in OUTPUT_DIR/runs: some weeks of scheduled ones.
RUNS_KEPT = 10_000
#: Who is told of runs that end unhealthy, blocked or failed, and of warnings: any of slack,
#: telegram, email, sentry, each set up by Spidermon's settings.
NOTIFY = os.environ.get("MAYADEEN_NOTIFY", "")
#: Minutes after publication at which a known article is visited again: half of
#: the site's articles are edited, most of them within hours.
REVISIT_LADDER = [30, 60, 120, 240, 480, 1440]
#: Minutes after publication from which on it is not: 2 in 100 are edited later.
REVISIT_END = 48 * 60
#: Known articles that a run visits again though none of its listings shows them.
REVISIT_BUDGET = 50
#: Seconds after which a second look settles that a missing page was removed.
REMOVAL_CONFIRM = 3600
#: Whether runs write down what lists showed.
LISTINGS = True
#: Whether runs ask, once a day, for the file in which a site reserves text mining.
TDMREP = True
#: Whether a run on a terminal shows how far it is.
PROGRESS = True
#: The Chromium to start where a listing needs one; unset, one is looked for.
BROWSER_PATH = os.environ.get("MAYADEEN_BROWSER", "")
#: Listings that are read in the browser at once: a page of it each.
BROWSER_PAGES = 2
#: Seconds without anything new or under way after which a press has brought
#: nothing; a second one is waited for twice as long.
BROWSER_PATIENCE = 5.0

# --- Politeness ---------------------------------------------------------------

ROBOTSTXT_OBEY = True
# The agent that robots.txt may name, whatever stands behind it in USER_AGENT.
ROBOTSTXT_USER_AGENT = "mayadeen-crawler"
# About one request a second, over all runs on the folder; 0 switches pacing off.
DOWNLOAD_DELAY = 1.0
# The shared pace spaces requests already; jitter on top would only slow them.
DOWNLOAD_DELAY_JITTER = 0.0
AUTOTHROTTLE_ENABLED = True
# Start at the floor: the first answers raise it soon enough.
AUTOTHROTTLE_START_DELAY = 1.0
# The site knows no logins, and a cookie would make runs differ.
COOKIES_ENABLED = False
# News pages reload themselves for their readers; a crawler would go in circles.
METAREFRESH_ENABLED = False
# Certificates of the live site are checked.
DOWNLOAD_VERIFY_CERTIFICATES = True
# An article page is some 100 kB; nothing of the site is this large.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
# A page that moved is few steps away, and a loop costs a request each.
REDIRECT_MAX_TIMES = 5

# Scrapy starts so many tasks for every response; a page holds one article.
CONCURRENT_ITEMS = 1

# --- Components ---------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "mayadeen_crawler.middlewares.offsite.OnSiteOnly": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "mayadeen_crawler.middlewares.robots.RobotsTxt": 100,
    # Before retries (550), and once the page is decompressed (590).
    "mayadeen_crawler.middlewares.blocks.ChallengeDetection": 560,
    "mayadeen_crawler.middlewares.known.SkipKnownArticles": 940,
    "mayadeen_crawler.middlewares.pace.RetryAfter": 950,
}
# Requests leave at the pace that all runs share, a browser makes some of them, and pages are
# written to the WARC file as they came.
DOWNLOAD_HANDLERS = dict.fromkeys(
    ("http", "https"), "mayadeen_crawler.middlewares.download_handler.DownloadHandler"
)
# Each is one more layer around what every response yields, and none has a use
# here: urls/canonical.py limits addresses, and listings know their own depth.
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
EXTENSIONS = {
    "mayadeen_crawler.extensions.startup_line.StartupLine": -10,
    # Its last look at the ledger comes before the writer closes it.
    "mayadeen_crawler.extensions.manifest.Manifest": -5,
    "mayadeen_crawler.ledger.writer.LedgerWriter": 0,
    "mayadeen_crawler.extensions.dropped_items.DroppedItems": 100,
    "mayadeen_crawler.extensions.tdmrep.TdmReservations": 150,
    "mayadeen_crawler.extensions.health.Health": 200,
    "mayadeen_crawler.extensions.gc_tuning.GcTuning": 300,
    "mayadeen_crawler.extensions.progress.Progress": 400,
}

# --- Notifications --------------------------------------------------------------

# The monitors and actions that Spidermon's settings name.
SPIDERMON_ENABLED = True
# What every channel says: one line.
SPIDERMON_SLACK_SENDER_NAME = "mayadeen-crawler"
SPIDERMON_SLACK_INCLUDE_ATTACHMENTS = False
SPIDERMON_SENTRY_PROJECT_NAME = "mayadeen-crawler"
SPIDERMON_SLACK_MESSAGE = SPIDERMON_TELEGRAM_MESSAGE = "{{ data.run.message }}"
SPIDERMON_BODY_TEXT = "{{ data.run.message }}"
SPIDERMON_EMAIL_SUBJECT = "mayadeen-crawler: {{ data.spider.name }}"
# Its settings may stand in the environment, where credentials belong.
globals().update(
    {name: value for name, value in os.environ.items() if name.startswith("SPIDERMON_")}
)

# --- The rest -------------------------------------------------------------------

# Nothing listens on a port, and nothing can be told what to do from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Text stays readable in -o files.
FEED_EXPORT_ENCODING = "utf-8"
# What a failure means for the record is said in a line of our own.
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
LOG_FORMATTER = "mayadeen_crawler.log_formatter.LogFormatter"
# An operator reads the log: pages and items one by one are for debugging.
LOG_LEVEL = "INFO"
# What Scrapy says of itself is for debugging, too.
ADDONS = {"mayadeen_crawler.addons.QuietLog": 0}
# Enough for a run of hours to show that it goes on.
LOGSTATS_INTERVAL = 600.0
