"""What can be taken away: pictures, tables, RDF, data of the selection."""

import csv
import io
import json
import struct
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from graphs import make_graph
from kg_builder.export.html import render_html
from kg_builder.export.rdf import write_turtle

pytestmark = pytest.mark.browser


def save(page, key):
    page.page.locator(".export summary").click()
    with page.page.expect_download() as download:
        page.page.locator(f'[data-key="{key}"]').click()
    with open(download.value.path(), "rb") as file:
        return download.value.suggested_filename, file.read()


def test_png_is_twice_as_large_as_the_picture(page):
    page.settle()
    name, data = save(page, "savePng")
    box = page.page.locator("#picture").bounding_box()
    assert name == "graph.png"
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (2 * box["width"], 2 * box["height"])


def test_svg_holds_what_is_drawn(page):
    page.settle()
    name, data = save(page, "saveSvg")
    root = ET.fromstring(data)
    space = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in root.iter(f"{space}text")]
    assert name == "graph.svg"
    assert "青梧县委" in texts
    assert len(list(root.iter(f"{space}line"))) == len(page.lines())
    assert len(list(root.iter(f"{space}g"))) >= len(page.drawn())


def test_csv_has_a_byte_order_mark_and_each_sentence(page, graph):
    name, data = save(page, "saveCsv")
    assert name == "graph.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    drawn = [(a, b, data) for a, b, data in graph.edges(data=True) if data["predicate"] != "byline"]
    assert len([row for row in rows if row["statement"]]) == sum(len(data["evidence"]) for *_, data in drawn)
    row = next(row for row in rows if row["subject"] == "覃若兰" and row["relation"] == "holdsPost")
    assert (row["object"], row["title"], row["sentence"], row["rule"], row["source"], row["confidence"]) == (
        "石鼓镇党委",
        "党委书记",
        "石鼓镇党委书记覃若兰走上讲台。",
        "post.organization",
        "news/2031-03-05.txt",
        "0.95",
    )


def test_csv_of_a_selection_is_the_selection(page):
    page.choose("覃若兰")
    _, data = save(page, "saveCsv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [(row["subject"], row["object"]) for row in rows] == [("覃若兰", "石鼓镇党委")]


def test_csv_runs_no_formula(open_page):
    graph = make_graph()
    key = next(key for key, node in graph.nodes(data=True) if node["label"] == "覃若兰")
    graph.nodes[key]["label"] = '=HYPERLINK("x"),1'
    found = open_page(render_html(graph))
    found.choose('=HYPERLINK("x"),1')
    _, data = save(found, "saveCsv")
    row = next(iter(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))))
    assert row["subject"] == '\'=HYPERLINK("x"),1'


def test_turtle_says_what_the_graph_file_says(page, graph, tmp_path):
    """Every triple of the exported selection, all that is drawn, is one of graph.ttl."""
    _, data = save(page, "saveTurtle")
    found = {(q.subject, q.predicate, q.object) for q in ox.parse(data, format=ox.RdfFormat.TURTLE)}
    whole = tmp_path / "graph.ttl"
    write_turtle(graph, whole)
    known = {(q.subject, q.predicate, q.object) for q in ox.parse(path=str(whole), format=ox.RdfFormat.TURTLE)}
    assert len(found) > 1000
    assert {str(triple) for triple in found - known} == set()


def test_json_is_the_selection(page):
    page.choose("覃若兰")
    name, data = save(page, "saveJson")
    value = json.loads(data)
    assert name == "graph.json"
    assert {node["label"] for node in value["nodes"]} == {"覃若兰", "石鼓镇党委"}
    [statement] = value["statements"]
    assert (statement["predicate"], statement["title"], statement["confidence"]) == ("holdsPost", "党委书记", 0.95)
    assert statement["evidence"][0]["exact"] == "石鼓镇党委书记覃若兰走上讲台。"


def test_the_page_prints_on_one_sheet(page):
    page.choose("覃若兰")
    page.settle()
    data = page.page.pdf(format="A4", landscape=True, print_background=True)
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") + data.count(b"/Type/Page/") == 1


def test_prints_a_light_drawing_whatever_the_theme(open_page, html):
    page = open_page(html, theme="dark")
    page.choose("覃若兰")
    page.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.page.emulate_media(media="print")
    drawing = page.page.locator(".drawing svg")
    assert drawing.is_visible()
    assert "覃若兰" in drawing.locator("text").all_text_contents()
    assert drawing.locator("text").first.get_attribute("fill") == "#1c2126"
    assert page.page.locator("#picture").is_hidden()
    assert page.page.locator(".fact").first.is_visible()
    page.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.page.emulate_media(media="screen")
    assert drawing.count() == 0
    assert page.page.evaluate("() => $main.app.picture.lookNow().tints.paper") == "#14181c"
