"""Markers of a report for sessions of editing programs: one row of `MARKER_FORMATS` for each program or form.

The places of findings are samples; a format that counts frames rounds outwards, to the frame of the first sample and
the frame of the last (`marker_list.frames_of`).
"""

from __future__ import annotations

from typing import Final

from validator.reporters.markers.edit_lists import MOST_EVENTS, write_resolve_list
from validator.reporters.markers.final_cut import write_fcpxml, write_xmeml
from validator.reporters.markers.marker_format import MarkerFormat, MarkerUnit
from validator.reporters.markers.midi import write_midi
from validator.reporters.markers.otio import write_otio
from validator.reporters.markers.reaper import write_manager_list, write_project
from validator.reporters.markers.text_lists import write_avid_list, write_csv, write_rx_list, write_session_info
from validator.reporters.markers.track_archive import write_track_archive

__all__ = ["MARKER_FORMATS"]

_SAMPLES: Final = MarkerUnit.SAMPLES
_FRAMES: Final = MarkerUnit.FRAMES

_MIDI_ADVICE: Final = (
    "Place the file at the start of the session, and import the tempo with the markers: one tick is one sample at the "
    "tempo of the file."
)
_ARCHIVE: Final = MarkerFormat(
    title="Cubase and Nuendo, track archive",
    suffix=".xml",
    unit=_SAMPLES,
    write=write_track_archive,
    advice="The project has to have the sample rate of the file.",
)
_MIDI_KNOWN: Final = "public writers of marker files; read back with mido"

MARKER_FORMATS: Final[dict[str, MarkerFormat]] = {
    "protools": MarkerFormat(
        title="Pro Tools, MIDI file with markers (File, Import, MIDI)",
        suffix=".mid",
        unit=_SAMPLES,
        write=write_midi,
        is_text=False,
        import_known_from=_MIDI_KNOWN,
        advice=_MIDI_ADVICE,
    ),
    "protools-text": MarkerFormat(
        title="Pro Tools session info as text; Pro Tools writes such text and does not import it",
        suffix=".txt",
        unit=_SAMPLES,
        write=write_session_info,
        is_imported=False,
    ),
    "midi": MarkerFormat(
        title="MIDI file with markers, for Logic and others",
        suffix=".mid",
        unit=_SAMPLES,
        write=write_midi,
        is_text=False,
        import_known_from=_MIDI_KNOWN,
        advice=_MIDI_ADVICE,
    ),
    "reaper": MarkerFormat(
        title="REAPER, project with markers and regions",
        suffix=".rpp",
        unit=_SAMPLES,
        write=write_project,
        import_known_from="the form of REAPER's own projects; read back with rpp",
    ),
    "reaper-csv": MarkerFormat(
        title="REAPER, list of the Region/Marker Manager",
        suffix=".csv",
        unit=_SAMPLES,
        write=write_manager_list,
        import_known_from="lists that REAPER exports",
        advice="REAPER's ruler has to show seconds while it imports.",
    ),
    "cubase": _ARCHIVE,
    "nuendo": _ARCHIVE,
    "resolve": MarkerFormat(
        title="DaVinci Resolve, Timelines, Import, Timeline Markers from EDL",
        suffix=".edl",
        unit=_FRAMES,
        write=write_resolve_list,
        import_known_from="the manual of Resolve 18.6 and public writers; times read back with pycmx",
        advice="The timeline has to begin at the timecode at which the file does.",
        most=MOST_EVENTS,
    ),
    "premiere": MarkerFormat(
        title="Premiere Pro, Final Cut Pro 7 XML",
        suffix=".xml",
        unit=_FRAMES,
        write=write_xmeml,
        import_known_from="public writers of marker files",
    ),
    "final-cut": MarkerFormat(
        title="Final Cut Pro, FCPXML 1.10",
        suffix=".fcpxml",
        unit=_FRAMES,
        write=write_fcpxml,
    ),
    "media-composer": MarkerFormat(
        title="Media Composer, Markers window, Import",
        suffix=".txt",
        unit=_FRAMES,
        write=write_avid_list,
        import_known_from="lists that Media Composer exports",
    ),
    "rx": MarkerFormat(
        title="iZotope RX, marker list in samples",
        suffix=".txt",
        unit=_SAMPLES,
        write=write_rx_list,
        import_known_from="public readers of such lists",
    ),
    "csv": MarkerFormat(
        title="table with samples, timecodes and seconds",
        suffix=".csv",
        unit=_SAMPLES,
        write=write_csv,
        import_known_from="any spreadsheet",
    ),
    "otio": MarkerFormat(
        title="OpenTimelineIO",
        suffix=".otio",
        unit=_SAMPLES,
        write=write_otio,
        import_known_from="read back with OpenTimelineIO 0.18.1",
    ),
}
"""Every format by the name that the command line takes."""
