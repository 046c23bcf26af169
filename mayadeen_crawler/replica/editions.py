"""The editions the replica can be: for each its words and its sections."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mayadeen_crawler.replica.arabic import ARABIC
from mayadeen_crawler.replica.catalogue import ENGLISH_CATALOGUE, Catalogue
from mayadeen_crawler.replica.catalogue_ar import ARABIC_CATALOGUE
from mayadeen_crawler.replica.catalogue_es import SPANISH_CATALOGUE
from mayadeen_crawler.replica.english import ENGLISH
from mayadeen_crawler.replica.lexicon import Lexicon
from mayadeen_crawler.replica.spanish import SPANISH

LEXICONS: Mapping[str, Lexicon] = MappingProxyType(
    {lexicon.language: lexicon for lexicon in (ENGLISH, ARABIC, SPANISH)}
)
CATALOGUES: Mapping[str, Catalogue] = MappingProxyType(
    {"en": ENGLISH_CATALOGUE, "ar": ARABIC_CATALOGUE, "es": SPANISH_CATALOGUE}
)
