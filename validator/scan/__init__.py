"""The one pass: samples become rows of a BlockTable.

Nothing here imports numba or scipy; the kernel that is chosen does, when the first scan begins.
"""
