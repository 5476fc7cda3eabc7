"""Starts one command from a small process, and writes what the operating system says of it, for `benchmarks.timing`.

    python -I -S launcher.py DESCRIPTOR PROGRAM WORDS ...

Linux counts as a process's peak what its parent had in memory when it was started, until the new program is loaded in
its place. A parent that has just synthesised a film would lend each program its own gigabyte; this one has under 15 MB.
So it imports nothing that is large.
"""

import os
import sys
import time


def main(words: list[str]) -> None:
    """Start, wait, and write exit code, wall and CPU seconds and the largest resident set in the system's unit."""
    descriptor, command = int(words[0]), words[1:]
    begin = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_CLOSE, descriptor)])
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - begin
    code = os.waitstatus_to_exitcode(status)
    os.write(descriptor, f"{code} {wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
