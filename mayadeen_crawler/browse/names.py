"""Articles by tag and by author: how many there are of each, and the filter that finds them.

Datasette would read the JSON array of every article for that; the tables ``tags`` and ``authors``
have the same names with an index, so that 200,000 articles are counted within a moment.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import ColumnFacet, DateFacet, Facet
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, path_with_removed_args
from datasette.utils.asgi import Request

#: Column of ``articles`` → its table, the column there, the parameter of an address, its noun.
NAMES = {
    "tags": ("tags", "tag", "_tag", "tag"),
    "authors": ("authors", "name", "_author", "author"),
}
#: What only a query of some of the articles has.
_IS_SOME = " where "


@hookimpl  # type: ignore[untyped-decorator]
def register_facet_classes() -> list[type[Facet]]:
    """Return the kinds of facets; in place of Datasette's own, see `server.application`."""
    return [ColumnFacet, DateFacet, NamesFacet]


class NamesFacet(Facet):  # type: ignore[misc]
    """Counts of the tags or authors of the articles that a page is about: ``{"names": "tags"}``."""

    type = "names"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return (counts of each column, columns for which that took too long)."""
        found = [(one, await self._counted(one)) for one in self._columns()]
        return (
            [result for _, result in found if result is not None],
            [column for column, result in found if result is None],
        )

    def _columns(self) -> list[str]:
        asked = [one["config"]["simple"] for one in self.get_configs()]
        return [one for one in asked if one in NAMES and self.table == "articles"]

    async def _counted(self, column: str) -> dict[str, Any] | None:
        table, name, parameter, _ = NAMES[column]
        size = self.get_facet_size()
        # Names of our own, and Datasette's query.
        these = f"WHERE article_id IN (SELECT id FROM ({self.sql}))" if _IS_SOME in self.sql else ""  # noqa: S608
        counted = (
            f"SELECT {name} AS value, count(DISTINCT article_id) AS count FROM {table} {these} "  # noqa: S608
            f"GROUP BY {name} ORDER BY count DESC, value LIMIT {size + 1}"
        )
        limit = self.ds.setting("facet_time_limit_ms")
        try:
            rows = await self.ds.execute(
                self.database, counted, self.params, custom_time_limit=limit
            )
        except QueryInterrupted:
            return None
        return {
            "name": column,
            "type": self.type,
            "hideable": False,
            "toggle_url": "",
            "results": [self._result(parameter, *row) for row in rows.rows[:size]],
            "truncated": len(rows.rows) > size,
        }

    def _result(self, parameter: str, value: str, count: int) -> dict[str, Any]:
        selected = value in self.request.args.getlist(parameter)
        change = path_with_removed_args if selected else path_with_added_args
        address = self.ds.urls.path(change(self.request, {parameter: value}))
        return {
            "value": value,
            "label": value,
            "count": count,
            "toggle_url": self.ds.absolute_url(self.request, address),
            "selected": selected,
        }


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Request, table: str) -> FilterArguments | None:
    """Find the articles with each tag and author that the address names: ``?_tag=Gaza``."""
    if table != "articles":
        return None
    clauses: list[str] = []
    values: dict[str, str] = {}
    said: list[str] = []
    for source, name, parameter, noun in NAMES.values():
        for value in request.args.getlist(parameter):
            key = f"name{len(values)}"
            values[key] = value
            clauses.append(f"id IN (SELECT article_id FROM {source} WHERE {name} = :{key})")  # noqa: S608
            said.append(f"{noun} is “{value}”")
    return FilterArguments(clauses, values, said)
