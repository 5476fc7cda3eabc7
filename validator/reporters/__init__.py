"""The shelf of formats: one function per format, `Report -> str`. None of them talks to a terminal or opens a file.

To add a format, add `as_<format>.py` with `report_to_<format>` and `run_to_<format>`, and name them here.
"""

from __future__ import annotations

from validator.reporters.as_html import report_to_html, run_to_html
from validator.reporters.as_json import measurements_to_json, report_to_json, run_to_json
from validator.reporters.as_junit import report_to_junit, run_to_junit
from validator.reporters.as_markdown import report_to_markdown, run_to_markdown
from validator.reporters.as_text import report_to_line, report_to_text, run_to_text

__all__ = [
    "measurements_to_json",
    "report_to_html",
    "report_to_json",
    "report_to_junit",
    "report_to_line",
    "report_to_markdown",
    "report_to_text",
    "run_to_html",
    "run_to_json",
    "run_to_junit",
    "run_to_markdown",
    "run_to_text",
]
