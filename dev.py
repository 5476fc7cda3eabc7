#!/usr/bin/env python3
"""Sets everything up on a fresh machine and runs one thing: `python3 dev.py demo`, `python3 dev.py test`.

    demo    install, synthesise a small delivery and judge one of its mixes
    test    install with the test tools, then run the tests (further words go to pytest)
    lint    types, style, import contracts
    generate  docs/rules.md, docs/sheets.md and the JSON Schemas, from the code and the sheets
    all     lint, then test

Needs Python 3.11 or newer and a package index for the first run; afterwards no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
DEMO = HERE / "demo"


def run(*command: str | Path) -> int:
    """Run a command of the environment and return its exit code."""
    print("+", *command, flush=True)
    return subprocess.call([str(word) for word in command], cwd=HERE)


EXTRAS = "[speech,sign,stretch]"
"""Optional parts, which the tests try as well."""


def install(*groups: str) -> None:
    """Make the environment, once for each state of pyproject.toml and each set of groups."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [requirement for group in groups for requirement in project["dependency-groups"][group]]
    state = hashlib.sha256(repr((project, wanted, sys.version)).encode()).hexdigest()
    stamp = VENV / f".installed-{'-'.join(groups) or 'plain'}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return
    if not BIN.is_dir():
        venv.create(VENV, with_pip=True)
    project_itself = f".{EXTRAS}" if groups else "."
    if run(BIN / "python", "-m", "pip", "install", "--quiet", "--editable", project_itself, *wanted):
        sys.exit("The installation failed; the lines above say why.")
    stamp.write_text(state, encoding="utf-8")


def demo() -> int:
    """Synthesise the demo delivery, where it is not there yet, and judge the French dub against a streaming sheet."""
    install()
    if not DEMO.is_dir():
        code = run(BIN / "mixgate", "demo", DEMO)
        if code:
            shutil.rmtree(DEMO, ignore_errors=True)
            return code
    mix = next((DEMO / "fr-FR").glob("*printmaster_51.wav"))
    me = next((DEMO / "original").glob("*me_51.wav"))
    code = run(
        *(BIN / "mixgate", "check", mix, "--sheet", "netflix-dub", "--me", me, "--picture-rate", "24000/1001"),
        *("--picture-frames", "1439", "--html", DEMO / "report.html"),
    )
    print(f"The same as a page: {DEMO / 'report.html'}")
    # Rejected (1) and incomplete (4) are verdicts on the mix, not failures of the demonstration.
    return 0 if code in {0, 1, 4} else code


def test(*words: str) -> int:
    """Run the tests."""
    install("test", "lint")
    return run(BIN / "python", "-m", "pytest", *(words or ("-n", "auto")))


def lint() -> int:
    """Check types, style, import contracts and sheets."""
    install("test", "lint")
    checks = (
        (BIN / "ruff", "check", "."),
        (BIN / "ruff", "format", "--check", "."),
        (BIN / "mypy",),
        (BIN / "lint-imports",),
        (BIN / "mixgate", "sheets", "lint"),
    )
    return max(run(*check) for check in checks)


def main(words: list[str]) -> int:
    """Run what the first word names."""
    match words:
        case ["demo"]:
            return demo()
        case ["test", *rest]:
            return test(*rest)
        case ["lint"]:
            return lint()
        case ["generate"]:
            install("test", "lint")
            return run(BIN / "python", HERE / "docs" / "generate.py")
        case ["all", *rest]:
            return lint() or test(*rest)
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
