"""A client of Cobuild in one file, with nothing but Python's standard library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


class Refused(Exception):
    """What the server said of a request it did not answer, or not wholly."""

    def __init__(self, status: int, faults: list[dict[str, Any]]):
        self.status = status
        self.faults = faults
        super().__init__("\n".join(f"{self._code(f)}: {f['message']}" for f in faults))

    def _code(self, fault: dict[str, Any]) -> str:
        return str(fault.get("extensions", {}).get("code", self.status))

    @property
    def passing(self) -> bool:
        """Whether the same request may be answered later."""
        return self.status == 503 or any(self._code(f) == "UNAVAILABLE" for f in self.faults)


@dataclass(frozen=True)
class Cobuild:
    url: str = "http://127.0.0.1:8080/graphql"
    language: str = "en"
    timeout: float = 15.0  # seconds

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Sends one operation and gives its data; raises Refused where any part of it failed."""
        request = urllib.request.Request(
            self.url,
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/graphql-response+json",
                "Accept-Language": self.language,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                status, body = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        except urllib.error.URLError as error:
            raise Refused(503, [{"message": f"{self.url}: {error.reason}"}]) from None
        try:
            answer = json.loads(body)
        except ValueError:
            raise Refused(status, [{"message": body.decode(errors="replace")}]) from None
        if answer.get("errors") or answer.get("data") is None:
            raise Refused(status, answer.get("errors") or [{"message": f"HTTP status {status}"}])
        return answer["data"]

    def pages(self, query: str, *path: str, **variables: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Follows the connection at path to its end: gives each answer whole, and its connection.

        The query takes `$after: String` and selects `pageInfo { hasNextPage endCursor }`.
        Stops where something on the way to the connection is null.
        """
        after = None
        while True:
            data = self.ask(query, after=after, **variables)
            connection: Any = data
            for name in path:
                connection = connection and connection[name]
            if connection is None:
                return
            yield data, connection
            if not connection["pageInfo"]["hasNextPage"]:
                return
            after = connection["pageInfo"]["endCursor"]
