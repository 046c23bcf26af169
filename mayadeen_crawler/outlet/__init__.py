"""What is known of the outlet: editions, clock, sections, labels, words, URL paths. Data only.

Each edition is a file (``english``, ``arabic``, ``spanish``) of the classes in ``types``; the
tables of URL paths in ``section_paths`` serve all three. A wrong address on the site, a section
that is missing or a word that a page heads its boxes with is mended here. Labels are certain, most
paths are not: a section's address is learned from the site's own navigation, and the path
here is used where that fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mayadeen_crawler.outlet.arabic import ARABIC
from mayadeen_crawler.outlet.english import ENGLISH
from mayadeen_crawler.outlet.section_paths import (
    AUTHOR_FOLDERS,
    COVERAGE_FOLDERS,
    IDENTIFYING_PARAMETERS,
    LIGHT_SEGMENTS,
    LIST_FOLDERS,
    NOT_ARTICLES,
    NOT_LISTINGS,
    PATHS,
    TRACKING_PARAMETERS,
    ListKind,
    PathRule,
)
from mayadeen_crawler.outlet.spanish import SPANISH
from mayadeen_crawler.outlet.types import (
    CMS_TIME_ZONE,
    Edition,
    EditionCode,
    Section,
    Site,
    Words,
)

__all__ = [
    "ARABIC",
    "AUTHOR_FOLDERS",
    "CMS_TIME_ZONE",
    "COVERAGE_FOLDERS",
    "EDITIONS",
    "ENGLISH",
    "IDENTIFYING_PARAMETERS",
    "LIGHT_SEGMENTS",
    "LIST_FOLDERS",
    "NOT_ARTICLES",
    "NOT_LISTINGS",
    "PATHS",
    "SPANISH",
    "TRACKING_PARAMETERS",
    "Edition",
    "EditionCode",
    "ListKind",
    "PathRule",
    "Section",
    "Site",
    "Words",
]

#: Code → edition.
EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {edition.code: edition for edition in (ENGLISH, ARABIC, SPANISH)}
)
