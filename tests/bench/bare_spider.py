"""The least that a spider does. It imports nothing but Scrapy: its start is measured, too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.http import Response, TextResponse


class BareSpider(scrapy.Spider):
    """Downloads the pages whose addresses *file* has and reads their headlines, nothing else."""

    name = "bare"
    file: str

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every page."""
        for url in Path(self.file).read_text(encoding="utf-8").split():
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Read the headline."""
        assert isinstance(response, TextResponse)
        yield {"headline": response.css("h1::text").get()}
