"""`serve`: a built graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from kg_builder.cli.common import DEFAULT, echo


@click.command()
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(path_type=Path), default=DEFAULT)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--allow-origin", metavar="ORIGIN", help="Origin whose pages may read the answers (CORS), or *.")
def serve(directory: Path, port: int, allow_origin: str | None) -> None:
    """Serve a built graph on 127.0.0.1: the page, a page for each entity, and a SPARQL endpoint.

    Until it is stopped (Ctrl-C). DIR is a built directory, output where none is given.

    \b
    Example:
      kg-builder serve output --port 8765
      curl http://127.0.0.1:8765/sparql --data-urlencode "query=ASK { ?person a kg:Person }"
    """
    from kg_builder.serve import HOST, make_server

    with make_server(directory, port=port, allow_origin=allow_origin) as server:
        echo(f"http://{HOST}:{server.server_port}/  (SPARQL: /sparql; Ctrl-C ends)")
        server.serve_forever()
