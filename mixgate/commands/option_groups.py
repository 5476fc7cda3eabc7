"""Groups of options that several commands share, each a dataclass; `grouped` makes options of their fields.

    @grouped
    def check(inputs: options.Inputs, mix: MixOptions, reports: ReportOptions) -> None: ...

has the options of both groups, and gets each group as one value.
"""

from __future__ import annotations

import inspect
from copy import copy
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args, get_type_hints

from mixgate.commands import options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from validator.delivery.gate import Gate
    from validator.delivery.ingest.stated import Stated
    from validator.measuring.measure import MeasureOptions

Command = TypeVar("Command", bound="Callable[..., Any]")


def grouped(command: Command) -> Command:
    """Return a command whose parameters that are groups have become the options of these groups."""
    signature = inspect.signature(command)
    hints = get_type_hints(command, include_extras=True)
    groups = {name: hints[name] for name in signature.parameters if is_dataclass(hints.get(name))}
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        if name in groups:
            parameters += _options_of(groups[name])
        else:
            parameters.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.POSITIONAL_OR_KEYWORD))

    @wraps(command)
    def run(**words: Any) -> Any:
        for name, group in groups.items():
            words[name] = group(**{field.name: words.pop(field.name) for field in fields(group)})
        return command(**words)

    named = {parameter.name: parameter for parameter in parameters}
    ordered = sorted(named.values(), key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    run.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]  # what typer reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in ordered}
    return run  # type: ignore[return-value]  # it is called as typer calls it


def _options_of(group: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=field.default,
            annotation=_on_panel(hints[field.name], group.PANEL),
        )
        for field in fields(group)
    ]


def _on_panel(hint: Any, panel: str) -> Any:
    """Return the annotation of an option that the help shows on the panel of its group."""
    kind, option = get_args(hint)
    option = copy(option)
    option.rich_help_panel = panel
    return Annotated[kind, option]


@dataclass(frozen=True, slots=True)
class MixOptions:
    """What is stated about the mix."""

    PANEL: ClassVar = "Mix"

    kind: options.Kind = None
    version: options.MixVersion = None
    language: options.Language = None
    original_language: options.OriginalLanguage = None
    picture_rate: options.PictureRate = None
    start_timecode: options.StartTimecode = None
    picture_frames: options.PictureFrames = None
    action: options.Action = None
    live: options.Live = None
    long_form: options.LongForm = None
    territory: options.Territory = None
    genre: options.Genre = None


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What is stated about the files: how channels lie in them, and what tells the dialogue."""

    PANEL: ClassVar = "Files"

    layout: options.LayoutText = None
    dialogue: options.DialogueFile = None
    me: options.MeFile = None


@dataclass(frozen=True, slots=True)
class MeterOptions:
    """How to measure."""

    PANEL: ClassVar = "Meters"

    speech_detector: options.SpeechDetector = False
    leqm_calibration: options.LeqmCalibration = None
    digest: options.Digests = None
    kernel: options.KernelOption = "auto"
    workers: options.Workers = None


@dataclass(frozen=True, slots=True)
class GateOptions:
    """What the receiver grants."""

    PANEL: ClassVar[str] = "Gate"

    gate: options.GateOption = False
    waivers: options.WaiversFile = None
    statement: options.StatementFile = None
    trust: options.TrustedKey = None
    waivers_key: options.WaiversKey = None


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What is written, and where: an option for each format, named as its module `validator.reporters.as_NAME`."""

    PANEL: ClassVar = "Reports"
    NO_FORMAT: ClassVar = frozenset({"output_dir", "history", "quiet", "lang"})

    json: options.JsonFile = None
    html: options.HtmlFile = None
    junit: options.JunitFile = None
    pdf: options.PdfFile = None
    markdown: options.MarkdownFile = None
    text: options.TextFile = None
    csv: options.CsvFile = None
    xlsx: options.XlsxFile = None
    sarif: options.SarifFile = None
    github: options.GithubFile = None
    gitlab: options.GitlabFile = None
    movielabs: options.MovielabsFile = None
    ebu_qc: options.EbuQcFile = None
    output_dir: options.OutputDir = None
    history: options.HistoryFile = None
    quiet: options.Quiet = False
    lang: options.Lang = "en"

    @property
    def targets(self) -> dict[str, str]:
        """Where each format that is wanted goes, by its name."""
        named = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in self.NO_FORMAT}
        return {name: target for name, target in named.items() if target is not None}


def stated_by_options(mix: MixOptions | None = None, files: FileOptions | None = None) -> Stated:
    """Return what the options state, checked.

    Raises:
        UsageError: A layout, rate, timecode or language that does not exist.
    """
    from validator.delivery.ingest.stated import stated_by

    return stated_by(**words_of(mix, files))


def words_of(*groups: MixOptions | FileOptions | None) -> dict[str, Any]:
    """Return what groups of options state, by name."""
    return {field.name: getattr(group, field.name) for group in groups if group is not None for field in fields(group)}


def gate_by_options(asked: GateOptions) -> Gate | None:
    """Return what the receiver grants; None where nothing was said of a receiver.

    Raises:
        UsageError: A file or a key that cannot be used, or a key without a gate.
    """
    from mixgate.signed import signed_by
    from specs.errors import UsageError
    from specs.statements.receiver import ReceiverFile, load_receiver_file
    from validator.delivery.gate import Gate

    if not asked.gate and asked.trust is not None:
        raise UsageError("A key is trusted at a gate.", next_step="Give --gate as well.")
    if asked.waivers_key is not None:
        _demand_signed_waivers(asked.waivers, asked.waivers_key)
    if not asked.gate and asked.waivers is None and asked.statement is None:
        return None
    waivers = () if asked.waivers is None else load_receiver_file(asked.waivers).waivers
    known = ReceiverFile() if asked.statement is None else load_receiver_file(asked.statement)
    return Gate(
        trusts_sender=not asked.gate,
        is_signed=signed_by(asked.trust),
        waivers=waivers,
        programme=known.programme,
        original_language=known.original_language,
        takes_unjudged=known.takes_unjudged,
    )


def _demand_signed_waivers(waivers: Path | None, key: Path) -> None:
    from mixgate.signed import ENDING, signed_by
    from specs.errors import UsageError

    if waivers is None:
        raise UsageError("A key of waivers is for a file of waivers.", next_step="Give --waivers as well.")
    if not signed_by(key)(waivers):
        raise UsageError(
            "The file of waivers is not signed by this key, or was changed since.",
            where=str(waivers),
            expected=f"{waivers.name}{ENDING}, made by whoever has the key ('mixgate waive --sign')",
            next_step="Ask for the file again, with its signature.",
        )


def measuring_by_options(meters: MeterOptions) -> MeasureOptions:
    """Return how to measure.

    Raises:
        UsageError: A calibration that is none.
    """
    from mixgate.api.settings import RunSettings

    settings = RunSettings(
        workers=meters.workers,
        kernel=meters.kernel,
        digests=tuple(meters.digest or ()),
        speech_detector=meters.speech_detector,
        leqm_calibration=meters.leqm_calibration,
    )
    return settings.measuring
