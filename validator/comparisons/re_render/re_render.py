"""Holds a re-render to 5.1 or 7.1.4 against the ADM programme it is made of: place in time, levels, what is missing.

Renderers pan differently, so a null says little. What they have in common is that each object goes into the channels
with the power that it has. So, second by second, every channel of the re-render is solved for all beds and objects of
the programme at once, and the same is done with our own render:

    re-render = dialogue x (0.7, 0.7, 0.1, ...) + music x (1, 0, 0, ...) + ... + what nothing explains
    gain of dialogue = root of 0.7^2 + 0.7^2 + 0.1^2 = 1.0, whatever the panning

An object whose gain is a quarter of that in our render, or less, is missing. One that sounds like others at the same
time (two channels of one mono) cannot be told from them, and nothing is said of it there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.vocabulary import parse_layout
from validator.audio.rendered_programme import LAYOUTS, RENDERER, channels_of_layout
from validator.comparisons.re_render.re_render_model import ReRenderChannel, ReRenderMatch, ReRenderPart
from validator.results.object_rendering import GUARD_BAND_DB, GUARD_BAND_LU
from validator.scan.filters import k_weighting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.rendered_programme import RenderedProgramme, RenderSource
    from validator.comparisons.reading.reading import ReadableProgramme

    Floats = NDArray[np.float64]
    Narrow = NDArray[np.float32]

SPREAD: Final = 90
"""Seconds compared, spread over the programme, beside the loudest of each bed and object. Project's choice: three
minutes of any film, a few seconds of work."""

IN_SILENCE: Final = 20
"""Seconds compared in which the programme is silent: what sounds there is not of it."""

ALIGNED_AT: Final = 16
REACH_SECONDS: Final = 10
"""Places at which the offset is looked for, and how far around what the stamps say."""

LIKE_PEAK: Final = 0.2
"""Correlation of the sums of all channels from which a place tells an offset. Measured: unrelated sound of 1 s in 20 s
reaches 0.06; a dub 0.3 and more wherever music or effects sound."""

SAME_OFFSET_SAMPLES: Final = 2.0
AGREEING_SHARE: Final = 0.6
_OF_A_LINE: Final = 3
LEAST_AGREEING: Final = 3
"""Places that must tell one offset before it is one."""

_COARSE: Final = 8
_SILENT_POWER: Final = 1e-12

QUIET_DB: Final = -70.0
"""Below the loudest of a second a source is not solved for; and below it a second is silent."""

TOLD_APART: Final = 1e-4
"""Share of the power of a source that no other explains, from which it can be told from them: -40 dB."""

MISSING: Final = 0.25
"""Of its gain in our render, at which a part is missing: -12 dB, where guard bands of 4 dB leave no doubt."""

CERTAIN: Final = 0.1
"""A part is looked for only where three standard errors of its gain are less, as a share of its gain in our render."""

OTHER_SHARE: Final = 0.25
"""Of the power of a second that nothing explains, at which it holds other sound. Project's choice: size and diffuseness
that a renderer adds stay below in the sum of a mix."""

LEAST_SHARE_OF_MEAN: Final = 1e-4
"""Power of a second, beside the mean of all, below which nothing is said of it: -40 dB."""

CHANNEL_SHARE: Final = 1e-3
"""Of the power of the render, below which a channel is not compared: -30 dB; panning laws differ most there."""

_GATE_LU: Final = 10.0
_RENDER_SECOND_LEAST: Final = 1e-9
_MOST_LISTED: Final = 64


@dataclass(frozen=True, slots=True)
class PlaceOfReRender:
    """Where a re-render lies.

    Attributes:
        offset_samples: How much later than the programme its sound is, in samples of the files; None where the places
            do not agree.
        inverted: Whether it has the opposite polarity.
        sounding, alike: Places in which the programme sounds, and of these the ones found again.
        runs_away: Whether the offsets of the places lie on one line that is not level.
    """

    offset_samples: float | None
    inverted: bool
    sounding: int
    alike: int
    runs_away: bool = False


@dataclass(slots=True)
class _Sums:
    """What is added up over the places."""

    k_of_render: list[float] = field(default_factory=list)
    k_of_subject: list[float] = field(default_factory=list)
    products: list[tuple[Floats, Floats, Floats]] = field(default_factory=list)
    unexplained: list[tuple[int, float, float]] = field(default_factory=list)
    gains: defaultdict[int, list[tuple[int, float, float]]] = field(default_factory=lambda: defaultdict(list))


class ReRenderComparison:
    """A re-render and its programme.

    Args:
        subject: The re-render; its layout has the labels of `layout`, in any order.
        scene: The programme, rendered here.
        layout: 5.1 or 7.1.4.
    """

    def __init__(self, subject: ReadableProgramme, scene: RenderedProgramme, layout: str) -> None:
        assert subject.layout is not None, "the caller has looked"
        self._subject = subject
        self._scene = scene
        self._joint = scene.joint
        self._layout = parse_layout(layout)
        self._order = [subject.layout.labels.index(label) for label in self._layout.labels]
        self._span = channels_of_layout(layout)
        self._rate = subject.sample_rate_hz
        self._second = scene.joint.second_samples
        self._powers = self._read_powers()
        self._loud = [place for place, label in enumerate(self._layout.labels) if not label.startswith("LFE")]

    def _read_powers(self) -> Floats:
        """Power of each source in each second, (seconds, sources): the one read of the programme as a whole."""
        channels = np.array([source.channel for source in self._joint.sources], np.intp)
        rows = []
        for block in self._joint.file_blocks(0, self._scene.sample_count):
            row = np.zeros(len(channels))
            if block is not None:
                row = np.einsum("nc,nc->c", block, block, dtype=np.float64)[channels]
            rows.append(row)
        return np.array(rows).reshape(-1, len(channels))

    def placed(self, expected: int) -> PlaceOfReRender:
        """Find where the re-render lies, around an offset that is expected, in samples."""
        seconds = self._sounding()
        chosen = seconds[np.linspace(0, len(seconds) - 1, min(ALIGNED_AT, len(seconds))).round().astype(int)]
        found = [(second, *lag) for second in chosen.tolist() if (lag := self._lag(second, expected)) is not None]
        alike = [(second, lag, peak) for second, lag, peak in found if abs(peak) >= LIKE_PEAK]
        if not alike:
            return PlaceOfReRender(None, inverted=False, sounding=len(chosen), alike=0)
        at, lags = (np.array([one[place] for one in alike], np.float64) for place in (0, 1))
        inverted = bool(np.median([peak for _, _, peak in alike]) < 0)
        middle = float(np.median(lags))
        agreeing = np.abs(lags - middle) <= SAME_OFFSET_SAMPLES
        if agreeing.mean() >= AGREEING_SHARE and agreeing.sum() >= LEAST_AGREEING:
            return PlaceOfReRender(float(lags[agreeing].mean()), inverted, len(chosen), len(alike))
        runs_away = len(at) > _OF_A_LINE and _lies_on_a_line(at, lags)
        return PlaceOfReRender(None, inverted, len(chosen), len(alike), runs_away=runs_away)

    def _sounding(self) -> NDArray[np.intp]:
        totals = self._powers.sum(axis=1)
        return np.flatnonzero(totals > max(float(totals.max(initial=0.0)) * 1e-5, _RENDER_SECOND_LEAST))

    def _lag(self, second: int, expected: int) -> tuple[float, float] | None:
        """How much later a second of the render lies in the re-render, and how alike both are there.

        First among means of eight samples, then sample by sample around the best of these places.
        """
        start = second * self._second
        wanted = self._render(start)[1][:, self._loud].sum(axis=1).astype(np.float64)
        reach = REACH_SECONDS * self._rate // _COARSE * _COARSE
        heard = self._read(start + expected - reach, len(wanted) + 2 * reach)[:, self._loud].sum(axis=1)
        coarse = [_means(wanted), _means(heard)]
        alike = _likeness(coarse[0], coarse[1])
        if alike is None:
            return None
        near = int(np.abs(alike).argmax()) * _COARSE
        first = max(near - 4 * _COARSE, 0)
        alike = _likeness(wanted, heard[first : near + 4 * _COARSE + len(wanted)])
        if alike is None:
            return None
        place = int(np.abs(alike).argmax())
        return first + place + _between(alike, place) - reach + expected, float(alike[place])

    def match(self, placed: PlaceOfReRender) -> ReRenderMatch:
        """Compare both at the offset that was found."""
        assert placed.offset_samples is not None, "the caller has looked"
        sums = _Sums()
        sign = -1.0 if placed.inverted else 1.0
        for second in self._chosen():
            start = second * self._second
            block, rendered = self._render(start)
            heard = sign * self._read_shifted(start, placed.offset_samples, len(rendered))
            self._add(sums, start + round(placed.offset_samples), block, rendered, heard)
        return self._told(sums, placed)

    def _chosen(self) -> list[int]:
        """Seconds to compare: some all along, the loudest of each source, and some that are silent."""
        sounding = self._sounding()
        silent = np.setdiff1d(np.arange(len(self._powers)), sounding)
        chosen = {
            *sounding[np.linspace(0, len(sounding) - 1, min(SPREAD, len(sounding))).round().astype(int)].tolist(),
            *silent[np.linspace(0, len(silent) - 1, min(IN_SILENCE, len(silent))).round().astype(int)].tolist(),
        }
        loudest = self._powers.argmax(axis=0)
        chosen |= {int(second) for place, second in enumerate(loudest) if self._powers[second, place] > 0.0}
        return sorted(chosen)

    def _add(self, sums: _Sums, at: int, block: Narrow | None, rendered: Narrow, heard: Floats) -> None:
        render = rendered.astype(np.float64)
        sums.products.append(((heard**2).sum(axis=0), (render**2).sum(axis=0), (heard * render).sum(axis=0)))
        weights = np.array(self._layout.weights)
        sums.k_of_subject.append(float(_k_powers(heard, self._rate) @ weights) / len(heard))
        sums.k_of_render.append(float(_k_powers(render, self._rate) @ weights) / len(heard))
        rest = heard
        sources = self._sources_in(block)
        if sources and block is not None:
            rest = self._solve(sums, at, sources, (block, render, heard))
        sums.unexplained.append((at, float((rest**2).sum()), float((heard**2).sum())))

    def _sources_in(self, block: Narrow | None) -> list[int]:
        if block is None:
            return []
        powers = np.einsum("nc,nc->c", block, block, dtype=np.float64)
        own = np.array([powers[source.channel] for source in self._joint.sources])
        return np.flatnonzero(own > max(own.max(initial=0.0) * 10.0 ** (QUIET_DB / 10.0), 1e-12)).tolist()

    def _solve(self, sums: _Sums, at: int, sources: Sequence[int], sound: tuple[Narrow, Floats, Floats]) -> Floats:
        """Solve a second for its sources, and return what of the re-render they do not explain."""
        block, render, heard = sound
        held = block[:, [self._joint.sources[place].channel for place in sources]].astype(np.float64)
        gram = held.T @ held
        scale = 1.0 / np.sqrt(np.diag(gram))
        inverse = np.linalg.pinv(gram * np.outer(scale, scale) + 1e-9 * np.eye(len(sources)), hermitian=True)
        own = inverse @ (held.T @ heard * scale[:, None])
        ours = inverse @ (held.T @ render * scale[:, None])
        rest = heard - held @ (own * scale[:, None])
        noise = (rest**2).sum() / max(len(held) - len(sources), 1)
        for place, source in enumerate(sources):
            apart = 1.0 / max(float(inverse[place, place]), 1.0)
            reference = float(np.sqrt((ours[place] ** 2).sum()))
            error = 3.0 * float(np.sqrt(noise / apart))
            if apart >= TOLD_APART and reference > 0.0 and error <= CERTAIN * reference:
                gain = float(np.sqrt(max((own[place] ** 2).sum() - (error / 3.0) ** 2, 0.0)))
                sums.gains[source].append((at, gain, reference))
        return rest

    def _told(self, sums: _Sums, placed: PlaceOfReRender) -> ReRenderMatch:
        heard, rendered, both = (np.sum([one[place] for one in sums.products], axis=0) for place in range(3))
        channels = tuple(
            ReRenderChannel(label=label, level_db=level, likeness=likeness)
            for label, (level, likeness) in zip(
                self._layout.labels, _channel_figures(heard, rendered, both), strict=True
            )
        )
        total = sum(whole for _, _, whole in sums.unexplained)
        rest = sum(one for _, one, _ in sums.unexplained)
        least = max(LEAST_SHARE_OF_MEAN * total / max(len(sums.unexplained), 1), _RENDER_SECOND_LEAST)
        other = [at for at, one, whole in sums.unexplained if whole > least and one > OTHER_SHARE * whole]
        return ReRenderMatch(
            renderer=RENDERER,
            layout=self._layout.name,
            guard_band_lu=GUARD_BAND_LU,
            guard_band_db=GUARD_BAND_DB,
            places=len(sums.products),
            inverted=placed.inverted,
            loudness_lu=_loudness_difference(sums.k_of_subject, sums.k_of_render),
            channels=channels,
            parts=tuple(self._parts(sums)),
            unexplained_db=None if total <= 0.0 else round(10.0 * float(np.log10(max(rest / total, 1e-15))), 1),
            other_sound=len(other),
            other_sound_at=tuple(other[:_MOST_LISTED]),
            unheard=dict(self._scene.unheard),
        )

    def _parts(self, sums: _Sums) -> Iterator[ReRenderPart]:
        of_channel = {source.channel: place for place, source in enumerate(self._joint.sources)}
        for part in self._scene.parts:
            labels = part.labels or (None,) * len(part.channels)
            for channel, label in zip(part.channels, labels, strict=True):
                source = None if channel is None else of_channel.get(channel)
                if source is None:
                    continue
                seen = sums.gains.get(source, [])
                there = [(gain, reference) for _, gain, reference in seen if gain > MISSING * reference]
                missing = [at for at, gain, reference in seen if gain <= MISSING * reference]
                powers = [sum(one[place] ** 2 for one in there) for place in (0, 1)]
                yield ReRenderPart(
                    id=part.object_id,
                    name=part.name or part.object_id,
                    label=label,
                    level_db=round(10.0 * float(np.log10(powers[0] / powers[1])), 2) + 0.0 if there else None,
                    places=len(seen),
                    missing=len(missing),
                    missing_at=tuple(missing[:_MOST_LISTED]),
                )

    def _render(self, start: int) -> tuple[Narrow | None, Narrow]:
        """A second of the file (hidden where an object is not heard), and of its render to the layout."""
        block = next(iter(self._joint.file_blocks(start, self._second)))
        count = min(self._second, self._scene.sample_count - start)
        if block is None:
            return None, np.zeros((count, len(self._span)), np.float32)
        rendered = self._joint.render(block, start)[:, self._span.start : self._span.stop]
        return self._hidden(block, start), rendered

    def _hidden(self, block: Narrow, start: int) -> Narrow:
        sources: Sequence[RenderSource] = self._joint.sources
        if all(one.start_sample <= start and one.end_sample >= start + len(block) for one in sources):
            return block
        heard = block.copy()
        for one in sources:
            one.hide(heard[:, one.channel], start)
        return heard

    def _read(self, start: int, count: int) -> Floats:
        """Samples of the re-render in the order of the layout; silence outside the file."""
        found = np.zeros((count, len(self._order)))
        first, end = max(start, 0), min(start + count, self._subject.sample_count)
        place = first - start
        if first < end:
            for block in self._subject.blocks(block_samples=count, start_sample=first, sample_count=end - first):
                found[place : place + len(block)] = block[:, self._order]
                place += len(block)
        return found

    def _read_shifted(self, start: int, offset: float, count: int) -> Floats:
        """A second of the re-render as if it lay where the programme lies; parts of a sample are turned back."""
        whole = round(offset)
        part = offset - whole
        if abs(part) < _WHOLE_SAMPLE:
            return self._read(start + whole, count)
        wide = self._read(start + whole - _MARGIN, count + 2 * _MARGIN)
        turns = np.exp(2j * np.pi * np.fft.rfftfreq(len(wide)) * part)
        return np.fft.irfft(np.fft.rfft(wide, axis=0) * turns[:, None], len(wide), axis=0)[_MARGIN:-_MARGIN]


_WHOLE_SAMPLE: Final = 0.02
_MARGIN: Final = 2048


def _lies_on_a_line(at: Floats, lags: Floats) -> bool:
    on_line = np.abs(np.polyval(np.polyfit(at, lags, 1), at) - lags) <= SAME_OFFSET_SAMPLES
    return bool(on_line.mean() >= AGREEING_SHARE)


def _means(samples: Floats) -> Floats:
    whole = len(samples) // _COARSE * _COARSE
    found: Floats = samples[:whole].reshape(-1, _COARSE).mean(axis=1)
    return found


def _likeness(wanted: Floats, heard: Floats) -> Floats | None:
    """Correlation of some samples with as many of others from every place on; None where one of them is silent."""
    size = 1 << (len(heard) + len(wanted)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    powers = np.concatenate([[0.0], np.cumsum(heard**2)])
    around = powers[len(wanted) :] - powers[: -len(wanted)]
    own, most = float(wanted @ wanted), float(around.max(initial=0.0))
    if own <= 0.0 or most <= _SILENT_POWER:
        return None
    found: Floats = products[: len(around)] / np.sqrt(own * np.maximum(around, max(most * 1e-6, _SILENT_POWER)))
    return found


def _between(values: Floats, place: int) -> float:
    """Where between samples the peak at a place lies, by a parabola through it and its neighbours."""
    if not 0 < place < len(values) - 1:
        return 0.0
    before, top, behind = np.abs(values[place - 1 : place + 2]).tolist()
    curve = before - 2.0 * top + behind
    return 0.0 if curve >= 0.0 else 0.5 * (before - behind) / curve


def _k_powers(samples: Floats, sample_rate_hz: int) -> Floats:
    """K-weighted sum of squares of each channel (c,), of a second with a Hann window; ITU-R BS.1770-5 Annex 1."""
    window = np.hanning(len(samples) + 1)[:-1, None]
    spectrum = np.fft.rfft(samples * window, axis=0)
    turned = np.exp(-2j * np.pi * np.fft.rfftfreq(len(samples)))
    response = np.ones(len(turned), complex)
    for one in k_weighting(sample_rate_hz):
        response *= (one.b0 + one.b1 * turned + one.b2 * turned**2) / (1.0 + one.a1 * turned + one.a2 * turned**2)
    powers = (np.abs(spectrum) ** 2 * (np.abs(response) ** 2)[:, None]).sum(axis=0)
    # Twice for the negative frequencies; a Hann window keeps 3/8 of the power.
    found: Floats = 2.0 * powers / len(samples) / 0.375
    return found


def _loudness_difference(subject: Sequence[float], render: Sequence[float]) -> float | None:
    """Difference in LU over the seconds that are no more than 10 LU below the mean of the render."""
    own, ours = np.array(subject), np.array(render)
    if not len(ours) or ours.max() <= _RENDER_SECOND_LEAST:
        return None
    loud = ours > ours[ours > _RENDER_SECOND_LEAST].mean() * 10.0 ** (-_GATE_LU / 10.0)
    if own[loud].sum() <= 0.0:
        return None
    return round(10.0 * float(np.log10(own[loud].sum() / ours[loud].sum())), 2) + 0.0


def _channel_figures(heard: Floats, rendered: Floats, both: Floats) -> Iterator[tuple[float | None, float | None]]:
    least = CHANNEL_SHARE * float(rendered.sum())
    for own, ours, product in zip(heard.tolist(), rendered.tolist(), both.tolist(), strict=True):
        if ours <= max(least, _RENDER_SECOND_LEAST):
            yield None, None
        elif own <= 0.0:
            yield -120.0, 0.0
        else:
            level = 10.0 * float(np.log10(own / ours))
            yield round(level, 2) + 0.0, round(product / float(np.sqrt(own * ours)), 3) + 0.0


RE_RENDERED: Final = LAYOUTS
"""Layouts of re-renders that can be compared: those that are rendered here."""
