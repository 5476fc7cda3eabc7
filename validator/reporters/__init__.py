"""The shelf of formats: functions from reports to text. None of them talks to a terminal.

To add a format, add `as_<format>.py` with `RUN`, which says how one report reads and what stands around several
(`validator.reporters.spool.RunFormat`), and with `report_to_<format>` and `run_to_<format>` made of it. Nothing is
imported here, so that who writes one format does not load the libraries of the others.
"""
