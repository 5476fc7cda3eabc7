"""The shelf of formats: one function per format, `Report -> str`. None of them talks to a terminal or opens a file.

To add a format, add `as_<format>.py` with `report_to_<format>` and `run_to_<format>`. Nothing is imported here, so that
who writes one format does not load the libraries of the others.
"""
