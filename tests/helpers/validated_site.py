"""A small site whose lists and sitemaps have validators, and answer 304 while they are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from tests.helpers.served_site import Answer, SmallSite


def strong(body: bytes) -> dict[str, str]:
    """An ETag that is another one for every other body."""
    return {"ETag": f'"{hashlib.sha256(body).hexdigest()[:12]}"'}


class ValidatedSite(SmallSite):
    """Its pages by path; those of articles (three segments or more) have no validators.

    A request is answered by 304 if its conditions are those of the page's present validators.
    """

    def __init__(self, validators: Callable[[bytes], Mapping[str, str]] = strong) -> None:
        super().__init__()
        self.validators = validators
        self.answers: list[tuple[str, int]] = []
        """Path (decoded) and status of every answer, in order; robots.txt left out."""
        self.always_304: set[str] = set()
        """Paths that answer 304 whatever they are asked."""
        self.extra: dict[str, str] = {}
        """Further headers of every 200 that has validators."""

    def answer(self, path: str) -> Answer:
        """Return what *path*, as it is written in a request, answers now."""
        found = super().answer(path)
        name = unquote(path)
        if name in self.always_304:
            found = Answer(b"", 304)
        elif found.status == 200 and name.count("/") < 3 and name != "/robots.txt":
            found = self._validated(found, self.told[path])
        if name != "/robots.txt":
            self.answers.append((name, found.status))
        return found

    def _validated(self, found: Answer, asked: Mapping[str, str]) -> Answer:
        validators = self.validators(found.body)
        given = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}
        conditions = {name: asked[header] for name, header in given.items() if header in asked}
        headers = {**found.headers, **validators}
        if conditions and conditions == validators:
            return Answer(b"", 304, headers)
        return Answer(found.body, 200, {**headers, **self.extra})
