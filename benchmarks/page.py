"""The interactive page beside stock pyvis: how soon it draws, how it pans, how large it is, what it asks of a network.

    python -m benchmarks.page [--json] [--sizes 100,1000,5000] [--stock 100,1000] [--limit SECONDS]

Every page is opened from its file in headless Chromium without a GPU; ours and the stock page in one run, so that only
their ratio need be trusted. Exit code 1 where ours misses a target.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))     # the graphs of the tests

from graphs import make_large_graph
from kg_builder.export import payload
from kg_builder.export.html import render_html

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--enable-precise-memory-info"]
SIZES = (100, 1000, 5000, 20000, 50000)
OPEN = {100: 1.0, 1000: 1.5, 5000: 2.5, 20000: 4.0, 50000: 4.0}      # seconds until the picture is there
FRAMES, HEAP, SEARCH, PATH, BUILD, PLAIN = 30, 150e6, 0.05, 0.1, 2.0, 2.5e6

# Notes when a canvas first shows something: another colour than that of its corner.
WATCH = """(() => {
  const probe = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
  const look = setInterval(() => {
    const canvas = document.querySelector("canvas");
    if (!canvas || !canvas.width) return;
    probe.clearRect(0, 0, 64, 64);
    probe.drawImage(canvas, 0, 0, 64, 64);
    const { data } = probe.getImageData(0, 0, 64, 64);
    if (!data.some((value, i) => value !== data[i % 4])) return;
    window.firstDrawn = performance.now() / 1000;
    clearInterval(look);
  }, 20);
})()"""
COUNT = """network => { window.frames_drawn = 0; network.on("afterDrawing", () => window.frames_drawn++); }"""
GROUND = """network => {    // somewhere without a node or a line, to take hold of
  const box = document.querySelector("canvas").getBoundingClientRect();
  for (let y = 60; y < box.height - 160; y += 15) {
    for (let x = 30; x < box.width - 280; x += 15) {
      const there = document.elementFromPoint(box.x + x, box.y + y);
      if (there?.tagName !== "CANVAS" || network.getNodeAt({ x, y }) || network.getEdgeAt({ x, y })) continue;
      return [box.x + x, box.y + y];
    }
  }
  return [box.x + 30, box.y + 60];
}"""
SEARCHES = """() => { const times = ["c", "ch", "che", "chen", "王", "王如", "wr", "wrq", "zzz"].map(query => {
    const begin = performance.now(); $main.app.search(query, 12); return performance.now() - begin; });
    return Math.max(...times) / 1000; }"""
PATHS = """() => { const { model } = $main.app, { filtered } = $main.app.derived(), last = model.nodes.length - 1;
    const begin = performance.now();
    for (let i = 1; i <= 5; i++) $paths.findPath(model, filtered, last - i * 7, Math.floor(last / 2) + i);
    return (performance.now() - begin) / 5000; }"""


@dataclass
class Result:
    """What one page took: seconds, bytes, frames a second; None where it was not reached within the limit."""

    page: str
    nodes: int
    layout: float | None = None
    build: float | None = None
    size: int | None = None
    opened: float | None = None
    frames: float | None = None
    drawn: int | None = None
    heap: int | None = None
    search: float | None = None
    path: float | None = None
    requests: int = 0
    misses: list[str] = field(default_factory=list)


def build_ours(graph: nx.MultiDiGraph[str]) -> tuple[str, Result]:
    """Return our page of a graph, with the time of the layout apart from the rest."""
    spent = []
    original = payload.lay_out

    def measured(*args: Any, **options: Any) -> Any:
        begin = time.perf_counter()
        try:
            return original(*args, **options)
        finally:
            spent.append(time.perf_counter() - begin)

    payload.lay_out = measured
    try:
        begin = time.perf_counter()
        page = render_html(graph)
        total = time.perf_counter() - begin
    finally:
        payload.lay_out = original
    entities = sum(node["type"] != "Article" for _, node in graph.nodes(data=True))
    return page, Result("kg-builder", entities, layout=spent[0], build=total - spent[0], size=len(page.encode()))


def build_stock(graph: nx.MultiDiGraph[str]) -> tuple[str, Result]:
    """Return the page that pyvis makes by itself, with everything that it inlines inlined."""
    from pyvis.network import Network

    begin = time.perf_counter()
    network = Network(directed=True, cdn_resources="in_line", height="900px")
    kept = [key for key, node in graph.nodes(data=True) if node["type"] != "Article"]
    for key in kept:
        network.add_node(key, label=graph.nodes[key]["label"], group=graph.nodes[key]["type"])
    for head, tail, data in graph.subgraph(kept).edges(data=True):
        network.add_edge(head, tail, title=data["predicate"])
    page = network.generate_html()
    return page, Result("pyvis", len(kept), build=time.perf_counter() - begin, size=len(page.encode()))


def open_page(browser: Any, path: Path, result: Result, *, limit: float) -> None:
    """Open a page and fill in what it took."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("request", lambda request: count_request(result, request.url))
    page.route("http*://**", lambda route: route.abort())
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("() => window.firstDrawn", timeout=limit * 1000, polling=50)
        result.opened = page.evaluate("() => window.firstDrawn")
        page.wait_for_timeout(500)
        network = "$main.app.picture.network" if result.page == "kg-builder" else "network"
        result.frames = count_frames(page, network)
        result.drawn = page.evaluate(f"() => Object.keys({network}.body.nodes).filter(id => id[0] !== 'e').length")
        result.heap = page.evaluate("() => performance.memory.usedJSHeapSize")
        if result.page == "kg-builder":
            page.evaluate(SEARCHES)         # the index is made at the first key
            result.search, result.path = page.evaluate(SEARCHES), page.evaluate(PATHS)
    except Exception as error:
        if "Timeout" not in type(error).__name__:
            raise
    finally:
        context.close()


