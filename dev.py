#!/usr/bin/env python3
"""Sets everything up on a fresh machine and runs one thing: `python3 dev.py demo`, `python3 dev.py test`.

    demo    install, synthesise a small delivery and judge one of its mixes
    test    install with the test tools, then run the tests (further words go to pytest)
    lint    types, style, import contracts
    generate  docs/rules.md, docs/sheets.md and the JSON Schemas, from the code and the sheets
    all     lint, then test

Needs Python 3.11 or newer and a package index for the first run; afterwards no network. The versions that are installed
are those of constraints.txt.
"""

import sys

# Python compiles this whole file before it runs the first line. So that an older one comes as far as this check,
# nothing here has newer grammar than Python 3.6, and nothing newer is imported or evaluated before it.
if sys.version_info < (3, 11):
    sys.exit(
        f"mixgate needs Python 3.11 or newer, and this is {sys.version_info[0]}.{sys.version_info[1]}. "
        "Run it with a newer one, for example: python3.12 dev.py demo"
    )

import compileall
import hashlib
import os
import shutil
import subprocess
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
DEMO = HERE / "demo"
CONSTRAINTS = HERE / "constraints.txt"
PACKAGES = ("specs", "validator", "packager", "mixgate")


def run(*command: str | Path) -> int:
    """Run a command of the environment and return its exit code."""
    print("+", *command, flush=True)
    return subprocess.call([str(word) for word in command], cwd=HERE)


EXTRAS = "[speech,sign,stretch,xlsx,pdf]"
"""Optional parts, which the tests try as well."""


def install(*groups: str) -> None:
    """Make the environment, once for each state of pyproject.toml and constraints.txt and each set of groups."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [requirement for group in groups for requirement in project["dependency-groups"][group]]
    constraints = CONSTRAINTS.read_text(encoding="utf-8")
    state = hashlib.sha256(repr((project, wanted, constraints, sys.version)).encode()).hexdigest()
    stamp = VENV / f".installed-{'-'.join(groups) or 'plain'}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        compile_sources()
        return
    if not BIN.is_dir():
        venv.create(VENV, with_pip=True)
    project_itself = f".{EXTRAS}" if groups else "."
    pip = (BIN / "python", "-m", "pip", "install", "--quiet", "--constraint", CONSTRAINTS)
    if run(*pip, "--editable", project_itself, *wanted):
        sys.exit("The installation failed; the lines above say why.")
    stamp.write_text(state, encoding="utf-8")
    compile_sources()


def compile_sources() -> None:
    """Compile what is installed from here, where Python keeps its compiled files; what is compiled already stays.

    Python does so itself as it imports, except where PYTHONDONTWRITEBYTECODE forbids it: there each start would compile
    hundreds of modules anew. Python goes by the date of a source, so one that is changed later is compiled as it is.
    """
    for package in PACKAGES:
        compileall.compile_dir(HERE / package, quiet=1)


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


def generate() -> int:
    """Write what is generated."""
    install("test", "lint")
    return run(BIN / "python", HERE / "docs" / "generate.py")


def main(words: list[str]) -> int:
    """Run what the first word names."""
    task, rest = (words[0], words[1:]) if words else ("", [])
    if task in {"demo", "lint", "generate"} and rest:
        task = ""
    if task == "demo":
        return demo()
    if task == "test":
        return test(*rest)
    if task == "lint":
        return lint()
    if task == "generate":
        return generate()
    if task == "all":
        return lint() or test(*rest)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
