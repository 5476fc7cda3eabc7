"""What is found wrong although no sheet asks: the files of a delivery, the delivery as a whole, a package.

Everything that is held against a mix beside its sheet has its docstring in `validator.rules.house`; here stands what is
held against files and folders. A waiver may name each of them, and `explain` explains each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HOUSE_RULES: Final = (
    "content.sounds",
    "content.dialogue-present",
    "content.left-over-lines",
    "content.missing-lines",
    "content.dialogue-in-stems",
    "sync.with-partner",
    "content.re-render",
    "time.action-in-file",
    "time.reference-agrees",
    "time.length-agrees",
)
"""Rules of findings on a mix that no sheet asks for; a test keeps them in step with `validator.rules.house`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaskedRule:
    """A rule that no sheet asks for.

    Attributes:
        title: What people call it.
        judges: What is held against what.
        why: Why whoever receives a delivery asks.
        boundary: When it is a fault, and how grave one.
        remedy: What to do.
    """

    title: str
    judges: str
    why: str
    boundary: str
    remedy: str


_REJECTS: Final = "The mix is rejected."
_REJECTED_ALONE: Final = "The mix is rejected, and the others are judged."
_OPEN: Final = "It leaves the verdict open (incomplete)."
_TOLD: Final = "It is told, and changes no verdict."
_UNHEARD: Final = "sound that nobody judged may reach the audience"
_LIST: Final = "List it in the delivery file, or take it out of the folder."

