"""The loops numba compiles: everything here imports numba, and nothing here is imported before its kernel is chosen.

One function is called from Python, in `granule`; it and all it calls become one unit of code. Python types are given
for the reader; numba finds its own, and finds the same ones for every format, rate and number of channels, so that it
compiles once.
"""
