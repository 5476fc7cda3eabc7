"""`python3 -m benchmarks.page_opening`: what a browser takes to open the page of forty files with two hundred findings.

--files 40 --runs 5     how many files, how often
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.timing import median, run_once
from fixtures.page_of_files import page_of_files

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Open the page, and an empty one for what the browser itself takes."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.page_opening", description=__doc__)
    parser.add_argument("--files", default=40, type=int)
    parser.add_argument("--runs", default=5, type=int)
    chosen = parser.parse_args(words)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("error: No Chromium is installed.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        texts = {"an empty page": "<!doctype html><title>empty</title>", "the page": page_of_files(chosen.files)}
        for name, text in texts.items():
            page = Path(folder) / "page.html"
            page.write_text(text, encoding="utf-8")
            flags = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile")
            runs = [run_once((chromium, *flags, "--dump-dom", page.as_uri())).wall_seconds for _ in range(chosen.runs)]
            print(f"{name}: {median(runs):.2f} s in the median of {chosen.runs}, {min(runs):.2f} s at least")
    return 0


if __name__ == "__main__":
    sys.exit(main())
