"""The one pass: samples become rows of a BlockTable.

Importing this package imports neither numba nor scipy; the kernel that is chosen does, when the first scan begins.
"""

from validator.scan.driver import ScanOptions, ScanResult, scan, scan_array, warmup
from validator.scan.kernel import KernelChoice, KernelError
from validator.scan.memory import MemoryProgramme, programme_of_array
from validator.scan.rows import SegmentRows, merge_rows
from validator.scan.table import BlockTable, SampleRun

__all__ = [
    "BlockTable",
    "KernelChoice",
    "KernelError",
    "MemoryProgramme",
    "SampleRun",
    "ScanOptions",
    "ScanResult",
    "SegmentRows",
    "merge_rows",
    "programme_of_array",
    "scan",
    "scan_array",
    "warmup",
]
