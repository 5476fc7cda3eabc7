"""Whether a delivery is whole: what is missing, unlisted, unreadable, twice the same, or of another length.

The profile of a delivery is a table of checks as for a container, over what was found in its folder and measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.languages import are_one_language
from specs.message import message
from specs.requirements.requirement import Grade, Level
from specs.vocabulary import MixKind
from validator.conformance import Check, Clause, Fault, Profile, conform
from validator.delivery.consistency.missing_kinds import missing_kinds
from validator.delivery.consistency.original_stated import NOT_STATED, original_not_stated
from validator.delivery.consistency.reels_present import reel_twice, reels_differ, reels_missing
from validator.delivery.consistency.same_sounds import TWO_LANGUAGES, same_content, two_languages
from validator.delivery.consistency.sister_checks import SISTER_CHECKS
from validator.delivery.consistency.unlisted import (
    lone_channels,
    may_hold_sound,
    numbered_channels,
    passed_over,
    unlisted_sound,
)
from validator.delivery.consistency.wrong_guides import guides_of_another_kind, guides_that_do_not_fit
from validator.delivery.forgiven import ABOUT_WAIVERS, forgiven
from validator.delivery.ingest.folders_within import linked_folders, lists_not_read
from validator.delivery.ingest.hidden_places import unreadable_hidden_folders
from validator.delivery.unfit import EDITION, PROFILE, profile_used
from validator.judging.judge import fingerprint
from validator.judging.waivers import Waivers, has_expired, is_early, is_in_force
from validator.results.finding import Finding, Place, Severity, State
from validator.results.report import Made, Report, SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from specs.message import Message
    from validator.delivery.consistency.contents import Contents, DeliveredMix

SAME_LENGTH_SECONDS: Final = 0.05
"""Mixes of one programme that differ by less are of one length: a frame at 23.976 fps is 0.042 s. Project's choice."""

SAME_LENGTH_LEAST: Final = 3
"""So many mixes must have one length before another is an odd one out: of two, nobody knows which is right."""

_REMEDIES: Final = {
    "delivery.is-another-language": "remedy.is-another-language",
    NOT_STATED: "remedy.state-original-language",
    "delivery.version-not-stated": "remedy.state-version",
}
"""What to do, by the code of a text, where that is another than the check's."""


def _unreadable(contents: Contents) -> Iterator[Fault]:
    """Folders and files that cannot be searched."""
    from validator.delivery.ingest.sound_inputs import search_inputs  # only a folder that is at hand is searched

    for one in search_inputs([contents.root]).unreadable:
        if one.reason.code == "inputs.folder-without-sound":
            continue
        place = one.path.name
        yield Fault(check="delivery.unreadable-place", arguments={"file": place}, place=Place(file=place))
    for path in unreadable_hidden_folders(contents.root):
        yield Fault(check="delivery.unreadable-place", arguments={"file": path.name}, place=Place(file=path.name))


def _linked_folders(contents: Contents) -> Iterator[Fault]:
    yield from linked_folders(contents.root)


def _lists_not_read(contents: Contents) -> Iterator[Fault]:
    yield from lists_not_read(contents.root)


def _same_content(contents: Contents) -> Iterator[Fault]:
    yield from same_content(contents.mixes)


def _two_languages(contents: Contents) -> Iterator[Fault]:
    yield from two_languages(contents.mixes)


def _language_of_header(contents: Contents) -> Iterator[Fault]:
    """A mix that is listed as one language and whose header says another."""
    for mix in contents.mixes:
        said = mix.header_language
        if said is not None and mix.language is not None and not are_one_language(said, mix.language):
            arguments = {"file": mix.path, "language": mix.language, "header": said}
            yield Fault(check="delivery.language-of-header", arguments=arguments, place=Place(file=mix.path))


