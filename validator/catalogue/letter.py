"""The letter to whoever delivered: its headings, its verdict, and the words it explains."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "letter.verdict.acceptable": "Accepted: nothing has to be sent again.",
    "letter.verdict.rejected": "Rejected: {again} of {count:plural|file|files} must be sent again.",
    "letter.verdict.rejected-and-missing": (
        "Rejected: {again} of {count:plural|file|files} must be sent again, and {missing:plural|is|are} missing."
    ),
    "letter.verdict.rejected-otherwise": "Rejected: something is missing, or is not as it was stated.",
    "letter.verdict.incomplete": (
        "Not decided: {lines:plural|question has|questions have} to be answered before anything can be accepted."
    ),
    "letter.verdict.incomplete-otherwise": "Not decided: nothing could be judged.",
    "letter.verdict.unverified": (
        "Not decided: nothing that was read in a published text fails, but somebody has to say what applies."
    ),
    "letter.verdict.stopped": "Stopped before the end: this is what was found so far.",
    "letter.untitled": "Report on {count:plural|mix|mixes}",
    "letter.section.must": "To put right",
    "letter.section.open": "To answer",
    "letter.section.should": "Recommended",
    "letter.section.noticed": "Also noticed",
    "letter.note.must": "The receiver rejects for each of these.",
    "letter.note.open": "Without an answer nobody can accept the files named.",
    "letter.note.should": "None of these stops acceptance.",
    "letter.note.noticed": "No sheet asks about these; the verdict does not depend on them.",
    "letter.heading.waivers": "Waived",
    "letter.heading.waivers-asked": "Waivers asked for and not granted",
    "letter.heading.accepted": "Accepted",
    "letter.heading.not-judged": "Not judged",
    "letter.heading.answer": "How to answer",
    "letter.heading.terms": "Words used",
    "letter.heading.files": "Files",
    "letter.label.found": "Measured",
    "letter.label.asked": "Asked for",
    "letter.label.margin": "Outside by",
    "letter.label.file": "File",
    "letter.label.clause": "Clause",
    "letter.label.follows": "Also solved by it",
    "letter.label.language": "Language",
    "letter.label.kind": "Kind",
    "letter.label.layout": "Layout",
    "letter.label.verdict": "Verdict",
    "letter.label.length": "Length",
    "letter.label.digest": "Digest",
    "letter.label.lines": "Lines",
    "letter.label.against": "Held against",
    "letter.label.made": "Made",
    "letter.label.picture": "Timecode",
    "letter.picture": "{rate}, picture starts at {start}",
    "letter.picture-without-start": "{rate}",
    "letter.each-file": "Put each file right as said beside it.",
    "letter.bring-to": "Change it so that it meets: {required}.",
    "letter.settle": "Find out, and say so: {required}.",
    "letter.more-places": "and {count} more",
    "letter.more-spots": "and {count} more, in the report on the file",
    "letter.recommended": "recommended: {required}",
    "letter.more-files": "and {count:plural|file|files} more, in the table of files",
    "letter.delivery": "the delivery",
    "letter.waiver-asked": "A waiver was asked for and not granted: {by}",
    "letter.damaged-file": "Damaged file",
    "letter.damage": "{damage:joined| }",
    "letter.mend": "Copy or export the file again: no verdict can accept it as it is.",
    "letter.undecided-mix": "Mix that is not decided",
    "letter.judge-otherwise": "Have it judged by a person, or name the sheet that it is meant for.",
    "letter.ask-receiver": "Ask the receiver which figure applies.",
    "letter.not-judged": "File that could not be judged",
    "letter.accepted": "{count:plural|file meets|files meet} what was asked, as far as it can be measured: {files}.",
    "letter.not-asked": "{count:plural|file that no sheet asks about|files that no sheet asks about}: {files}.",
    "letter.statements": (
        "{count:plural|statement needs|statements need} a person to confirm: no meter can judge such things. The "
        "evidence lists {count:word|it|them}."
    ),
    "letter.unmeasured": "Not measured, and not needed for the verdict: {titles}.",
    "letter.answer": (
        "Answer each line by its number: send the file again, ask for a waiver and say why, or dispute the line and "
        "say how it was measured."
    ),
    "letter.large-run": (
        "With so many reports this page leaves out timelines of accepted mixes, remarks on demands that hold, readings "
        "that nobody asks for, channels one by one, and places after the eighth of a finding; the report of each mix "
        "has them all."
    ),
    "letter.term.lkfs": (
        "LKFS: loudness of a whole programme as people hear it (ITU-R BS.1770; LUFS is the same). -24 is louder than "
        "-27."
    ),
    "letter.term.lu": "LU: a step of loudness; to lower the level by 1 dB lowers the loudness by 1 LU.",
    "letter.term.dbtp": (
        "dBTP: highest point of the waveform, also between two samples; 0 is the most a file can hold, and -2 is lower."
    ),
    "letter.term.dbfs": "dBFS: level of the samples; 0 is the most a file can hold.",
    "letter.term.me": "M&E: music and effects, the mix without any dialogue.",
    "letter.term.printmaster": "Printmaster: the finished mix, with dialogue, music and effects.",
    "letter.term.stem": "Stem: dialogue, music or effects alone; together they are the printmaster.",
    "letter.term.lfe": "LFE: the channel of the low frequencies, the .1 of 5.1.",
    "letter.term.fold-down": "Fold-down: a stereo mix made from the surround mix by fixed proportions.",
    "letter.term.timecode": "Timecode: hours:minutes:seconds:frames; in brackets the time from the start of the file.",
}
