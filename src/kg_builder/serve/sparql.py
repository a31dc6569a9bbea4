"""The SPARQL 1.1 protocol over one graph, for reading: GET and POST, and the standard formats by Accept."""

from __future__ import annotations

from urllib.parse import parse_qs

import pyoxigraph as ox

from kg_builder.errors import QueryError
from kg_builder.query import Querier
from kg_builder.serve.message import Request, Response, choose_type, refuse

RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON, "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML, "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV, "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE, "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD, "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
DESCRIPTION = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
[] a sd:Service ; sd:supportedLanguage sd:SPARQL11Query ; sd:endpoint <> ;
    sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON>, <http://www.w3.org/ns/formats/SPARQL_Results_XML>,
        <http://www.w3.org/ns/formats/SPARQL_Results_CSV>, <http://www.w3.org/ns/formats/SPARQL_Results_TSV>,
        <http://www.w3.org/ns/formats/Turtle>, <http://www.w3.org/ns/formats/N-Triples>,
        <http://www.w3.org/ns/formats/RDF_XML>, <http://www.w3.org/ns/formats/JSON-LD> .
"""


def answer_query(request: Request, querier: Querier) -> Response:
    """Answer a request at the endpoint: one query, or the description of the service where there is none."""
    if request.method not in ("GET", "HEAD", "POST"):
        return refuse(405, f"{request.method}: not allowed; use GET or POST", ("Allow", "GET, HEAD, POST"))
    try:
        fields = parse_qs(request.query, keep_blank_values=True, errors="strict", max_num_fields=100)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method == "POST" and kind == FORM:
            for name, values in parse_qs(request.body.decode(), keep_blank_values=True, errors="strict",
                                         max_num_fields=100).items():
                fields.setdefault(name, []).extend(values)
        elif request.method == "POST" and kind == QUERY:
            fields.setdefault("query", []).append(request.body.decode())
        elif request.method == "POST":
            return refuse(415, f"{kind or 'no content type'}: not understood; send {QUERY} or {FORM}")
    except ValueError as error:
        return refuse(400, f"not a well-formed request: {error}")
    if "update" in fields:
        return refuse(403, "this endpoint is for reading; it takes no update")
    if {"default-graph-uri", "named-graph-uri"} & set(fields):
        return refuse(400, "this endpoint holds one graph; leave default-graph-uri and named-graph-uri out")
    if request.method != "POST" and not fields:
        return Response(200, "text/turtle; charset=utf-8", DESCRIPTION.encode())
    if len(fields.get("query", [])) != 1:
        return refuse(400, f"one query is expected, found {len(fields.get('query', []))}")
    return _answer(fields["query"][0], request.headers.get("accept", ""), querier)


def _answer(text: str, accept: str, querier: Querier) -> Response:
    try:
        found = querier.run(text)
    except QueryError as error:
        return refuse(400, str(error))
    if isinstance(found, ox.QueryTriples):
        kind = choose_type(accept, list(GRAPHS))
        body = found.serialize(format=GRAPHS[kind]) if kind else None
    else:
        kind = choose_type(accept, list(RESULTS))
        body = found.serialize(format=RESULTS[kind]) if kind else None
    if kind is None or body is None:
        offered = GRAPHS if isinstance(found, ox.QueryTriples) else RESULTS
        return refuse(406, f"{accept}: not offered; there are {', '.join(offered)}")
    return Response(200, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, bytes(body))
