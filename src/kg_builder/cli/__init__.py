"""The command line: parse, call, print. Nothing else happens here, and nothing below knows of it.

Each module holds one group of commands; what a command calls is imported when it runs, so that help comes at once.
"""

from __future__ import annotations

import io
import sys

import click

from kg_builder import __version__
from kg_builder.cli import ask, build, check, compare, correct, explain, report, rules, serve, whynot
from kg_builder.cli.common import Translator


@click.group(cls=Translator, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg-builder")
def main() -> None:
    """Turn Chinese news text into a knowledge graph that can be browsed, queried and defended.

    \b
    Example:
      kg-builder build news/ --place 延安市 --issue-date 2023-02-20 -o output
      kg-builder explain 孙延文

    Exit codes: 0 done; 1 a check fell short; 2 usage, configuration or rule files wrong; 3 some inputs failed.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):        # a terminal without Chinese gets \u9547, not an error
            stream.reconfigure(errors="backslashreplace")


for _command in (build.build, build.demo, build.watch, build.export, ask.query, explain.explain, explain.conflicts,
                 check.evaluate, check.validate, compare.diff, report.report, rules.rules, whynot.why_not,
                 correct.correct, serve.serve):
    main.add_command(_command)
