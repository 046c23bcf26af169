"""The editions that the replica can be: language code → words, and → sections."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mayadeen_crawler.replica.site.catalogue import ENGLISH_CATALOGUE, SectionCatalogue
from mayadeen_crawler.replica.site.catalogue_arabic import ARABIC_CATALOGUE
from mayadeen_crawler.replica.site.catalogue_spanish import SPANISH_CATALOGUE
from mayadeen_crawler.replica.writing.arabic import ARABIC
from mayadeen_crawler.replica.writing.english import ENGLISH
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon
from mayadeen_crawler.replica.writing.spanish import SPANISH

LEXICONS: Mapping[str, ReplicaLexicon] = MappingProxyType(
    {lexicon.language: lexicon for lexicon in (ENGLISH, ARABIC, SPANISH)}
)
CATALOGUES: Mapping[str, SectionCatalogue] = MappingProxyType(
    {"en": ENGLISH_CATALOGUE, "ar": ARABIC_CATALOGUE, "es": SPANISH_CATALOGUE}
)
