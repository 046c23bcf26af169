"""The package: what it holds, and the ranges of what it runs on."""

import re
import sys
from pathlib import Path
from typing import Any

from setuptools import find_packages, setup

ROOT = Path(__file__).parent
INIT = (ROOT / "mayadeen_crawler" / "__init__.py").read_text(encoding="utf-8")

# Templates of the report's page and of the replica's.
JINJA = "jinja2>=3.1,<4"

# `scrapy report`, exports as Parquet (SQL over the feeds; charts drawn without a browser), Excel,
# and the pandas that docs/analysis.md uses beside DuckDB.
ANALYSIS = [
    "duckdb>=2,<3",
    "vl-convert-python>=1.8,<2",
    "pandas>=3,<4",
    "xlsxwriter>=3.2,<4",
    JINJA,
]
# `scrapy demo` and `scrapy replica`: the made-up site and its server.
DEMO = ["aiohttp>=3.13,<4", JINJA]
# Messages about unhealthy runs: apprise sends to e-mail and chat services, Sentry is its own.
NOTIFY = ["apprise>=1.9,<2", "sentry-sdk>=2.20,<3"]
# A server that runs scheduled jobs, and what builds eggs for it. Scrapyd itself
# keeps setuptools under 81: later ones lack what it loads eggs with.
SCRAPYD = ["scrapyd>=1.6,<2", "scrapyd-client>=2,<3", "setuptools>=77"]
# `make docs`: docs/ as a site.
DOCS = ["zensical>=0.0.73,<0.1"]
# Replays on other machines.
DASK = ["dask>=2026.1", "distributed>=2026.1"]
# Finished days in object storage.
S3 = ["boto3>=1.40,<2"]
# `scrapy browse`: the feeds as pages.
BROWSE = ["datasette>=0.65,<1"]
# Everything that a user can use.
ALL = [*ANALYSIS, *BROWSE, *DASK, *DEMO, *NOTIFY, *S3, *SCRAPYD]


def egg_commands() -> dict[str, Any]:
    """Return the command that builds the egg, with bytecode where Python looks for it in a zip.

    That is beside the source; in ``__pycache__`` a zip's is not found, and each job of Scrapyd
    would compile all modules it imports. Later releases of setuptools may lack the command.
    """
    from setuptools.command.bdist_egg import bdist_egg

    class WithBytecode(bdist_egg):
        def copy_metadata_to(self, target_dir: str) -> None:
            super().copy_metadata_to(target_dir)
            for compiled in Path(self.bdist_dir).rglob("__pycache__/*.pyc"):
                module = compiled.name.partition(".")[0]
                compiled.replace(compiled.parent.with_name(f"{module}.pyc"))

    return {"bdist_egg": WithBytecode}


setup(
    cmdclass=egg_commands() if "bdist_egg" in sys.argv else {},
    name="mayadeen-crawler",
    version=re.findall(r'__version__ = "(.+)"', INIT)[0],
    description="Al Mayadeen's site as feeds: every article once, every edit as a revision",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    license_files=["LICENSE"],
    packages=find_packages(include=["mayadeen_crawler", "mayadeen_crawler.*"]),
    package_data={
        "mayadeen_crawler": ["py.typed"],
        "mayadeen_crawler.browse": ["static/*", "templates/*"],
        "mayadeen_crawler.replica.rendering": ["templates/*"],
        "mayadeen_crawler.reports.rendering": ["templates/*"],
        "mayadeen_crawler.schemas": ["*.json"],
    },
    python_requires=">=3.11",
    install_requires=[
        "scrapy>=2.19,<2.20",
        "itemadapter>=0.13",
        "itemloaders>=1.5,<2",
        "w3lib>=2.4,<3",
        "parsel>=1.11,<2",
        "lxml>=6,<7",
        # The encoding of a page that declares none, as Scrapy guesses it.
        "charset-normalizer>=3.4,<4",
        # Metadata of a page that is not quite JSON.
        "pyjson5>=2,<3",
        "scrapy-playwright>=0.0.48,<0.1",
        # Whether a run was healthy.
        "spidermon>=1.27,<2",
        # The body of a page whose layout is not recognised.
        "trafilatura>=2.1,<3",
        "lxml_html_clean>=0.4",
        # Tables of the commands and the live line of a run, on a terminal.
        "rich>=14,<16",
        # Fetched pages as WARC files.
        "warcio>=1.8,<2",
        # WARC files compressed by Zstandard; Scrapy needs it, too.
        "backports.zstd>=1.3; python_version < '3.14'",
        # The site's clock, also where the system has no tz database.
        "tzdata",
    ],
    extras_require={
        "analysis": ANALYSIS,
        "browse": BROWSE,
        "dask": DASK,
        "demo": DEMO,
        "notify": NOTIFY,
        "s3": S3,
        "scrapyd": SCRAPYD,
        "docs": DOCS,
        "all": ALL,
        "test": [
            *ALL,
            *DOCS,
            "aiosmtpd>=1.4.6",
            # The compose file against its schema.
            "check-jsonschema>=0.37",
            "ruamel.yaml>=0.18",
            # The report, looked at by rules of accessibility.
            "axe-playwright-python>=0.1.6",
            # Another reader of WARC files than the one that writes them.
            "fastwarc>=1,<3",
            "hypothesis>=6.150",
            # Every record the tests write against its schema.
            "jsonschema-rs>=0.46",
            # Object storage that answers as S3 does, and the server it runs in.
            "moto[s3]>=5.2,<6",
            "flask>=3.1",
            "flask-cors>=6",
            "mypy>=2.4",
            # Data packages as an independent reader takes them.
            "frictionless[json]>=5.19,<6",
            "pytest>=9",
            "pytest-timeout>=2.4",
            "pytest-xdist>=3.8",
            "ruff>=0.17",
            "types-lxml",
            "types-setuptools",
        ],
    },
    entry_points={
        "console_scripts": ["mayadeen = mayadeen_crawler.__main__:main"],
        "scrapy": ["settings = mayadeen_crawler.settings"],
    },
    zip_safe=True,
)
