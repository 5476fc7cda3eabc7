"""Runs the command line as `python -m mixgate`."""

from mixgate.cli import run

run()
