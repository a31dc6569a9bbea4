"""Makes the picture of the README, docs/graph.png: the page of the bundled sample, with one entity chosen.

Usage: python scripts/screenshot.py [--name NAME] [--size WIDTHxHEIGHT] [--theme light|dark] [--language zh|en] [FILE]

Needs Chromium (`make browser`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg_builder.build import DEMO, build
from kg_builder.config import load_settings
from kg_builder.export.html import render_html

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
CHOOSE = "name => { const found = $main.app.search(name, 1)[0]; if (found) $main.app.act.chooseNode(found.node); }"


def photograph(page: str, path: Path, *, name: str, size: tuple[int, int], theme: str, language: str) -> None:
    """Open a page given as HTML, choose the entity that its search finds first, and write a picture.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise FileNotFoundError("no chromium on the path; `make browser` installs it")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "graph.html"
        file.write_text(page, encoding="utf-8")
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        opened = chromium.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=theme,
                                   locale={"zh": "zh-CN", "en": "en-GB"}[language], reduced_motion="reduce")
        opened.goto(file.as_uri())
        opened.evaluate(CHOOSE, name)
        opened.wait_for_timeout(500)
        path.parent.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=path)
        chromium.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "docs" / "graph.png")
    parser.add_argument("--name", default="松壑镇党委", help="whom to choose; empty: nobody")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=("zh", "en"), default="en")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    graph = build([DEMO / "page.txt"], settings=load_settings(DEMO / "kg-builder.toml"))
    photograph(render_html(graph), options.file, name=options.name, size=(width, height), theme=options.theme,
               language=options.language)
    print(options.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
