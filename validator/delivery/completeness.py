"""Whether a delivery is whole: what is missing, unlisted, unreadable, twice the same, or of another length.

The profile of a delivery is a table of checks as for a container, over what was found in its folder and measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.requirement import Grade, Level
from specs.vocabulary import MixKind
from validator.audio.sound_file import unread_sound_of
from validator.conformance import Check, Clause, Fault, Profile, conform
from validator.delivery.folders_within import linked_folders, lists_not_read
from validator.delivery.mixes import place_of
from validator.delivery.reels_present import reel_twice, reels_differ, reels_missing
from validator.delivery.sound_inputs import search_inputs
from validator.delivery.unfit import EDITION, PROFILE, profile_used
from validator.finding import Finding, Place, Severity, State
from validator.judge import fingerprint
from validator.report import Made, Report, SubjectKind, Verdict
from validator.waivers import has_effect, has_expired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from specs.message import Message
    from specs.statement import GivenWaiver
    from specs.vocabulary import Version
    from validator.delivery.inputs import DeliveryFolder
    from validator.delivery.mixes import Mix
    from validator.measurements import Measurements

SAME_LENGTH_SECONDS: Final = 0.05
"""Mixes of one programme that differ by less are of one length: a frame at 23.976 fps is 0.042 s. Project's choice."""

SAME_LENGTH_LEAST: Final = 3
"""So many mixes must have one length before another is an odd one out: of two, nobody knows which is right."""

CONTENT_DIGEST: Final = "xxh3"
"""Tells the same content under two names, at the speed of memory; it is no proof against forgery and need not be."""

