"""A built directory over HTTP, on this machine only: the page, its entities, its files, and a SPARQL endpoint.

| path | gives |
|---|---|
| `/` | the interactive page |
| `/entity/<key>` | what is said of one thing; as Turtle where Accept wants it |
| `/sparql` | the SPARQL 1.1 protocol, for reading |
| `/<file>` | a file of the directory that a build wrote |
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kg_builder.errors import GraphError, ServeError
from kg_builder.explain import Explainer
from kg_builder.export import FORMATS
from kg_builder.graph.iri import encode_key
from kg_builder.graph.load import load_graph
from kg_builder.query import Querier
from kg_builder.serve.message import Request, Response, choose_type, refuse
from kg_builder.serve.pages import ENTITY, render_entity
from kg_builder.serve.sparql import GRAPHS, answer_query

HOST = "127.0.0.1"
LONGEST = 1_000_000             # bytes of a request's body
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PREFLIGHT = (("Access-Control-Allow-Methods", "GET, HEAD, POST"), ("Access-Control-Allow-Headers", "Content-Type"))
_TYPES = {format.file_name: format.media_type for format in FORMATS.values()} | {"build.json": "application/json"}


class Site:
    """A built directory as an answer to requests; free of any socket."""

    def __init__(self, directory: Path, *, allow_origin: str | None = None) -> None:
        """Load the directory's graph; raise GraphError where there is none."""
        self.directory, self.allow_origin = directory, allow_origin
        self.querier = Querier(directory)
        graph = load_graph(directory)
        self.base = graph.graph["base_iri"]
        self.explainer = Explainer(graph)
        self.files = self._list_files()

    def _list_files(self) -> frozenset[str]:
        """Return what a build wrote there, and nothing else that may lie beside it."""
        try:
            outputs = json.loads((self.directory / "build.json").read_text("utf-8"))["outputs"]
        except (OSError, ValueError, KeyError, TypeError):
            return frozenset()
        return frozenset(name for name in outputs if name in _TYPES)

    def answer(self, request: Request) -> Response:
        """Answer a request."""
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if host not in (HOST, "localhost"):     # another name for this address is a page that tries to reach it
            return refuse(403, f"{host or 'no host'}: this server is for {HOST} and localhost")
        if request.method == "OPTIONS" and self.allow_origin:       # what a browser asks before it posts a query
            response = Response(204, "text/plain", b"", _PREFLIGHT)
        elif request.path == "/sparql":
            response = answer_query(request, self.querier)
        elif request.method not in ("GET", "HEAD"):
            response = refuse(405, f"{request.method}: not allowed; use GET", ("Allow", "GET, HEAD"))
        elif request.path.startswith(ENTITY):
            response = self._answer_entity(request.path.removeprefix(ENTITY), request.headers.get("accept", ""))
        else:
            response = self._answer_file(request.path.removeprefix("/") or "graph.html")
        if self.allow_origin:
            headers = (*response.headers, ("Access-Control-Allow-Origin", self.allow_origin))
            return Response(response.status, response.media_type, response.body, headers)
        return response

    def _answer_entity(self, key: str, accept: str) -> Response:
        if not self.explainer.is_entity(key):
            return refuse(404, f"{key}: there is no such entity")
        kind = choose_type(accept, ["text/html", *GRAPHS])
        if kind is None:
            return refuse(406, f"{accept}: not offered; there are text/html, {', '.join(GRAPHS)}")
        if kind != "text/html":
            triples = self.querier.run(f"DESCRIBE <{encode_key(key, base_iri=self.base)}>")
            return Response(200, kind, bytes(triples.serialize(format=GRAPHS[kind])))
        page = render_entity(key, self.explainer).encode("utf-8", "replace")
        return Response(200, "text/html; charset=utf-8", page, (("Content-Security-Policy", _POLICY),))

    def _answer_file(self, name: str) -> Response:
        if name not in self.files:
            return refuse(404, f"{name}: not here; there are {', '.join(sorted(self.files))}, /sparql, /entity/KEY")
        try:
            return Response(200, f"{_TYPES[name]}; charset=utf-8", (self.directory / name).read_bytes())
        except OSError as error:
            return refuse(404, f"{name}: cannot be read: {error.strerror}")


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _serve(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 <= length <= LONGEST or "chunked" in (self.headers.get("Transfer-Encoding") or ""):
                self._send(refuse(413, f"a body of at most {LONGEST:,} bytes is expected, with its length"))
                self.close_connection = True
                return
            parts = urlsplit(self.path.encode("latin-1").decode("utf-8"))      # some send Chinese as it is
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._send(self.server.site.answer(
                Request(self.command, unquote(parts.path), parts.query, headers, self.rfile.read(length))))
        except (ValueError, GraphError) as error:
            self._send(refuse(400, f"not a well-formed request: {error}"))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _serve

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        headers = (("Content-Type", response.media_type), ("Content-Length", str(len(response.body))),
                   ("X-Content-Type-Options", "nosniff"), *response.headers)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: what is asked is nobody else's business."""


class _Server(ThreadingHTTPServer):
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that go before they have their answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def make_server(directory: Path, *, port: int = 0, allow_origin: str | None = None) -> _Server:
    """Return a server for a built directory on 127.0.0.1; call its `serve_forever`.

    Args:
        directory: a built directory.
        port: 0 takes a free one; `server_port` of what is returned tells which.
        allow_origin: the origin whose pages may read the answers (CORS), or `*`; nobody's without it.

    Raises:
        GraphError: there is no graph.
        ServeError: the port is taken.
    """
    site = Site(directory, allow_origin=allow_origin)
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as error:
        raise ServeError(f"port {port}: {error.strerror}; name another --port") from None
    server.site = site
    return server
