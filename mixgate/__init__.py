"""mixgate: does this mix, this delivery, meet that specification?

    import mixgate

    run = mixgate.check("film_fr.wav", "ebu-r128", language="fr")
    print(run.verdict)

The names below are the public interface, and what stays from version to version; docs/python-api.md shows each in use.
Importing this module loads nothing else: a name is found when it is first asked for. No call needs a terminal.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mixgate.api.comparing import compare
    from mixgate.api.packages import PackageOptions, package, verify
    from mixgate.api.repairs import FixOptions, FixResult, fix
    from mixgate.api.rounds import RoundOrder, RoundResult, compare_rounds
    from mixgate.api.runs import RunResult, check, check_each, judge, measure, measure_each
    from mixgate.api.settings import RunSettings
    from mixgate.api.waiving import WaiverTerms, waive
    from packager.formats.stems.verify import Verification
    from packager.planning.model import Plan
    from specs.errors import DeliveryError, MediaError, RefusedError, SheetError, ToolError, UsageError
    from specs.loader import LoadedSheet, load_every_sheet, load_sheet, sheet_names
    from specs.statements.programme import ProgrammeFacts
    from specs.statements.waiver import Waiver
    from specs.vocabulary import MixKind, Version
    from validator.catalogue import say
    from validator.comparisons.relations import Agreement, MixComparison, Relation
    from validator.delivery.gate import Gate
    from validator.delivery.judged import MixResult
    from validator.results.finding import Finding, State
    from validator.results.measurements import Measurements, measurements_to_json
    from validator.results.report import Report, Verdict
    from validator.results.store import load_measurements

__version__ = "0.1.0"

__all__ = [
    "Agreement",
    "DeliveryError",
    "Finding",
    "FixOptions",
    "FixResult",
    "Gate",
    "LoadedSheet",
    "Measurements",
    "MediaError",
    "MixComparison",
    "MixKind",
    "MixResult",
    "PackageOptions",
    "Plan",
    "ProgrammeFacts",
    "RefusedError",
    "Relation",
    "Report",
    "RoundOrder",
    "RoundResult",
    "RunResult",
    "RunSettings",
    "SheetError",
    "State",
    "ToolError",
    "UsageError",
    "Verdict",
    "Verification",
    "Version",
    "Waiver",
    "WaiverTerms",
    "__version__",
    "check",
    "check_each",
    "compare",
    "compare_rounds",
    "fix",
    "judge",
    "load_every_sheet",
    "load_measurements",
    "load_sheet",
    "measure",
    "measure_each",
    "measurements_to_json",
    "package",
    "say",
    "sheet_names",
    "verify",
    "waive",
]

_HOMES: Final = {
    "mixgate.api.comparing": ("compare",),
    "mixgate.api.packages": ("PackageOptions", "package", "verify"),
    "mixgate.api.repairs": ("FixOptions", "FixResult", "fix"),
    "mixgate.api.rounds": ("RoundOrder", "RoundResult", "compare_rounds"),
    "mixgate.api.runs": ("RunResult", "check", "check_each", "judge", "measure", "measure_each"),
    "mixgate.api.settings": ("RunSettings",),
    "mixgate.api.waiving": ("WaiverTerms", "waive"),
    "packager.formats.stems.verify": ("Verification",),
    "packager.planning.model": ("Plan",),
    "specs.errors": ("DeliveryError", "MediaError", "RefusedError", "SheetError", "ToolError", "UsageError"),
    "specs.loader": ("LoadedSheet", "load_every_sheet", "load_sheet", "sheet_names"),
    "specs.statements.programme": ("ProgrammeFacts",),
    "specs.vocabulary": ("MixKind", "Version"),
    "specs.statements.waiver": ("Waiver",),
    "validator.catalogue": ("say",),
    "validator.delivery.gate": ("Gate",),
    "validator.delivery.judged": ("MixResult",),
    "validator.results.finding": ("Finding", "State"),
    "validator.results.measurements": ("Measurements", "measurements_to_json"),
    "validator.comparisons.relations": ("Agreement", "MixComparison", "Relation"),
    "validator.results.report": ("Report", "Verdict"),
    "validator.results.store": ("load_measurements",),
}
"""The public names by the module they live in."""

_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # so that a type checker still finds a name that is misspelt

    def __getattr__(name: str) -> object:
        """Find a public name where it lives, when it is first asked for (PEP 562)."""
        if name not in _HOME_OF:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        found: object = getattr(import_module(_HOME_OF[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """Return the public names, whether they were asked for before or not."""
    return sorted({*globals(), *__all__})