UNASKED_RULES: Final[dict[str, UnaskedRule]] = {
    "delivery.file-absent": UnaskedRule(
        title="Missing file",
        judges="the files that the delivery file lists against those that are there",
        why="a file that is listed and absent is a mix that was promised and not delivered",
        boundary=f"A listed file is not there. {_REJECTS}",
        remedy="Deliver the file, or take it out of the delivery file.",
    ),
    "delivery.no-sound": UnaskedRule(
        title="No sound",
        judges="whether a file that is handed in as sound holds any",
        why="an empty file or a text under a sound file's name plays nothing",
        boundary=f"The file is empty, a text, or a header without samples. {_REJECTS}",
        remedy="Export the mix again, and look at it before it is delivered.",
    ),
    "delivery.form-not-read": UnaskedRule(
        title="Form that is not read",
        judges="whether the sound is in a form that can be measured",
        why="what cannot be measured cannot be accepted",
        boundary=f"The container or codec is known and not read. {_OPEN}",
        remedy="Deliver PCM in WAV, or judge this form with a tool that reads it.",
    ),
    "delivery.not-opened": UnaskedRule(
        title="File that cannot be opened",
        judges="whether the operating system lets a file be read",
        why="what cannot be read cannot be measured",
        boundary=f"The file is there and may not be opened. {_OPEN}",
        remedy="Give the right to read the file, and check it again.",
    ),
    "delivery.channels-as-stated": UnaskedRule(
        title="Channels",
        judges="the number of channels of a file against what is stated about it",
        why="a 5.1 of five channels has lost one",
        boundary=f"The numbers differ. {_REJECTS}",
        remedy="Correct the number of channels, or what is stated about them.",
    ),
    "delivery.set-differs": UnaskedRule(
        title="Files of a set",
        judges="the mono files of one mix against each other",
        why="files of two lengths or two rates do not play together",
        boundary=f"They differ in length or sample rate, or one has several channels. {_REJECTS}",
        remedy="Export all channels of the mix again, in one run.",
    ),
    "delivery.entry-valid": UnaskedRule(
        title="Entry of the delivery file",
        judges="whether an entry of the delivery file says what can be",
        why="of a mix whose layout, kind or language nobody knows, nobody can say what is asked",
        boundary=f"A value or a key of it is none that exists, or its path leads out of the folder. {_REJECTED_ALONE}",
        remedy="Correct the entry.",
    ),
    "delivery.file-valid": UnaskedRule(
        title="Delivery file",
        judges="whether the delivery file in a folder can be read",
        why="it says what the files are",
        boundary="It is no TOML, or says of every mix, or of a waiver, what cannot be. The delivery is rejected.",
        remedy="Correct the delivery file.",
    ),
    "delivery.unlisted-sound": UnaskedRule(
        title="Unlisted sound",
        judges="the sound in the folder against what the delivery file lists",
        why=_UNHEARD,
        boundary=f"A sound file lies in the folder, be it in a hidden place, that no entry lists. {_OPEN}",
        remedy=_LIST,
    ),
    "delivery.unreadable-place": UnaskedRule(
        title="Place that cannot be searched",
        judges="whether every folder and file of the delivery can be searched",
        why=_UNHEARD,
        boundary=f"A folder or file may not be read. {_OPEN}",
        remedy="Give the right to read it, and check again.",
    ),
    "delivery.linked-folder": UnaskedRule(
        title="Link to a folder",
        judges="whether every folder lies in the delivery itself",
        why=_UNHEARD,
        boundary=f"A link leads to a folder; it is not followed. {_OPEN}",
        remedy="Put the folder itself in place of the link, or check the folder that it leads to.",
    ),
    "delivery.lists-not-read": UnaskedRule(
        title="Lists that were not read",
        judges="whether a folder within is a delivery or a package of its own",
        why="what it lists was not held against what is there",
        boundary=f"It has a delivery file or lists of its own. {_OPEN}",
        remedy="Check that folder by itself, as a delivery or as a package.",
    ),
    "delivery.may-hold-sound": UnaskedRule(
        title="File that may hold sound",
        judges="whether a file that is not read may hold sound",
        why=_UNHEARD,
        boundary=f"It is an archive, a picture file, or samples without a header. {_TOLD}",
        remedy="Say what it is for; where it is sound for this delivery, deliver it as WAV.",
    ),
    "delivery.passed-over": UnaskedRule(
        title="Sound passed over",
        judges="folders of version control, wastebaskets and systems, such as .git, .Trash and __MACOSX",
        why="what somebody threw away is no part of a delivery, unless it was put there by mistake",
        boundary=f"Files with the endings of sound lie in one. {_TOLD}",
        remedy="Take what belongs to the delivery out of it; empty it before you deliver.",
    ),
    "delivery.lone-channel": UnaskedRule(
        title="Channel without its set",
        judges="mono files whose names say that they are one channel of a set",
        why="the left channel of a 5.1 is no mix",
        boundary=f"No other file of the set is there, and no entry states the layout of this one. {_OPEN}",
        remedy="Deliver the other channels, or state that the mix is 1.0.",
    ),
    "delivery.numbered-channels": UnaskedRule(
        title="Channels told by numbers",
        judges="mono files of one length whose names differ by their number alone",
        why="the tracks of a session, printed one by one, are one mix, and a number says no channel",
        boundary=f"They are as many as a layout has channels, from 0 or 1 on, and no entry has their layout. {_OPEN}",
        remedy="Name each file by its channel, or list them as one mix with its layout.",
    ),
    "delivery.same-content": UnaskedRule(
        title="Same sound twice",
        judges="the bytes of every mix against those of the others",
        why="a stem under two names is one stem too few",
        boundary=f"Two mixes have the same bytes. {_TOLD}",
        remedy="Find out whose sound it is, and deliver the missing one.",
    ),
    "delivery.two-languages": UnaskedRule(
        title="Same sound as two languages",
        judges="the bytes of mixes with speech against those of other languages",
        why="one of the two countries would hear the wrong language",
        boundary="Two mixes of two languages have the same bytes. The delivery is rejected.",
        remedy="Find out which language it is, and deliver the sound of the other one.",
    ),
    "delivery.same-sound": UnaskedRule(
        title="One sound at another level",
        judges="the sound of every mix against that of the others",
        why="a stem under two names is one stem too few, even where one of the two is softer",
        boundary=f"Two mixes hold one sound at two levels. {_TOLD}",
        remedy="Find out whose sound it is, and deliver the missing one.",
    ),
    "delivery.common-sound": UnaskedRule(
        title="Sound that the other languages have",
        judges="every 100 ms of a language beside its lines, against what the other languages have in common",
        why="fill that is missing, or an M&E that dips, is heard as a hole as soon as nobody speaks",
        boundary="From three languages on: where the others agree within 1 dB it lies 4 dB lower for a second or more. "
        f"Nothing is said of audio description and of a voice-over. {_TOLD}",
        remedy="Listen to it there beside another language, and put the M&E or the fill back.",
    ),
    "delivery.original-sound": UnaskedRule(
        title="Sound that the original has",
        judges="every 100 ms of a dub beside its lines, against those of the original",
        why="fill that is missing, or an M&E that is out for a moment, is heard as a hole",
        boundary="Where the original goes on as before and after, the dub lies 9 dB lower for 0.3 s or more. Nothing "
        f"is said of audio description and of a voice-over. {_TOLD}",
        remedy="Listen to it there beside the original, and put the M&E or the fill back.",
    ),
    "delivery.stands-apart": UnaskedRule(
        title="Language beside the others",
        judges="readings of a language against those of the other languages of the delivery",
        why="one language that is louder or wider than the rest is heard as a fault wherever both are played",
        boundary=f"It stands apart from the others by robust statistics. {_TOLD}",
        remedy="Compare it with the others, and print it again where it was not meant.",
    ),
    "delivery.language-of-header": UnaskedRule(
        title="Language in the header",
        judges="the language that a file's header says against the one that the mix is listed as",
        why="one of the two countries would hear the wrong language",
        boundary=f"Header and list name two languages. {_OPEN}",
        remedy="Find out which language it is, and correct the list, or write the file again.",
    ),
    "delivery.length-of-sisters": UnaskedRule(
        title="Length beside the other mixes",
        judges="the length of a mix against that of most mixes of the programme",
        why="another length is another cut, or a print that ends too early",
        boundary=f"It differs by more than 0.05 s from the length that three or more have. {_TOLD}",
        remedy="Compare it with the others: it was conformed to another cut, or printed too short.",
    ),
    "delivery.kind-missing": UnaskedRule(
        title="Missing mix",
        judges="the kinds of mixes of a language against those of the other languages",
        why="the effects stem of one dub was forgotten",
        boundary=f"All other languages, or all other episodes, two or more, have a kind that this one lacks. {_TOLD}",
        remedy="Deliver it, or say why there is none.",
    ),
    "delivery.original-not-stated": UnaskedRule(
        title="Original not stated",
        judges="whether it is stated which printmaster is the original's",
        why="where it is not, nothing is held against an original, and a dub that is late or runs fast is not seen",
        boundary="There are printmasters in two languages, and of one or of all it is not stated whether they are the "
        f"original or a dub. {_TOLD}",
        remedy="State the original language of the programme, or the version of the mix.",
    ),
    "delivery.reels-missing": UnaskedRule(
        title="Missing reel",
        judges="the numbers of the reels of a programme",
        why="a programme without one of its reels is not whole",
        boundary=f"A number is left out, or a language ends earlier than another. {_OPEN}",
        remedy="Deliver the missing reel, or correct the numbers of the reels.",
    ),
    "delivery.reels-differ": UnaskedRule(
        title="Reels of different form",
        judges="layout, channel order and sample rate of the reels of a programme",
        why="they are to play one after the other",
        boundary=f"They are not the same. {_TOLD}",
        remedy="Print all reels in one layout, one channel order and one sample rate.",
    ),
    "delivery.reel-twice": UnaskedRule(
        title="Reel twice",
        judges="the numbers of the reels of a programme",
        why="nobody knows which of two is meant",
        boundary=f"Two mixes have one number. {_TOLD}",
        remedy="Correct the number of the reel, or take one of them out of the delivery.",
    ),
    "delivery.reel-not-measured": UnaskedRule(
        title="Reel not measured",
        judges="whether every reel of a programme can be measured",
        why="the loudness of a programme is that of all its reels",
        boundary=f"One cannot. {_OPEN}",
        remedy="Put right what is wrong with the reel, and check the delivery again.",
    ),
    "delivery.guide-is-another": UnaskedRule(
        title="Stem or M&E of another kind",
        judges="a dialogue stem or an M&E against the mix it lies beside",
        why="one that is not what it is called makes the dialogue of every dub wrong",
        boundary=f"The sound says that it is something else. {_OPEN}",
        remedy="Find out which of the two is not what it is called, and deliver it again.",
    ),
    "delivery.guide-does-not-fit": UnaskedRule(
        title="Stem or M&E beside its mix",
        judges="a dialogue stem or an M&E against the mix it lies beside",
        why="one of another cut, version or language tells nothing about this mix",
        boundary=f"It lies nowhere in the mix, or at another place or balance. {_TOLD}",
        remedy="Print it again from the session of the mix.",
    ),
    "delivery.waiver-expired": UnaskedRule(
        title="Expired waiver",
        judges="the last day of each waiver against today",
        why="what was forgiven for a time is not forgiven for good",
        boundary=f"The day is past. {_TOLD}",
        remedy="Renew the waiver, or repair what it forgave.",
    ),
    "delivery.waiver-not-yet": UnaskedRule(
        title="Waiver of a later day",
        judges="the first day of each waiver against today",
        why="a date to come is a slip of the year, or of a clock",
        boundary=f"The day is to come. {_TOLD}",
        remedy="Correct its date.",
    ),
    "delivery.waiver-without-effect": UnaskedRule(
        title="Waiver without effect",
        judges="each waiver against the findings",
        why="one that forgives nothing is misspelt, or no longer needed",
        boundary=f"No finding is one that it forgives. {_TOLD}",
        remedy="Correct what it is about, or remove it.",
    ),
    "delivery.whole": UnaskedRule(
        title="Completeness",
        judges="the delivery as a whole",
        why="nothing missing, unlisted, unreadable or twice the same is what a receiver takes for granted",
        boundary="It is there where nothing is wrong with the delivery as a whole.",
        remedy="Nothing is to be done.",
    ),
    "package.fixity": UnaskedRule(
        title="Files as packaged",
        judges="every byte and every name of a package against every list in it",
        why="a file that changed on its way is not the one that was judged",
        boundary=(
            "A digest, a size or a name is another, a listed file is absent: the package is rejected. A file that no "
            "list names, or a list in a form that is not read, leaves it open."
        ),
        remedy="Fetch the package again, or have its maker send it again.",
    ),
    "package.imf": UnaskedRule(
        title="IMF package",
        judges="an IMF package against its own lists and compositions, and against what readers ask",
        why="a package that contradicts itself is refused at ingest",
        boundary="A clause of the profile that binds is broken: the package is rejected. A partial package is open.",
        remedy="Have its maker correct it; for a partial one, give the package that it refers to.",
    ),
}
"""By the id that findings have."""

NEVER_WAIVED: Final = (
    *("package.fixity", "delivery.waiver-expired", "delivery.waiver-not-yet", "delivery.waiver-without-effect"),
    "delivery.whole",
)
"""What a digest says is no opinion, and a waiver cannot hide that it has expired."""

FOR_WAIVERS: Final = (*HOUSE_RULES, *(rule for rule in UNASKED_RULES if rule not in NEVER_WAIVED))
"""Ids that a waiver may name beside those of the rule book."""
