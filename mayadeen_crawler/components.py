"""The components that a run cannot do without, and the pipelines that a user adds.

``spiders/base.py`` checks them before a run; ``addons.py`` puts EXTRA_PIPELINES beside ours.
"""

from __future__ import annotations

from typing import Any

from scrapy.settings import BaseSettings
from scrapy.statscollectors import DummyStatsCollector, StatsCollector
from scrapy.utils.misc import load_object

from mayadeen_crawler.exceptions import WrongUseError

#: Setting → its components of ours without which records would be wrong, repeated or lost, a bad
#: run would be called good, or the site would be asked for what it does not want to be asked for.
NEEDED = {
    "ITEM_PIPELINES": (
        "mayadeen_crawler.pipelines.validate.Validate",
        "mayadeen_crawler.pipelines.dates.NormalizeDates",
        "mayadeen_crawler.pipelines.dedupe.Dedupe",
        "mayadeen_crawler.pipelines.export.Export",
    ),
    "DOWNLOADER_MIDDLEWARES": (
        "mayadeen_crawler.middlewares.offsite.OnSiteOnly",
        "mayadeen_crawler.middlewares.one_form.OneForm",
        "mayadeen_crawler.middlewares.robots.RobotsTxt",
        "mayadeen_crawler.middlewares.blocks.ChallengeDetection",
        "mayadeen_crawler.middlewares.whole_pages.Decompression",
        "mayadeen_crawler.middlewares.page_limits.Redirects",
        "mayadeen_crawler.middlewares.known_articles.SkipKnownArticles",
        "mayadeen_crawler.middlewares.pace.RetryAfter",
        "mayadeen_crawler.middlewares.conditional.ConditionalRequests",
    ),
    # Scrapy's own: one may be switched off, beside ours, by someone who knows what it does.
    "DOWNLOADER_MIDDLEWARES_BASE": (
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware",
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware",
        "scrapy.downloadermiddlewares.retry.RetryMiddleware",
        "scrapy.downloadermiddlewares.stats.DownloaderStats",
    ),
    "SPIDER_MIDDLEWARES_BASE": (
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware",
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
    ),
    "EXTENSIONS": (
        "mayadeen_crawler.ledger.writer.LedgerWriter",
        "mayadeen_crawler.extensions.manifest.Manifest",
        "mayadeen_crawler.extensions.dropped_items.DroppedItems",
        "mayadeen_crawler.extensions.page_errors.PageErrors",
        "mayadeen_crawler.extensions.health.Health",
        "mayadeen_crawler.extensions.stray_errors.StrayErrors",
    ),
    "ADDONS": (
        "mayadeen_crawler.addons.HarmlessLog",
        "mayadeen_crawler.addons.HonestAgent",
        "mayadeen_crawler.addons.ExtraPipelines",
        "mayadeen_crawler.addons.KeepOutput",
    ),
}
#: The download handler of http and https: the pace is in it.
HANDLER = "mayadeen_crawler.middlewares.download_handler.DownloadHandler"
#: Setting → the only value with which a run can be believed.
FIXED = {
    "ITEM_PROCESSOR": "mayadeen_crawler.pipelines.passing_on.Pipelines",
    # What Scrapy keeps of a site would be read as the site of today, whatever became of it.
    "HTTPCACHE_ENABLED": False,
    # An error's page would be read as an article's.
    "HTTPERROR_ALLOW_ALL": False,
    "HTTPERROR_ALLOWED_CODES": [],
}
EXTRA = "EXTRA_PIPELINES"
_ADVICE = {"ITEM_PIPELINES": f"put your own pipelines in {EXTRA}, which are added to ours"}


def check_components(settings: BaseSettings) -> None:
    """Raise WrongUseError for what a run could not be believed with.

    That is a component of NEEDED that is left out, another value of FIXED, stats that are not kept,
    a wrong extra pipeline.
    """
    for setting, value in FIXED.items():
        given = settings[setting]
        # "False" and "" from a command line; no code and none.
        if given != value and (value or given not in ("False", "false", "0", "", None, ())):
            raise WrongUseError(f"{setting}={given!r}: a run can only do with {value!r}")
    for setting, needed in NEEDED.items():
        order = settings.getdict(setting)
        for name in needed:
            if order.get(name) is None:
                raise WrongUseError(
                    f"{setting} leaves out {name}, which a run cannot do without: "
                    f"{_ADVICE.get(setting, 'name it beside your own')} (docs/extending.md)"
                )
    if not _keeps_figures(settings["STATS_CLASS"]):
        raise WrongUseError(
            f"STATS_CLASS={settings['STATS_CLASS']!r} keeps no figures, by which a run is judged: "
            "derive yours from scrapy.statscollectors.StatsCollector"
        )
    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    for scheme in ("http", "https"):
        if handlers.get(scheme) != HANDLER:
            raise WrongUseError(
                f"DOWNLOAD_HANDLERS has another handler of {scheme} than {HANDLER}, which keeps "
                "the pace that all runs share: name your own beside it, for other schemes"
            )
    for name, place in extra_pipelines(settings).items():
        try:
            load_object(name)
        except (ImportError, ValueError, NameError, TypeError) as error:
            raise WrongUseError(f"{EXTRA}: {name!r} cannot be loaded: {error}") from None
        if isinstance(place, bool) or not isinstance(place, int):
            raise WrongUseError(f"{EXTRA}: {name!r} needs a whole number, its place: {place!r}")


def _keeps_figures(stats_class: Any) -> bool:
    try:
        found = load_object(stats_class)
        return issubclass(found, StatsCollector) and not issubclass(found, DummyStatsCollector)
    except (ImportError, ValueError, NameError, TypeError):
        return False


def extra_pipelines(settings: BaseSettings) -> dict[str, Any]:
    """Return EXTRA_PIPELINES, path of a class → its place; raises WrongUseError if it is none."""
    try:
        return dict(settings.getdict(EXTRA))
    except ValueError:
        raise WrongUseError(
            f"{EXTRA}={settings[EXTRA]!r} is no object such as "
            '{"my_package.pipelines.Translate": 350}'
        ) from None