def _lengths(contents: Contents) -> Iterator[Fault]:
    """Mixes of another length than most of the programme, or of the reel."""
    by_reel: dict[tuple[str | None, int | None], list[tuple[DeliveredMix, float]]] = defaultdict(list)
    for mix in contents.mixes:
        if mix.seconds is not None and mix.kind not in {MixKind.TRAILER, MixKind.COMMERCIAL, MixKind.OPTIONAL}:
            by_reel[mix.episode, mix.reel].append((mix, mix.seconds))
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
    yield from missing_kinds(contents.mixes)


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
            arguments = {"rule": waiver.about, "by": waiver.by, "expires": str(waiver.expires)}
            yield Fault(check="delivery.waiver-expired", arguments=arguments)


def _early_waivers(contents: Contents) -> Iterator[Fault]:
    """Waivers of a day that is still to come."""
    for waiver in (given.waiver for given in contents.waivers):
        if is_early(waiver, contents.today):
            arguments = {"rule": waiver.about, "by": waiver.by, "on": str(waiver.on), "today": str(contents.today)}
            yield Fault(check="delivery.waiver-not-yet", arguments=arguments)


def _waivers_without_effect(contents: Contents) -> Iterator[Fault]:
    for index, given in enumerate(contents.waivers):
        waiver = given.waiver
        if index in contents.effective or not is_in_force(waiver, contents.today):
            continue
        alike = sum(PurePosixPath(mix.path).name == waiver.file for mix in contents.mixes)
        yield Fault(
            check="delivery.waiver-without-effect",
            arguments={"rule": waiver.about, "by": waiver.by, "file": waiver.file or "every file", "alike": alike},
        )


def _clause(text: str) -> Clause:
    return Clause(document="mixgate, what a delivery must hold", edition=EDITION, clause=text)


FOLDER: Final[Profile[Contents]] = Profile(
    id=PROFILE,
    title="What the folder of a delivery must hold",
    edition=EDITION,
    checks=(
        Check(
            id="delivery.unlisted-sound",
            clause=_clause("every sound is listed"),
            level=Level.SHALL,
            find=unlisted_sound,
        ),
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
            find=may_hold_sound,
        ),
        Check(
            id="delivery.passed-over",
            clause=_clause("sound that is passed over is told"),
            level=Level.SHOULD,
            find=passed_over,
        ),
        Check(
            id="delivery.lone-channel",
            clause=_clause("every channel of a set is there"),
            level=Level.SHALL,
            find=lone_channels,
        ),
    ),
)
"""What can be said before anything is measured."""

