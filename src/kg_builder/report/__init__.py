"""A build at a glance: what came out, how far the articles are covered, and what to look at first.

`gather_report` reads a built directory, `render_report` makes one HTML page of it.
"""

from kg_builder.report.gather import Listing, Report, gather_report
from kg_builder.report.page import render_report

__all__ = ["Listing", "Report", "gather_report", "render_report"]