OUR_OWN: Final = (".report.json", ".report.html", ".measurements.json", ".plan.json", ".provenance.json")
"""Endings of files that this program writes beside sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredMix:
    """A mix of the delivery, as far as completeness asks.

    Attributes:
        path: Its identity.
        kind, language, version, reel: As stated.
        layout: As measured; `2 channels` where it is not known what they are. None where it was not measured.
        sample_count, sample_rate_hz: As measured; None where it was not.
        digests: Digest of the content of each of its files, by path on disk; empty where none was made.
        files: Its files; several mixes may be parts of one.
    """

    path: str
    kind: MixKind
    language: str | None
    version: Version | None
    reel: int | None
    layout: str | None
    sample_count: int | None
    sample_rate_hz: int | None
    digests: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def seconds(self) -> float | None:
        """Its length."""
        if self.sample_count is None or not self.sample_rate_hz:
            return None
        return self.sample_count / self.sample_rate_hz


@dataclass(slots=True, kw_only=True)
class Contents:
    """What a delivery holds, gathered while its mixes are judged.

    Attributes:
        folder: The delivery.
        mixes: Those that were handed in, in their order.
        listed: Files on disk that are parts of a mix, or tell the dialogue of one.
        waivers: What is forgiven in it.
        today: The day that decides which waivers have expired.
        effective: The waivers that forgave something.
    """

    folder: DeliveryFolder
    today: date
    mixes: list[DeliveredMix] = field(default_factory=list)
    listed: set[Path] = field(default_factory=set)
    waivers: tuple[GivenWaiver, ...] = ()
    effective: set[int] = field(default_factory=set)

    def add(self, mix: Mix, measurements: Measurements | None, reports: Sequence[Report]) -> None:
        """Take note of a mix that was judged, or could not be."""
        made = {} if measurements is None else measurements.digests
        digests = tuple(each[CONTENT_DIGEST] for each in made.values() if CONTENT_DIGEST in each)
        self.mixes.append(
            DeliveredMix(
                path=mix.path,
                kind=mix.statement.kind,
                language=mix.statement.language,
                version=mix.statement.version,
                reel=mix.statement.reel,
                layout=None if measurements is None else _layout_of(measurements),
                sample_count=None if measurements is None else measurements.sample_count,
                sample_rate_hz=None if measurements is None else measurements.sample_rate_hz,
                digests=digests,
                files=mix.paths,
            )
        )
        self.listed |= {path.resolve() for path in mix.paths_read}
        self.waivers = mix.statement.waivers or self.waivers
        self.take_note(reports)

    def take_note(self, reports: Sequence[Report]) -> None:
        """Take note of what was forgiven in reports on mixes of the delivery."""
        self.effective |= {index for index, given in enumerate(self.waivers) if has_effect(given, reports)}

    def holds(self, mix: Mix) -> bool:
        """Say whether a mix is one of this delivery."""
        return mix.paths[0].resolve().is_relative_to(self.folder.folder.resolve())


def _layout_of(measurements: Measurements) -> str:
    return measurements.layout or f"{len(measurements.channel_labels)} channels"


def _sounds(folder: Path) -> tuple[tuple[Path, ...], ...]:
    return search_inputs([folder]).programmes


def _foreign(contents: Contents) -> Iterator[tuple[Path, str]]:
    """Files that may hold sound and are not read, and their container; pictures, texts and our own files hold none."""
    known = {path.resolve() for paths in _sounds(contents.folder.folder) for path in paths}
    for path in sorted(contents.folder.folder.rglob("*")):
        if path.name.startswith(".") or not path.is_file() or path.name.endswith(OUR_OWN) or path.resolve() in known:
            continue
        try:
            container = unread_sound_of(path)
        except OSError:
            continue  # it is among the places that cannot be searched
        if container is not None:
            yield path, container


def _unlisted(contents: Contents) -> Iterator[Fault]:
    """Sound in the folder that nobody judged: not listed, or in a form that is not read."""
    folder = contents.folder.folder
    for path, container in _foreign(contents):
        if _is_sound_only(path, container):
            place = path.relative_to(folder).as_posix()
            yield Fault(check="delivery.unlisted-sound", arguments={"file": place}, place=Place(file=place))
    if contents.folder.delivery is None:
        return  # every sound that is read is a mix
    for paths in _sounds(folder):
        if not any(path.resolve() in contents.listed for path in paths):
            place = place_of(paths, folder)
            yield Fault(check="delivery.unlisted-sound", arguments={"file": place}, place=Place(file=place))


def _may_hold_sound(contents: Contents) -> Iterator[Fault]:
    """Picture files: a proxy is no part of a delivery of sound, and may hold one."""
    for path, container in _foreign(contents):
        if not _is_sound_only(path, container):
            place = path.relative_to(contents.folder.folder).as_posix()
            arguments = {"file": place, "container": container}
            yield Fault(check="delivery.may-hold-sound", arguments=arguments, place=Place(file=place))


def _is_sound_only(path: Path, container: str) -> bool:
    return container not in {"MP4 or MOV", "Matroska", "MXF"} or path.suffix.lower() == ".m4a"


def _unreadable(contents: Contents) -> Iterator[Fault]:
    """Folders and files that cannot be searched."""
    for one in search_inputs([contents.folder.folder]).unreadable:
        if one.reason.code == "inputs.folder-without-sound":
            continue
        place = one.path.name
        yield Fault(check="delivery.unreadable-place", arguments={"file": place}, place=Place(file=place))


def _linked_folders(contents: Contents) -> Iterator[Fault]:
    yield from linked_folders(contents.folder.folder)


def _lists_not_read(contents: Contents) -> Iterator[Fault]:
    yield from lists_not_read(contents.folder.folder)


def _same_content(contents: Contents) -> Iterator[Fault]:
    """Two mixes with the same samples: one language copied as another's, one stem under two names."""
    seen: dict[tuple[str, ...], DeliveredMix] = {}
    for mix in contents.mixes:
        if not mix.digests:
            continue
        first = seen.setdefault(tuple(sorted(mix.digests)), mix)
        if first is not mix and first.files != mix.files:
            arguments = {"file": mix.path, "other": first.path}
            yield Fault(check="delivery.same-content", arguments=arguments, place=Place(file=mix.path))