MIXES: Final[Profile[Contents]] = Profile(
    id=PROFILE,
    title="What the mixes of a delivery must be",
    edition=EDITION,
    checks=(
        Check(
            id=TWO_LANGUAGES,
            clause=_clause("every language has its own sound"),
            level=Level.SHALL,
            find=_two_languages,
        ),
        Check(
            id="delivery.language-of-header",
            clause=_clause("every mix is in the language it is listed as"),
            level=Level.SHALL,
            find=_language_of_header,
        ),
        Check(
            id="delivery.same-content",
            clause=_clause("no sound stands under two names"),
            level=Level.SHOULD,
            find=_same_content,
        ),
        Check(
            id="delivery.numbered-channels",
            clause=_clause("the channels of a mix are known"),
            level=Level.SHALL,
            find=numbered_channels,
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
            id=NOT_STATED,
            clause=_clause("it is known which mix is the original's"),
            level=Level.SHOULD,
            find=original_not_stated,
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
        Check(
            id="delivery.guide-is-another",
            clause=_clause("stem and M&E are what they are called"),
            level=Level.SHALL,
            find=guides_of_another_kind,
        ),
        Check(
            id="delivery.guide-does-not-fit",
            clause=_clause("stem and M&E are those of their mix"),
            level=Level.SHOULD,
            find=guides_that_do_not_fit,
        ),
        Check(id="delivery.waiver-expired", clause=_clause("waivers are in force"), level=Level.SHOULD, find=_waivers),
        Check(
            id="delivery.waiver-not-yet",
            clause=_clause("waivers are in force"),
            level=Level.SHOULD,
            find=_early_waivers,
        ),
        Check(
            id="delivery.waiver-without-effect",
            clause=_clause("waivers forgive something"),
            level=Level.SHOULD,
            find=_waivers_without_effect,
        ),
        *SISTER_CHECKS,
    ),
)
"""What can be said once the mixes are measured."""

DELIVERY: Final[Profile[Contents]] = Profile(
    id=PROFILE, title="What a delivery must hold", edition=EDITION, checks=(*FOLDER.checks, *MIXES.checks)
)
"""What makes a delivery whole. One sound as two languages rejects it; sound that nobody judged or
that is missing leaves it open; the rest is only told."""


def _part_of(profile: Profile[Contents], wanted: Callable[[str], bool]) -> Profile[Contents]:
    """Return a profile with some of its checks."""
    return replace(profile, checks=tuple(check for check in profile.checks if wanted(check.id)))


_OF_FILES: Final = _part_of(DELIVERY, lambda check: check not in ABOUT_WAIVERS)
_OF_MIXES: Final = _part_of(MIXES, lambda check: check not in ABOUT_WAIVERS)
_OF_WAIVERS: Final = _part_of(MIXES, lambda check: check in ABOUT_WAIVERS)


def delivery_report(contents: Contents, *, version: str, waivers: Waivers | None = None) -> Report:
    """Return the report on a delivery as a whole.

    Args:
        contents: What it holds.
        version: Of mixgate.
        waivers: What is forgiven of it; None takes what its mixes carry, on the day of the contents.
    """
    faults = (*contents.known, *conform(_OF_MIXES if contents.folder is None else _OF_FILES, contents))
    found = tuple(_finding(fault, contents) for fault in faults)
    given = waivers if waivers is not None else Waivers(waivers=contents.waivers, today=contents.today)
    left = forgiven(_report(contents, found, version), given)
    # A waiver may forgive what is wrong with the delivery itself: only now is it known which had no effect.
    contents.take_note([left])
    told = tuple(_finding(fault, contents) for fault in conform(_OF_WAIVERS, contents))
    findings = (*(left.findings if found else ()), *told) or (_whole(contents),)
    return left.model_copy(update={"findings": findings})


def waivers_report(contents: Contents, *, version: str) -> Report | None:
    """Return the report on waivers of a run without a delivery; None where all of them hold and forgive something."""
    told = tuple(_finding(fault, contents) for fault in conform(_OF_WAIVERS, contents))
    if not told:
        return None
    report = _report(contents, told, version)
    return report.model_copy(update={"headline": message("delivery.waivers-told", count=len(told))})


def _report(contents: Contents, found: tuple[Finding, ...], version: str) -> Report:
    findings = found or (_whole(contents),)
    is_open = any(finding.binding for finding in findings if finding.state is State.NOT_MEASURED)
    fails = any(finding.state is State.FAIL for finding in findings)
    verdict = Verdict.REJECTED if fails else Verdict.INCOMPLETE if is_open else Verdict.ACCEPTABLE
    return Report(
        subject=SubjectKind.DELIVERY,
        name=contents.name,
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
    fails = check.id == TWO_LANGUAGES
    place = " ".join(filter(None, (fault.place.file or fault.place.language, fault.place.text)))
    return Finding(
        rule=check.id,
        key=check.id,
        state=State.FAIL if fails else State.NOT_MEASURED if binding else State.WARN,
        held=None if binding and not fails else False,
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
        remedy=message(_REMEDIES.get(fault.code or check.id, f"remedy.{check.id.partition('.')[2]}")),
        fingerprint=fingerprint(PROFILE, check.id, place, *_others(fault), _title(contents)),
    )


def _others(fault: Fault) -> tuple[str, ...]:
    """What else the fault is about: a guide may be held against several mixes."""
    named = (fault.arguments.get(name) for name in ("mix", "other", "rule", "by", "file"))
    return tuple(str(one) for one in named if isinstance(one, str))


def _title(contents: Contents) -> str:
    """The name by which a delivery is the same in every round; its folder may be called otherwise each time."""
    return "" if contents.name == contents.folder_name else contents.name


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
        fingerprint=fingerprint(PROFILE, "delivery.whole", _title(contents)),
    )
