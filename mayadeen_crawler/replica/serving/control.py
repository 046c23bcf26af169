"""Change the site over HTTP while it is served: ``scrapy replica --control``.

``/__replica__/publish?count=3&section=politics``, ``/edit?number=5&part=tags``,
``/rename?number=5``, ``/remove?number=5&status=410``, ``/restore?number=5``,
``/on?fault=slow``, ``/off?fault=slow``, ``/advance?seconds=60`` (the ticker), ``/requests``.
Each answers JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mayadeen_crawler.replica.faults.catalogue import Faults
from mayadeen_crawler.replica.site.site import ReplicaSite

PREFIX = "/__replica__/"


class ReplicaControl:
    """Carries out the actions; called by ``server.py`` for paths below ``PREFIX``."""

    def __init__(self, site: ReplicaSite, faults: Faults, requests: list[str]) -> None:
        self._actions: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
            "publish": lambda q: site.publish(int(q.get("count", 1)), q.get("section")),
            "edit": lambda q: site.edit(int(q["number"]), q.get("part", "headline")),
            "rename": lambda q: site.rename(int(q["number"])),
            "remove": lambda q: site.remove(int(q["number"]), int(q.get("status", 404))),
            "restore": lambda q: site.restore(int(q["number"])),
            "on": lambda q: str(faults.on(q["fault"])),
            "off": lambda q: faults.off(q["fault"]),
            "advance": lambda q: site.ticker_clock.advance(float(q["seconds"])),
            "requests": lambda _: list(requests),
        }

    def act(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Do what *path* names; return ``{"result": …}`` or ``{"error": str}``."""
        action = self._actions.get(path.removeprefix(PREFIX))
        if action is None:
            return {"error": f"actions: {', '.join(self._actions)}"}
        try:
            return {"result": action(query)}
        except (KeyError, ValueError, IndexError) as error:
            return {"error": f"{type(error).__name__}: {error}"}