def _lengths(contents: Contents) -> Iterator[Fault]:
    """Mixes of another length than most of the programme, or of the reel."""
    by_reel: dict[int | None, list[tuple[DeliveredMix, float]]] = defaultdict(list)
    for mix in contents.mixes:
        if mix.seconds is not None and mix.kind not in {MixKind.TRAILER, MixKind.COMMERCIAL, MixKind.OPTIONAL}:
            by_reel[mix.reel].append((mix, mix.seconds))
    for mixes in by_reel.values():
        usual, count = Counter(round(seconds / SAME_LENGTH_SECONDS) for _, seconds in mixes).most_common(1)[0]
        reference = next(seconds for _, seconds in mixes if round(seconds / SAME_LENGTH_SECONDS) == usual)
        if count < SAME_LENGTH_LEAST:
            continue
        for mix, seconds in mixes:
            difference = seconds - reference
            if abs(difference) > SAME_LENGTH_SECONDS:
                direction = message("delivery.longer" if difference > 0 else "delivery.shorter")
                yield Fault(
                    check="delivery.length-of-sisters",
                    arguments={
                        "file": mix.path,
                        "seconds": round(abs(difference), 3),
                        "direction": direction,
                        "others": count,
                    },
                    place=Place(file=mix.path),
                )


def _missing_kinds(contents: Contents) -> Iterator[Fault]:
    """Kinds that most languages have and one has not: the effects stem of one dub."""
    kinds: dict[str, set[MixKind]] = defaultdict(set)
    for mix in contents.mixes:
        if mix.language is not None:
            kinds[mix.language].add(mix.kind)
    languages = Counter(kind for own in kinds.values() for kind in own)
    for language, own in kinds.items():
        for kind, count in languages.items():
            if kind not in own and count >= 2 and count == len(kinds) - 1:
                arguments = {"language": language, "kind": kind.value, "count": count}
                yield Fault(check="delivery.kind-missing", arguments=arguments, place=Place(language=language))


def _reels_missing(contents: Contents) -> Iterator[Fault]:
    yield from reels_missing(contents.mixes)


def _reels_differ(contents: Contents) -> Iterator[Fault]:
    yield from reels_differ(contents.mixes)


def _reel_twice(contents: Contents) -> Iterator[Fault]:
    yield from reel_twice(contents.mixes)


def _waivers(contents: Contents) -> Iterator[Fault]:
    """Waivers that forgive nothing: expired, or about something that does not fail."""
    for waiver in (given.waiver for given in contents.waivers):
        if has_expired(waiver, contents.today):
            arguments = {"rule": waiver.rule, "by": waiver.by, "expires": str(waiver.expires)}
            yield Fault(check="delivery.waiver-expired", arguments=arguments)


def _waivers_without_effect(contents: Contents) -> Iterator[Fault]:
    for index, given in enumerate(contents.waivers):
        waiver = given.waiver
        if index in contents.effective or has_expired(waiver, contents.today):
            continue
        alike = sum(PurePosixPath(mix.path).name == waiver.file for mix in contents.mixes)
        yield Fault(
            check="delivery.waiver-without-effect",
            arguments={"rule": waiver.rule, "by": waiver.by, "file": waiver.file or "every file", "alike": alike},
        )


def _clause(text: str) -> Clause:
    return Clause(document="mixgate, what a delivery must hold", edition=EDITION, clause=text)


