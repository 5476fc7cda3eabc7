"""The desk: the command line people and scripts meet."""

__version__ = "0.1.0"
