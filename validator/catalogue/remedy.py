"""What to do. A remedy names no option of a command: whoever shows it to somebody at a terminal adds that."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "remedy.deliver-right-partner": "Deliver the mix that it belongs to, or say what this mix is.",
    "remedy.render-again": "Render the programme again, from the master that is delivered.",
    "remedy.deliver-original": "Put the original's mix into the delivery.",
    "remedy.state-original-language": "State the original language of the programme.",
    "remedy.state-version": "State its language, or whether it is the original or a dub.",
    "remedy.listen-to-channels": "Listen to each channel beside the original's.",
    "remedy.deliver-surround": "Put the surround mix of its language into the delivery.",
    "remedy.deliver-stems": "Deliver the stems in the layout of the mix.",
    "remedy.deliver-a-render": "Measure it with the renderer that the publisher asks for, or deliver that render.",
    "remedy.deliver-printmaster": "Deliver the printmaster.",
    "remedy.unlisted-sound": "List it in the delivery file, or take it out of the folder.",
    "remedy.unreadable-place": "Give the right to read it, and check again.",
    "remedy.linked-folder": "Put the folder itself in place of the link, or check the folder that it leads to.",
    "remedy.lists-not-read": "Check that folder by itself, as a delivery or as a package.",
    "remedy.lone-channel": "Deliver the other channels of the set, or state that this mix is 1.0.",
    "remedy.numbered-channels": (
        "Name each file by its channel (L, R, C, LFE, Ls, Rs), or list them as one mix with its layout."
    ),
    "remedy.passed-over": "Take what belongs to the delivery out of it; empty it before you deliver.",
    "remedy.may-hold-sound": "Say what it is for; where it is sound for this delivery, deliver it as WAV.",
    "remedy.guide-is-another": "Find out which of the two is not what it is called, and deliver it again.",
    "remedy.guide-does-not-fit": "Print it again from the session of the mix.",
    "remedy.same-content": "Find out whose sound it is, and deliver the missing one.",
    "remedy.same-sound": "Find out whose sound it is, and deliver the missing one.",
    "remedy.common-sound": "Listen to it there beside another language, and put the M&E or the fill back.",
    "remedy.original-sound": "Listen to it there beside the original, and put the M&E or the fill back.",
    "remedy.stands-apart": "Compare its session with the others: the same M&E, at the same level, and lines to match.",
    "remedy.length-of-sisters": "Compare it with the others: it was conformed to another cut, or printed too short.",
    "remedy.kind-missing": "Deliver it, or say why there is none.",
    "remedy.reels-missing": "Deliver the missing reel, or correct the numbers of the reels.",
    "remedy.reels-differ": "Print all reels in one layout, one channel order and one sample rate.",
    "remedy.reel-twice": "Correct the number of the reel, or take one of them out of the delivery.",
    "remedy.reel-not-measured": "Put right what is wrong with the reel, and check the delivery again.",
    "remedy.state-reels-as-segments": "State one segment for each reel, or leave the segments out.",
    "remedy.waiver-not-yet": "Correct its date.",
    "remedy.language-of-header": "Find out which language it is, and correct the list, or write the file again.",
    "remedy.exchange-channels": "Put {pairs} back in their places; the channels now lie as {layout}.",
    "remedy.is-another-language": "Deliver the mix of the language that it is to be.",
    "remedy.two-languages": "Find out which language it is, and deliver the sound of the other one.",
    "remedy.set-differs": "Export all channels of the mix again, in one run.",
    "remedy.waiver-expired": "Renew the waiver, or repair what it forgave.",
    "remedy.waiver-without-effect": "Correct the rule and the path of the file, or remove the waiver.",
    "remedy.write-loudness-fields": "Write the loudness fields from a measurement of this file, or leave them unset.",
    "remedy.file-absent": "Deliver the file, or take it out of the delivery file.",
    "remedy.no-sound": "Export the mix again, and look at it before it is delivered.",
    "remedy.form-not-read": "Deliver PCM in WAV, or judge this form with a tool that reads it.",
    "remedy.not-opened": "Give the right to read the file, and check it again.",
    "remedy.channels-as-stated": "Correct the number of channels, or what is stated about them.",
    "remedy.entry-valid": "Correct the entry of this mix in the delivery file.",
    "remedy.file-valid": "Correct the delivery file.",
    "remedy.deliver-a-layout-asked-for": "Deliver one of {layouts:joined| or }, or say what this mix is for.",
    "remedy.check-right-file": "Check that the right file was given.",
    "remedy.state-layout": "Say what the channels are, for example 5.1.",
    "remedy.state-layout-and-mask": "Say what the channels are, and write the channel mask at export.",
    "remedy.convert-sample-rate": "Convert to {wanted_hz} Hz, best by exporting from the session again.",
    "remedy.export-word-length": "Export at {wanted_bits:joined| or } bit integer PCM.",
    "remedy.export-full-word-length": (
        "Export again from a session of the full word length; bits cannot be added afterwards."
    ),
    "remedy.deliver-layout": "Deliver {layouts:joined| or }.",
    "remedy.reorder-channels": "Reorder the channels to {layouts:joined| or }.",
    "remedy.export-file-per-soundfield": "Export one file per soundfield.",
    "remedy.export-as": "Export as {wanted}.",
    "remedy.export-container": "Export as asked for: {wanted}.",
    "remedy.state-picture-rate": ("Give the picture rate, for example 24000/1001, or state it in the delivery file."),
    "remedy.conform-to-rate": "Conform to {rates:joined| or }.",
    "remedy.print-as-original": "Print the mix again with the channels, the start and the length of the original's.",
    "remedy.state-form": "State the layout of both, and stamp both files.",
    "remedy.rename-or-deliver": "Rename the file, or deliver the mix that its name says.",
    "remedy.state-named": "State them of the mix, in the delivery file or when it is checked.",
    "remedy.rename": "Rename, for example to {example}.",
    "remedy.state-picture-start": "Give the picture's start timecode, or state it in the delivery file.",
    "remedy.export-with-start": "Export as BWF with the start timecode {timecode}.",
    "remedy.stamp-all": "Stamp all of them with {timecode}.",
    "remedy.print-whole-programme": "Print the whole programme again, from the first to the last frame of action.",
    "remedy.agree-on-start": (
        "Find out which of the two is right: stamp the file where its first sample belongs, or correct what is stated."
    ),
    "remedy.trim-head-to": (
        "Cut the {seconds:.3f} s before {timecode} from the head of the file and stamp {timecode}; to stamp it alone "
        "would move the sound against the picture."
    ),
    "remedy.stamp-or-pad": (
        "Where the sound is in sync with the picture, pad the head by {seconds:.3f} s and stamp {timecode}; where it "
        "was only stamped wrongly, stamp {timecode} ({samples} samples since midnight)."
    ),
    "remedy.stamp": "Stamp {timecode} ({samples} samples since midnight).",
    "remedy.pad-so-that": "Pad so that there is {wanted}.",
    "remedy.trim-so-that": "Trim so that there is {wanted}.",
    "remedy.state-picture-length": (
        "Give the number of picture frames and the picture rate, or state them in the delivery file."
    ),
    "remedy.agree-on-length": (
        "Find out which of the two is right: print the mix at the length of its picture, or correct what is stated."
    ),
    "remedy.conform-again": "Conform the mix to the picture again.",
    "remedy.trim-samples": "Trim {samples:plural|sample|samples}.",
    "remedy.pad-samples": "Pad {samples:plural|sample|samples}.",
    "remedy.state-first-frame-of-action": (
        "Give the frames of action and the picture rate, or state them in the delivery file."
    ),
    "remedy.remove-pop": "Remove the pop and the leader.",
    "remedy.add-pop": "Add a sync pop.",
    "remedy.print-pop-as-asked": "Print the pop again as asked for.",
    "remedy.print-block": "Print the head again with {block}.",
    "remedy.stamp-start": "Export as BWF, with the timecode of the first sample.",
    "remedy.move-programme": "Move the programme to that timecode, or stamp the file where its first sample belongs.",
    "remedy.set-tone-frequency": "Bring the tone to {frequency_hz:g} Hz.",
    "remedy.remove-tone": "Remove the tone.",
    "remedy.add-tone": "Add the line-up tone.",
    "remedy.add-stated-tone": "Add the line-up tone {stated:joined| }.",
    "remedy.set-tone-level": "Bring the tone to {level_dbfs:g} dBFS.",
    "remedy.check-tone-frequency": "Check that it is {frequency_hz:g} Hz.",
    "remedy.state-action": (
        "Give the first and the last frame of action and the picture rate, or say that the file holds nothing else; "
        "or state them in the delivery file."
    ),
    "remedy.check-action": "Check start timecode, picture rate and the frames of action against each other.",
    "remedy.check-segments": (
        "State the picture rate, and check the segments against the start timecode and the length."
    ),
    "remedy.permit-more": "Permit more, or correct it in the mix.",
    "remedy.see-whether-right-file": (
        "See whether it is the right file and was printed as it should be; else permit the gain."
    ),
    "remedy.limiter-takes-back": "The limiter takes back what the gain adds: mix the loud passages down.",
    "remedy.mix-loud-passages-down": "Mix the loud passages down.",
    "remedy.lower-stem": "Lower the stem in the mix, or write floating point.",
    "remedy.print-mix-again": "Print the mix again.",
    "remedy.measure-and-plan-again": ("Measure the source again and plan again; if it happens again, report it."),
    "remedy.print-on-scale": "Export it again: these samples are no sound, and no gain and no limiter puts them right.",
    "remedy.limit-true-peak": (
        "Limit {channels} at these places, with the true-peak limiter set to {limiter_dbtp:.1f} dBTP."
    ),
    "remedy.limit-sample-peak": "Limit {channels} to {limit_dbfs:.1f} dBFS.",
    "remedy.find-inverted-source": (
        "Find the source with inverted polarity at these places: a cable, a plug-in or a widener on one side."
    ),
    "remedy.measure-quasi-peak": "Have the quasi-peak meter read.",
    "remedy.measure-lfe-bands": "Have the spectrum of the LFE measured.",
    "remedy.check-lfe-routing": "Check the routing of the LFE, or low-pass it.",
    "remedy.measure-fold-down": "Have the fold-down measured, on a layout that has such a fold-down.",
    "remedy.find-overload": "Find what overloads at these places in the session and print again.",
    "remedy.print-gaps-again": "Listen at these places and print them again.",
    "remedy.check-silence": "Check these places against the picture.",
    "remedy.check-routing": "Check routing and export of {channels}.",
    "remedy.high-pass": "High-pass {channel} below 5 Hz at its source.",
    "remedy.look-for-polarity": "Look for inverted polarity and for stereo wideners.",
    "remedy.reduce-noise": "Reduce the noise at its source.",
    "remedy.change-fold-down": "Change the fold-down, or deliver a separate mix.",
    "remedy.limit-fold-down": "Limit the fold-down, or lower its coefficients.",
    "remedy.state-partner-layout": "State its layout in the delivery file.",
    "remedy.add-partner": "Add the partner to the delivery.",
    "remedy.lower-passages": "Lower what is too loud by up to {change} at the places listed.",
    "remedy.move-inside-window": "Bring the places listed inside {low_lkfs:.1f} to {high_lkfs:.1f} LKFS.",
    "remedy.rebalance": "Rebalance the loud and the soft passages in the mix.",
    "remedy.ride-dialogue": "Ride the dialogue: raise its soft lines, lower its loud ones.",
    "remedy.raise-over-background": "Raise the dialogue, or lower music and effects under it.",
    "remedy.raise-against-programme": "Raise the dialogue, or lower what is loud without it.",
    "remedy.give-dialogue-guide": (
        "Give the dialogue stem, or the M&E of this mix; then dialogue can be told from the rest."
    ),
    "remedy.give-me": "Give the M&E of this mix.",
    "remedy.measure-dialogue": (
        "Give the dialogue stem, or the M&E of this mix, so that dialogue is measured and not estimated."
    ),
    "remedy.compare-versions": (
        "Compare the stem or M&E with the mix: language, reel, version and cut must be the same, and a stem of another "
        "dub does not fit. Give the one that was printed with this mix."
    ),
    "remedy.compare-edits": (
        "Listen to where stem or M&E and mix begin to differ: one of them was cut, conformed or mixed again later. "
        "Print both from the same session."
    ),
    "remedy.compare-clocks": (
        "Compare picture rate and sample clock of both: one of them was pulled up or down, or printed against another "
        "clock."
    ),
    "remedy.check-guide": "Look at the file that was named and at its export: it holds no sound.",
    "remedy.right-guide": "Give the dialogue stem or the M&E of this very mix, printed from the same session.",
    "remedy.whole-guide": "Print it again, whole, over the length of the mix.",
    "remedy.mute-and-fill": "Take the lines out of the M&E at the places listed, and fill what goes with them.",
    "remedy.listen-to-lines": "Listen to them: record what is missing; cries and songs may be meant to stay.",
    "remedy.record-lines": "Listen to them: record what is missing; a line may have been moved or left out on purpose.",
    "remedy.mute-lines-in-stem": "Take the lines out of the stem at the places listed.",
    "remedy.fill-me": "Fill the M&E at the places listed, with foley or library effects.",
    "remedy.deliver-me": "Deliver the M&E.",
    "remedy.listen-to-me": "Listen to the M&E under the lines of the original.",
    "remedy.me-level": "Print the M&E again at the level of the mix.",
    "remedy.deliver-original-dialogue": "Deliver the dialogue stem of the original.",
    "remedy.me-without-dialogue": "Print the M&E again without the dialogue; until then, give the dialogue stem.",
    "remedy.check-me": "Look at whether it is the M&E of this mix; if so, give the dialogue stem.",
    "remedy.compare-channel-order": "Compare channel order and routing of the M&E with those of the mix.",
    "remedy.print-at-one-rate": "Print stem, M&E and mix at one sample rate.",
    "remedy.state-stem-layout": "Say in the delivery file what the channels of the stem are.",
    "remedy.state-me-layout": "Say in the delivery file what the channels of the M&E are.",
    "remedy.state-calibration": (
        "Say how loud the mix is played, for example 85 dB for a tone of -20 dBFS in a screen channel."
    ),
    "remedy.state-what-applies": "State it, and judge again. Open: {open:joined|; }.",
    "remedy.ask-for-tolerance": "Ask the receiver how far from {target:.1f} {unit} a mix may be.",
    "remedy.raise-level": (
        "Raise {what} by {change_db:.2f} dB to reach {aim:.1f} {unit}, then check true peak again, which rises as much."
    ),
    "remedy.lower-level": (
        "Lower {what} by {change_db:.2f} dB to reach {aim:.1f} {unit}, which lowers the peaks as much."
    ),
}
