"""Runs the benchmarks that need no texts from outside: cold starts, reading, building, the page."""

from __future__ import annotations

import subprocess
import sys

MODULES = ("start", "reading", "building", "page")

if __name__ == "__main__":
    codes = [subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode for name in MODULES]
    sys.exit(max(codes))
