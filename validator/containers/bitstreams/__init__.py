"""Coded bitstreams that lie in a file as if they were PCM: SMPTE ST 337, IEC 61937, and DTS without a preamble."""