DELIVERY: Final[Profile[Contents]] = Profile(
    id=PROFILE,
    title="What a delivery must hold",
    edition=EDITION,
    checks=(
        Check(id="delivery.unlisted-sound", clause=_clause("every sound is listed"), level=Level.SHALL, find=_unlisted),
        Check(
            id="delivery.unreadable-place",
            clause=_clause("every place can be searched"),
            level=Level.SHALL,
            find=_unreadable,
        ),
        Check(
            id="delivery.linked-folder",
            clause=_clause("every folder lies in the delivery"),
            level=Level.SHALL,
            find=_linked_folders,
        ),
        Check(
            id="delivery.lists-not-read",
            clause=_clause("every list of files is held against the files"),
            level=Level.SHALL,
            find=_lists_not_read,
        ),
        Check(
            id="delivery.may-hold-sound",
            clause=_clause("every sound is read"),
            level=Level.SHOULD,
            find=_may_hold_sound,
        ),
        Check(
            id="delivery.same-content",
            clause=_clause("no sound stands under two names"),
            level=Level.SHOULD,
            find=_same_content,
        ),
        Check(
            id="delivery.length-of-sisters",
            clause=_clause("the mixes of a programme are of one length"),
            level=Level.SHOULD,
            find=_lengths,
        ),
        Check(
            id="delivery.kind-missing",
            clause=_clause("every language has what the others have"),
            level=Level.SHOULD,
            find=_missing_kinds,
        ),
        Check(
            id="delivery.reels-missing",
            clause=_clause("every reel is there"),
            level=Level.SHALL,
            find=_reels_missing,
        ),
        Check(
            id="delivery.reels-differ",
            clause=_clause("the reels of a programme are of one form"),
            level=Level.SHOULD,
            find=_reels_differ,
        ),
        Check(
            id="delivery.reel-twice",
            clause=_clause("every reel is there once"),
            level=Level.SHOULD,
            find=_reel_twice,
        ),
        Check(id="delivery.waiver-expired", clause=_clause("waivers are in force"), level=Level.SHOULD, find=_waivers),
        Check(
            id="delivery.waiver-without-effect",
            clause=_clause("waivers forgive something"),
            level=Level.SHOULD,
            find=_waivers_without_effect,
        ),
    ),
)
"""What makes a delivery whole. Sound that nobody judged or that is missing leaves it open; the rest is only told."""


def delivery_report(contents: Contents, *, version: str) -> Report:
    """Return the report on a delivery as a whole.

    Args:
        contents: What it holds.
        version: Of mixgate.
    """
    faults = conform(DELIVERY, contents)
    findings = tuple(_finding(fault, contents) for fault in faults) or (_whole(contents),)
    is_open = any(finding.binding for finding in findings if finding.state is State.NOT_MEASURED)
    verdict = Verdict.INCOMPLETE if is_open else Verdict.ACCEPTABLE
    folder = contents.folder
    name = folder.folder.resolve().name if folder.delivery is None else folder.delivery.title
    return Report(
        subject=SubjectKind.DELIVERY,
        name=name,
        path=".",
        made=Made(version=version),
        verdict=verdict,
        headline=_holds(contents) if verdict is Verdict.ACCEPTABLE else message(f"delivery.{verdict.value}"),
        sheet=profile_used(),
        deliverable="delivery",
        deliverable_title="The delivery",
        findings=findings,
        documents={},
    )


def _finding(fault: Fault, contents: Contents) -> Finding:
    check = DELIVERY.check(fault.check)
    binding = check.level is Level.SHALL
    place = " ".join(filter(None, (fault.place.file or fault.place.language, fault.place.text)))
    return Finding(
        rule=check.id,
        key=check.id,
        state=State.NOT_MEASURED if binding else State.WARN,
        held=None if binding else False,
        binding=binding,
        severity=Severity.BLOCKER if binding else Severity.MINOR,
        level=check.level,
        grade=Grade.PRIMARY,
        source=check.clause.text,
        measured=None,
        required=check.clause.clause,
        margin=None,
        where=(fault.place,) if place else (),
        reason=fault.message,
        remedy=message(f"remedy.{check.id.partition('.')[2]}"),
        fingerprint=fingerprint(PROFILE, check.id, place, contents.folder.folder.name),
    )


def _holds(contents: Contents) -> Message:
    """What a delivery with nothing open says of itself: not that all is there where a mix is absent or no sound."""
    absent = sum(mix.sample_count is None for mix in contents.mixes)
    return message("delivery.acceptable-but-mixes", count=absent) if absent else message("delivery.acceptable")


def _whole(contents: Contents) -> Finding:
    return Finding(
        rule="delivery.whole",
        key="delivery.whole",
        state=State.PASS,
        held=True,
        severity=Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        source=_clause("all of it").text,
        measured=None,
        required="nothing missing, unlisted, unreadable or twice the same",
        margin=None,
        reason=_holds(contents),
        fingerprint=fingerprint(PROFILE, "delivery.whole", contents.folder.folder.name),
    )
