"""Here lives a search server that answers as it is told, for troubles that a real one shows only when it is broken."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class ServerDouble:
    """`answers` by the first path part of a request or its last (`_search`, `_bulk`), else `everything`.

    `requests` keeps (method, path, body) of everything asked.
    """

    port: int = 0
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    everything: tuple[int, Any] = (200, {})
    is_elasticsearch: bool = True
    requests: list[tuple[str, str, str]] = field(default_factory=list)

    def list_searches(self) -> list[dict[str, Any]]:
        """The bodies of all searches asked."""
        return [json.loads(body) for _, path, body in self.requests if path.partition("?")[0].endswith("/_search")]


@contextmanager
def run_double() -> Iterator[ServerDouble]:
    double = ServerDouble()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            double.requests.append((self.command, self.path, self.rfile.read(length).decode()))
            parts = self.path.partition("?")[0].strip("/").split("/")
            status, body = double.everything
            for name in (parts[-1], parts[0]):
                if name in double.answers:
                    status, body = double.answers[name]
                    break
            told = b"" if self.command == "HEAD" else json.dumps(body).encode()
            self.send_response(status)
            if double.is_elasticsearch:
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _answer

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