def count_request(result: Result, url: str) -> None:
    result.requests += not url.startswith(("file:", "data:", "blob:"))


def count_frames(page: Any, network: str) -> float:
    """Return how many pictures a second are drawn while the mouse drags the ground to and fro."""
    page.evaluate(f"() => ({COUNT})({network})")
    x, y = page.evaluate(f"() => ({GROUND})({network})")
    page.mouse.move(x, y)
    page.mouse.down()
    begin = time.perf_counter()
    step = 0
    while time.perf_counter() - begin < 2.0:
        step += 1
        page.mouse.move(x + step % 40 * 6, y + step % 20 * 6)
    seconds = time.perf_counter() - begin
    frames: int = page.evaluate("() => window.frames_drawn")
    page.mouse.up()
    return frames / seconds


def judge(result: Result) -> None:
    """Note the targets that our page misses."""
    checks = [("opened", result.opened, OPEN.get(result.nodes)), ("heap", result.heap, HEAP),
              ("search", result.search, SEARCH if result.nodes <= 20000 else None), ("path", result.path, PATH),
              ("requests", result.requests, 0)]
    result.misses += [name for name, value, most in checks if most is not None and (value is None or value > most)]
    if result.frames is not None and result.frames < FRAMES:
        result.misses.append("frames")
    if result.nodes >= 50000 and result.build is not None and result.build > BUILD:
        result.misses.append("build")


def run(sizes: list[int], stock: list[int], limit: float) -> Iterator[Result]:
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for size in sorted({*sizes, *stock}):
            graph = make_large_graph(size)
            for wanted, build in ((sizes, build_ours), (stock, build_stock)):
                if size not in wanted:
                    continue
                page, result = build(graph)
                path = Path(folder) / f"{result.page}-{size}.html"
                path.write_text(page, encoding="utf-8")
                open_page(browser, path, result, limit=limit)
                if result.page == "kg-builder":
                    judge(result)
                yield result
        browser.close()


def measure_plain() -> int:
    """Return the bytes of a page of 20,000 nodes without evidence."""
    graph = make_large_graph(20000)
    for *_, data in graph.edges(data=True):
        data["evidence"] = ()
    return len(render_html(graph, text_limit=0).encode())


COLUMNS = {"page": "page", "nodes": "nodes", "layout": "layout s", "build": "build s", "size": "MB", "opened": "open s",
           "frames": "frames/s", "drawn": "drawn", "heap": "heap MB", "search": "search ms", "path": "path ms",
           "requests": "requests", "misses": "misses"}


def show(result: Result) -> str:
    values = asdict(result)
    for name, factor in (("size", 1e-6), ("heap", 1e-6), ("search", 1e3), ("path", 1e3)):
        values[name] = None if values[name] is None else values[name] * factor
    cells = [show_cell(name, value) for name, value in values.items()]
    return "  ".join(cell.rjust(max(len(head), 10)) for cell, head in zip(cells, COLUMNS.values(), strict=True))


def show_cell(name: str, value: Any) -> str:
    if value is None:
        return "never" if name == "opened" else ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of nodes, with commas")
    parser.add_argument("--stock", default="100,1000", help="sizes at which stock pyvis is opened too; none: empty")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds to wait for a picture")
    parser.add_argument("--plain", action="store_true", help="measure 20,000 nodes without evidence, too")
    options = parser.parse_args()
    numbers = [[int(size) for size in text.split(",") if size] for text in (options.sizes, options.stock)]
    results = []
    if not options.json:
        print("  ".join(head.rjust(10) for head in COLUMNS.values()))
    for result in run(*numbers, options.limit):
        results.append(result)
        if not options.json:
            print(show(result), flush=True)
    plain = measure_plain() if options.plain else None
    if options.json:
        print(json.dumps({"pages": [asdict(result) for result in results], "plain_bytes": plain}, indent=1))
    elif plain is not None:
        print(f"20,000 nodes without evidence: {plain / 1e6:.2f} MB (at most {PLAIN / 1e6:.1f})")
    return 1 if any(result.misses for result in results) or (plain or 0) > PLAIN else 0


if __name__ == "__main__":
    sys.exit(main())
