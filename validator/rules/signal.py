"""The signal itself: clipping, dropouts, silence, offset, noise, fold-downs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.results.finding import Limits
from validator.rules.outcome import (
    CHECK_THE_RIGHT_FILE,
    LAYOUT_NOT_KNOWN,
    NO_SOUND,
    STATE_LAYOUT,
    Outcome,
    at_most,
    counted,
    figure,
    not_measured,
    quantity,
    standing,
    within,
)
from validator.rules.runs import true_runs
from validator.scan.table import MINIMUM_CLIPPED_SAMPLES, ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from specs.message import Message
    from specs.requirements.signal import (
        ActiveChannels,
        Clipping,
        DcOffset,
        Dropout,
        FoldDownLoudness,
        FoldDownTruePeak,
        MonoCompatibility,
        NoiseFloor,
        SilentPassage,
    )
    from validator.results.finding import Place
    from validator.results.measurements import FoldDownReadings
    from validator.rules.subject import Subject

PLACES_SHOWN: Final = 20

_MEASURE_FOLD_DOWN: Final = message("remedy.measure-fold-down")


def _counted(places: list[Place]) -> tuple[tuple[Place, ...], int]:
    return tuple(places[:PLACES_SHOWN]), len(places)


def judge_clipping(requirement: Clipping, subject: Subject) -> Outcome:
    """Count runs of full-scale samples, and flat tops at any other level.

    Judges: consecutive samples at the largest or smallest value the word length has (1.0 and above for float); and
        below full scale tops as flat as those, three at one level in a channel, one of which counts in each 100 ms.
    Why publishers ask: a clipped passage distorts and cannot be repaired.
    Boundary: a run counts from the stated number of samples, three at least; as many runs as accepted hold.
    Remedy: find what overloaded in the session; lowering the printmaster leaves the flat tops in place.
    """
    required = (
        f"{at_most(requirement.maximum_runs, 'run', 'runs')} of {requirement.minimum_samples} or more clipped samples"
    )
    channels = subject.measurements.channels
    places = [
        subject.place(start, start + length, (channel.label,), f"{length} samples")
        for channel in channels
        for start, length in (*channel.clipped_runs, *channel.flat_tops)
        if length >= requirement.minimum_samples
    ]
    places.sort(key=lambda place: place.samples[0] - place.samples[1])
    shown, count = _counted(places)
    if requirement.minimum_samples == MINIMUM_CLIPPED_SAMPLES:
        count = sum(channel.clipped_run_count + channel.flat_top_count for channel in channels)
    held = count <= requirement.maximum_runs
    return Outcome(
        held=held,
        required=required,
        measured=counted(count, "run", "runs"),
        limits=Limits(high=float(requirement.maximum_runs), unit="runs"),
        margin=float(requirement.maximum_runs - count),
        margin_unit="runs",
        where=shown if not held else (),
        where_count=count if not held else 0,
        reason=message("signal.clipped-runs", count=count) if count else message("signal.no-clipped-run"),
        remedy=None if held else message("remedy.find-overload"),
    )


def judge_dropout(requirement: Dropout, subject: Subject) -> Outcome:
    """Count stretches of digital silence in the middle of a channel's sound.

    Judges: runs of samples that are exactly zero, with sound above -40 dBFS RMS on both sides in the same channel.
    Why publishers ask: a missed buffer or a bad edit leaves a hole that no mixer meant.
    Boundary: runs within the stated lengths count.
    Remedy: print the places again.
    """
    rate = subject.sample_rate_hz
    required = (
        f"{at_most(requirement.maximum_count, 'gap', 'gaps')} of digital silence of "
        f"{requirement.minimum_seconds:g} to {requirement.maximum_seconds:g} s within sound"
    )
    places = [
        subject.place(start, start + length, (channel.label,), f"{length / rate:.3f} s")
        for channel in subject.measurements.channels
        for start, length in channel.dropouts
        if requirement.minimum_seconds <= length / rate <= requirement.maximum_seconds
    ]
    shown, count = _counted(places)
    held = count <= requirement.maximum_count
    return Outcome(
        held=held,
        required=required,
        measured=counted(count, "gap", "gaps"),
        limits=Limits(high=float(requirement.maximum_count), unit="gaps"),
        margin=float(requirement.maximum_count - count),
        margin_unit="gaps",
        where=shown if not held else (),
        where_count=count if not held else 0,
        reason=message("signal.gaps", count=count) if count else message("signal.no-gap"),
        remedy=None if held else message("remedy.print-gaps-again"),
    )


def judge_silent_passage(requirement: SilentPassage, subject: Subject) -> Outcome:
    """Find the longest silence of all channels between first and last sound.

    Judges: 100 ms RMS of the loudest channel against the stated threshold.
    Why publishers ask: long silence in a finished mix is mostly a missing reel or a muted track.
    Boundary: a silence exactly as long as accepted holds.
    Remedy: check the places against the picture.
    """
    required = (
        f"no silence (below {requirement.threshold_dbfs:g} dBFS RMS) longer than {requirement.maximum_seconds:g} s"
    )
    if subject.measurements.first_sound_sample is None:
        return not_measured(required, NO_SOUND, CHECK_THE_RIGHT_FILE)
    levels = subject.measurements.series.level_dbfs
    silent = [level is None or level < requirement.threshold_dbfs for level in levels]
    runs = [run for run in true_runs(silent) if run[0] > 0 and run[1] < len(silent)]
    longest = max((end - start for start, end in runs), default=0) / ROWS_PER_SECOND
    rate = subject.sample_rate_hz
    places = [
        subject.place(row_start_sample(start, rate), row_start_sample(end, rate), (), f"{(end - start) / 10:.1f} s")
        for start, end in runs
        if (end - start) / ROWS_PER_SECOND > requirement.maximum_seconds
    ]
    shown, count = _counted(places)
    return Outcome(
        held=not places,
        required=required,
        measured=quantity(longest, "s", 1),
        limits=Limits(high=requirement.maximum_seconds, unit="s"),
        margin=round(requirement.maximum_seconds - longest, 1),
        margin_unit="s",
        where=shown,
        where_count=count,
        reason=message(
            "signal.longest-silence",
            seconds=longest,
            standing=standing(longest, None, requirement.maximum_seconds, "s", 1),
        ),
        remedy=message("remedy.check-silence") if places else None,
    )


def judge_active_channels(requirement: ActiveChannels, subject: Subject) -> Outcome:
    """Say which channels never carry sound.

    Judges: the loudest 100 ms of each channel against the stated threshold.
    Why publishers ask: an empty surround or centre is an export mistake, or a mix that is not what its layout says.
    Boundary: exactly at the threshold counts as sound.
    Remedy: check routing and export.
    """
    labels = requirement.labels
    required = f"sound in {', '.join(labels) if labels else 'every channel but LFE'}"
    if subject.layout is None:
        return not_measured(required, LAYOUT_NOT_KNOWN, STATE_LAYOUT)
    wanted = [
        channel
        for channel in subject.measurements.channels
        if (channel.label in labels if labels is not None else not channel.label.startswith("LFE"))
    ]
    missing = tuple(label for label in labels or () if label not in {channel.label for channel in wanted})
    silent = tuple(
        channel.label
        for channel in wanted
        if channel.loudest_row_dbfs is None or channel.loudest_row_dbfs < requirement.threshold_dbfs
    )
    wrong: tuple[Message, ...] = (message("signal.silent-channels", channels=silent),) if silent else ()
    wrong += (message("signal.missing-channels", channels=missing),) if missing else ()
    return Outcome(
        held=not wrong,
        required=required,
        measured=counted(len(wanted) - len(silent), "channel", "channels"),
        reason=message("general.sentences", sentences=wrong) if wrong else message("signal.channels-active"),
        remedy=message("remedy.check-routing", channels=(*silent, *missing)) if wrong else None,
    )


def judge_dc_offset(requirement: DcOffset, subject: Subject) -> Outcome:
    """Hold the DC offset of each channel against its limit.

    Judges: the mean of all samples, as a percentage of full scale.
    Why publishers ask: offset eats headroom and clicks at edits.
    Boundary: exactly at the limit holds.
    Remedy: a high-pass filter below 5 Hz at the source that carries it.
    """
    required = f"DC offset at most {requirement.maximum_percent:g} % of full scale"
    channels = subject.measurements.channels
    worst = max(channels, key=lambda channel: abs(channel.dc_offset_percent))
    value = abs(worst.dc_offset_percent)
    held, margin = within(value, None, requirement.maximum_percent)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(value, "%", 3, margin),
        limits=Limits(high=requirement.maximum_percent, unit="%"),
        margin=margin,
        margin_unit="%",
        reason=message(
            "signal.dc-offset",
            reading=figure(value, "%", margin, 3),
            channel=worst.label,
            standing=standing(value, None, requirement.maximum_percent, "%", 3),
        ),
        remedy=None if held else message("remedy.high-pass", channel=worst.label),
    )


def judge_mono_compatibility(requirement: MonoCompatibility, subject: Subject) -> Outcome:
    """Hold the loudness lost in mono against its limit.

    Judges: programme loudness of the Lo/Ro (or stereo) version minus that of the mono fold-down of it: 0 LU for two
        equal channels, 3 LU for two that have nothing in common, more where they cancel.
    Why publishers ask: telephones and kitchen radios are mono.
    Boundary: exactly at the limit holds.
    Remedy: look at polarity and wideners.
    """
    required = f"at most {requirement.maximum_loss_lu:g} LU lost in mono"
    mono = subject.measurements.fold_downs.get("mono")
    stereo = subject.measurements.fold_downs.get("LoRo")
    if mono is None or stereo is None or mono.integrated_lkfs is None or stereo.integrated_lkfs is None:
        return not_measured(required, message("signal.no-fold-down-of-layout"))
    loss = stereo.integrated_lkfs - mono.integrated_lkfs
    held, margin = within(loss, None, requirement.maximum_loss_lu)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(loss, "LU", margin=margin),
        limits=Limits(high=requirement.maximum_loss_lu, unit="LU"),
        margin=margin,
        margin_unit="LU",
        reason=message(
            "signal.mono-loss",
            reading=figure(loss, "LU", margin),
            standing=standing(loss, None, requirement.maximum_loss_lu, "LU"),
        )
        if loss >= 0
        else message("signal.mono-gain", gain_lu=round(-loss, 6)),
        remedy=None if held else message("remedy.look-for-polarity"),
    )


def judge_noise_floor(requirement: NoiseFloor, subject: Subject) -> Outcome:
    """Hold the quietest passage against a limit.

    Judges: RMS of the quietest half second of the programme that is not digital silence.
    Why publishers ask: hiss and hum show where nobody speaks.
    Boundary: exactly at the limit holds.
    Remedy: treat the noise at its source, or let room tone carry the pauses.
    """
    required = f"noise floor at most {requirement.maximum_dbfs:g} dBFS RMS"
    value = subject.measurements.noise_floor_dbfs
    if value is None:
        return Outcome(held=True, required=required, reason=message("signal.no-noise-floor"))
    held, margin = within(value, None, requirement.maximum_dbfs)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(value, "dBFS RMS", margin=margin),
        limits=Limits(high=requirement.maximum_dbfs, unit="dBFS RMS"),
        margin=margin,
        margin_unit="dB",
        reason=message(
            "signal.noise-floor",
            reading=figure(value, "dBFS RMS", margin),
            standing=standing(value, None, requirement.maximum_dbfs, "dBFS RMS"),
        ),
        remedy=None if held else message("remedy.reduce-noise"),
    )


def judge_fold_down_loudness(requirement: FoldDownLoudness, subject: Subject) -> Outcome:
    """Hold the loudness of a fold-down against limits of its own.

    Judges: programme loudness of Lo/Ro or mono with the coefficients of ITU-R BS.775-4 Annex 4, of Lt/Rt with those of
        ATSC A/52:2018 clause 7.8.2 and the surrounds shifted by 90 degrees.
    Why publishers ask: many viewers hear the fold-down only.
    Boundary: exactly at a limit holds.
    Remedy: change the fold-down coefficients or deliver a mix of its own.
    """
    unit = "LKFS"
    required = (
        f"{requirement.fold_down} fold-down {requirement.target_lkfs:.1f} "
        f"+{requirement.tolerance_above_lu:g}/-{requirement.tolerance_below_lu:g} {unit}"
    )
    readings = _fold_down(requirement.fold_down, subject)
    if readings is None or readings.integrated_lkfs is None:
        reason = message("signal.fold-down-not-measured", fold_down=requirement.fold_down)
        return not_measured(required, reason, _MEASURE_FOLD_DOWN)
    low = round(requirement.target_lkfs - requirement.tolerance_below_lu, 6)
    high = round(requirement.target_lkfs + requirement.tolerance_above_lu, 6)
    held, margin = within(readings.integrated_lkfs, low, high)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(readings.integrated_lkfs, unit, margin=margin),
        limits=Limits(low=low, high=high, target=requirement.target_lkfs, unit=unit),
        margin=margin,
        margin_unit="LU",
        reason=message(
            "signal.fold-down-loudness",
            fold_down=requirement.fold_down,
            reading=figure(readings.integrated_lkfs, unit, margin),
            standing=standing(readings.integrated_lkfs, low, high, unit),
        ),
        remedy=None if held else message("remedy.change-fold-down"),
    )


def judge_fold_down_true_peak(requirement: FoldDownTruePeak, subject: Subject) -> Outcome:
    """Hold the true peak of a fold-down against a limit of its own.

    Judges: the fold-down, rendered with the coefficients of ITU-R BS.775-4 Annex 4 (Lt/Rt: ATSC A/52:2018 clause
        7.8.2, the surrounds shifted by 90 degrees) and oversampled.
    Why publishers ask: channels that add up can exceed what each of them keeps.
    Boundary: exactly at the limit holds.
    Remedy: limit the fold-down, or lower its coefficients.
    """
    required = f"{requirement.fold_down} fold-down at most {requirement.maximum_dbtp:.1f} dBTP"
    readings = _fold_down(requirement.fold_down, subject)
    if readings is None or readings.max_true_peak_dbtp is None:
        reason = message("signal.fold-down-peak-not-measured", fold_down=requirement.fold_down)
        return not_measured(required, reason, _MEASURE_FOLD_DOWN)
    held, margin = within(readings.max_true_peak_dbtp, None, requirement.maximum_dbtp)
    return Outcome(
        held=held,
        required=required,
        measured=quantity(readings.max_true_peak_dbtp, "dBTP", margin=margin),
        limits=Limits(high=requirement.maximum_dbtp, unit="dBTP"),
        margin=margin,
        margin_unit="dB",
        reason=message(
            "signal.fold-down-peak",
            fold_down=requirement.fold_down,
            reading=figure(readings.max_true_peak_dbtp, "dBTP", margin),
            standing=standing(readings.max_true_peak_dbtp, None, requirement.maximum_dbtp, "dBTP"),
        ),
        remedy=None if held else message("remedy.limit-fold-down"),
    )


def _fold_down(name: str, subject: Subject) -> FoldDownReadings | None:
    return dict(subject.measurements.fold_downs.items()).get(name)  # type: ignore[call-overload, no-any-return]
