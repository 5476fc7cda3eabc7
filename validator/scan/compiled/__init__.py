"""The loops numba compiles: everything here imports numba, and nothing here is imported before its kernel is chosen.

Two functions are called from Python, `granule.hear` by a scan and `lanes.lanes_of_piece` by the dialogue gate; each with
all it calls becomes one unit of code. Python types are given for the reader; numba finds its own, and finds the same ones
for every format, rate and number of channels, so that it compiles once.
"""
