"""Holds mixes against those they belong to: a dub against its original, a 2.0 against its 5.1, stems against their mix.

Each programme is read once as a whole for any number of comparisons (`Reductions`), and then in short stretches. What
comes out is the saved form of a comparison (`validator.comparisons.relations`), which is judged without sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from specs.vocabulary import MixKind, Version
from validator.comparisons.channels.channel_identity import channel_identity
from validator.comparisons.channels.channel_of_lines import channel_of_lines
from validator.comparisons.channels.identity_model import ChannelIdentity, IdentityState
from validator.comparisons.channels.mid_side import STEREO_CHANNELS
from validator.comparisons.dub.dub_map import compare_dub, is_too_short, untold_map
from validator.comparisons.dub.map_model import DubMap, MapCause, MapState
from validator.comparisons.dub.uncovered import uncovered_by_end, uncovered_by_map
from validator.comparisons.fold_down.compared_fold_down import FOLD_DOWNS, fault_of_match, map_of_match
from validator.comparisons.fold_down.fold_down_match import fold_down_match
from validator.comparisons.me.me_against_original import reviewed_me, searched_dub
from validator.comparisons.me.me_model import StemBleed
from validator.comparisons.me.me_review import lines_in_stem
from validator.comparisons.reading.in_order import OrderedProgramme, SummedProgramme, as_carried, in_order_of
from validator.comparisons.reading.reductions import ComparedProgramme, Reductions, reduced_alike
from validator.comparisons.relations import NOT_WHOLE, ComparedMix, MixComparison, Relation
from validator.comparisons.stems.stems_sum import stems_sum
from validator.comparisons.stems.sum_model import SumCause, SumState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.statements.statement import Statement
    from validator.audio.programme import Programme
    from validator.comparisons.reading.reading import ReadableProgramme


def compared_mix(programme: Programme, stated: Statement, name: str) -> ComparedMix:
    """Return one side of a comparison, with what its header says and what is stated of it.

    Args:
        programme: What is read.
        stated: What is stated; its place in the delivery, kind, version and language count.
        name: How reports call it.
    """
    layout = programme.layout
    labels = layout.labels if layout is not None else tuple(str(one + 1) for one in range(programme.channel_count))
    return ComparedMix(
        name=name,
        path=stated.path,
        kind=stated.kind,
        version=stated.version,
        language=stated.language,
        layout=None if layout is None else layout.name,
        channel_labels=labels,
        sample_rate_hz=programme.sample_rate_hz,
        sample_count=programme.sample_count,
        start_sample=programme.files[0].start_sample if programme.files else None,
        damage=tuple(reason for file in programme.files for reason in file.damage),
    )


def stamp_offset(subject: ComparedMix, partner: ComparedMix) -> int | None:
    """How much later than the partner's the subject's first sample is stamped, in samples of the partner.

    | subject  | partner  | answer                                                      |
    |----------|----------|-------------------------------------------------------------|
    | no stamp | any      | None                                                        |
    | 0        | not 0    | None: programs that know no time of day write 0             |
    | 1 h      | 10 h     | None: the files do not meet on the timeline, two conventions |
    | 59:58    | 1:00:00  | -2 s                                                        |
    """
    first, second = subject.start_sample, partner.start_sample
    if first is None or second is None or (first == 0) != (second == 0):
        return None
    seconds = Fraction(first, subject.sample_rate_hz) - Fraction(second, partner.sample_rate_hz)
    lengths = (Fraction(side.sample_count, side.sample_rate_hz) for side in (subject, partner))
    return round(seconds * partner.sample_rate_hz) if abs(seconds) < max(lengths) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """How mixes of a run are compared.

    Attributes:
        version: Of mixgate.
        picture_rate: Pictures per second, such as `24000/1001`; None where nobody stated it.
        reductions: Those of the run.
    """

    version: str
    picture_rate: str | None = None
    reductions: Reductions = field(default_factory=Reductions)

    def at_rate(self, picture_rate: str | None) -> Comparing:
        """Return the same for mixes of a picture rate."""
        return replace(self, picture_rate=picture_rate)

    def with_original(
        self, dub: ComparedProgramme, original: ComparedProgramme, dialogue: ComparedProgramme | None = None
    ) -> MixComparison:
        """Hold a dub against its original: offset, drift, speed, pitch, edits, and which channel carries what.

        An M&E is also searched for lines of the original and for sound that it lacks; a dub for lines that were left.

        Args:
            dub: Any mix that shares music, effects or ambience with the original; an M&E too.
            original: The original's mix.
            dialogue: The dialogue stem of the original; None where it is not there.

        Raises:
            MediaError: A file cannot be read.
        """
        first, stamp = self._map_of(dub, original)
        found, channels = self._with_channels(dub, original, first, stamp)
        cause = None if found.cause is None else found.cause.value
        is_me = dub.mix.kind is MixKind.ME
        me = reviewed_me(dub, original, dialogue, found) if is_me else None
        left_over = None if is_me else searched_dub(dub, original, dialogue, found)
        if left_over is not None and fault_of(channels) is not None:
            # Lines that lie in another channel than their label says are not missing.
            left_over = replace(left_over, missing=())
        wrong = None if me is None or me.cause is None else me.cause.value
        partners = (original,) if dialogue is None else (original, dialogue)
        uncovered = uncovered_by_map(dub.programme, original.programme, found.segments)
        return self._saved(Relation.DUB, dub, partners, found, stamp).model_copy(
            update={
                "cause": cause or fault_of(channels) or wrong or (None if uncovered is None else NOT_WHOLE),
                "uncovered": uncovered,
                "channels": channels,
                "me": me,
                "left_over": left_over,
            }
        )

    def _with_channels(
        self, dub: ComparedProgramme, original: ComparedProgramme, first: DubMap, stamp: int | None
    ) -> tuple[DubMap, ChannelIdentity | None]:
        """Tell which channel carries what, and draw the map again where one is not where its label says.

        The map is drawn on the channels without lines, by their labels. Where these hold the centre, its lines meet
        their own room in the original, some milliseconds away, and make edits that are none.

        | channels by the first map       | the map                                                               |
        |---------------------------------|-----------------------------------------------------------------------|
        | all in place                    | stands                                                                |
        | some elsewhere, or inverted     | is drawn again with each channel in its place                          |
        | nothing can be told, or no map  | is drawn on the sum of all channels, of two also on their difference, |
        |                                 | of more also without the one that holds the lines, and again if some  |
        |                                 | are elsewhere                                                         |
        """
        if dub.programme.channel_count == 1 or first.cause in {MapCause.TOO_SHORT, MapCause.SILENCE}:
            return first, None
        ordered = in_order_of(dub.programme, original.programme)
        is_me = dub.mix.kind is MixKind.ME
        channels = None
        if first.state is MapState.ALIGNED:
            channels = channel_identity(ordered, original.programme, first, is_me=is_me)
        if ordered.channel_count != original.programme.channel_count:
            return first, channels
        carried = channels
        if carried is None or carried.state is IdentityState.CANNOT_TELL:
            carried = self._by_sum(dub, original, ordered, stamp)
        if carried is None:
            return first, channels
        placed = as_carried(ordered, original.programme, carried)
        if placed is None:
            return first, channels
        again = self._map_again(dub, original, (placed, original.programme), stamp)
        if again.state is MapState.CANNOT_TELL:
            return first, channels
        return again, channel_identity(ordered, original.programme, again, is_me=is_me)

    def _by_sum(
        self, dub: ComparedProgramme, original: ComparedProgramme, ordered: ReadableProgramme, stamp: int | None
    ) -> ChannelIdentity | None:
        """Tell channels along a map that needs none of them in its place; None where there is no such map."""
        for sums in _sums(ordered, original.programme):
            found = self._map_again(dub, original, sums, stamp)
            if found.state is MapState.CANNOT_TELL:
                continue
            channels = channel_identity(ordered, original.programme, found)
            if channels.state is IdentityState.TOLD:
                return channels
        return None

    def _map_again(
        self,
        dub: ComparedProgramme,
        original: ComparedProgramme,
        sides: tuple[ReadableProgramme, ReadableProgramme],
        stamp: int | None,
    ) -> DubMap:
        """Draw a map of two programmes as they are read now; each is read once more for it."""
        for compared in (dub, original):
            self.reductions.whole_reads[compared.key] += 1
        first, second = reduced_alike(sides)
        return compare_dub(first, second, stamp_offset_samples=stamp)

    def with_surround(self, stereo: ComparedProgramme, surround: ComparedProgramme) -> MixComparison:
        """Hold a 2.0 against the surround mix of its language: offset, drift, what it is made of.

        Where the sound of both is too short or too even for a map, a fold-down that is found still tells its offset.

        Raises:
            MediaError: A file cannot be read.
        """
        found, stamp = self._map_of(stereo, surround)
        steady = len(found.segments) == 1 and found.segments[0].speed_ratio == 1
        match = None
        if steady or found.state is MapState.CANNOT_TELL:
            expected = round(found.segments[0].offset_samples) if steady else 0
            match = fold_down_match(stereo.programme, surround.programme, expected_offset=expected)
        if found.state is MapState.CANNOT_TELL and match is not None and match.kind in FOLD_DOWNS:
            found = map_of_match(found, match, stereo.mix)
        cause = None if found.cause is None else found.cause.value
        if match is not None and found.state is MapState.ALIGNED:
            cause = cause or fault_of_match(match, stamp)
        uncovered = uncovered_by_map(stereo.programme, surround.programme, found.segments)
        if found.state is MapState.ALIGNED and uncovered is not None:
            cause = cause or NOT_WHOLE
        return self._saved(Relation.FOLD_DOWN, stereo, (surround,), found, stamp).model_copy(
            update={"cause": cause, "fold_down": match, "uncovered": uncovered}
        )

    def with_stems(
        self,
        printmaster: ComparedProgramme,
        stems: Sequence[ComparedProgramme],
        dialogue: ComparedProgramme | None = None,
    ) -> MixComparison:
        """Hold a printmaster against the sum of its stems, and search those of music and effects for lines.

        Args:
            printmaster: The mix.
            stems: What should add up to it.
            dialogue: The dialogue stem of the original, whose lines must not be in them either; None where it is not
                there.

        Raises:
            MediaError: A file cannot be read.
        """
        reductions = self.reductions
        parts = {
            f"{number} {stem.mix.name}": in_order_of(reductions.watched(stem), printmaster.programme)
            for number, stem in enumerate(stems, 1)
        }
        found = stems_sum(reductions.watched(printmaster, reductions.begin(printmaster)), parts)
        named = tuple(replace(reading, name=reading.name.partition(" ")[2]) for reading in found.stems)
        untold = found.state is SumState.CANNOT_TELL
        wrong = found.cause is not None and found.cause is not SumCause.LIMITED_ONLY
        cause = found.cause.value if wrong and found.cause is not None else None
        uncovered = None if untold else uncovered_by_end(printmaster.programme, [stem.programme for stem in stems])
        return MixComparison(
            version=self.version,
            relation=Relation.STEMS,
            subject=printmaster.mix,
            partners=tuple(stem.mix for stem in stems),
            picture_rate=self.picture_rate,
            state=MapState.CANNOT_TELL if untold else MapState.ALIGNED,
            cause=cause or (None if uncovered is None else NOT_WHOLE),
            uncovered=uncovered,
            stems=replace(found, stems=named),
            stem_bleed=self._bleed(printmaster, stems, dialogue),
        )

    def _bleed(
        self,
        printmaster: ComparedProgramme,
        stems: Sequence[ComparedProgramme],
        dialogue: ComparedProgramme | None,
    ) -> tuple[StemBleed, ...]:
        """Lines of the mix, and of the original, in its stems of music and effects.

        Stems that all languages share are searched with the original, and not again with every dub.
        """
        spoken = [one for one in stems if one.mix.kind is MixKind.DIALOGUE]
        if dialogue is not None and all(one.key != dialogue.key for one in spoken):
            spoken.append(dialogue)
        is_dub = printmaster.mix.version is Version.DUB
        bleed = []
        for stem in stems:
            if stem.mix.kind not in {MixKind.MUSIC, MixKind.EFFECTS} or (is_dub and stem.mix.language is None):
                continue
            programme = in_order_of(stem.programme, printmaster.programme)
            for one in spoken:
                lines, found = lines_in_stem(programme, in_order_of(one.programme, printmaster.programme))
                if found:
                    names = stem.mix.name, one.mix.name
                    bleed.append(StemBleed(stem=names[0], dialogue=names[1], lines=lines, found=found))
        return tuple(bleed)

    def _map_of(self, subject: ComparedProgramme, partner: ComparedProgramme) -> tuple[DubMap, int | None]:
        stamp = stamp_offset(subject.mix, partner.mix)
        if is_too_short(subject.programme) or is_too_short(partner.programme):
            self.reductions.give_up(subject.key)
            self.reductions.give_up(partner.key)
            return untold_map(MapCause.TOO_SHORT), stamp
        first, second = self.reductions.of_pair(subject, partner)
        return compare_dub(first, second, stamp_offset_samples=stamp), stamp

    def _saved(
        self,
        relation: Relation,
        subject: ComparedProgramme,
        partners: tuple[ComparedProgramme, ...],
        found: DubMap,
        stamp: int | None,
    ) -> MixComparison:
        return MixComparison(
            version=self.version,
            relation=relation,
            subject=subject.mix,
            partners=tuple(partner.mix for partner in partners),
            picture_rate=self.picture_rate,
            state=found.state,
            cause=None if found.cause is None else found.cause.value,
            segments=found.segments,
            edits=found.edits,
            untold=found.untold,
            evidence=found.evidence,
            other_offsets_samples=found.other_offsets_samples,
            shared_stretches=found.shared_stretches,
            stamp_offset_samples=stamp,
        )


def _sums(dub: ReadableProgramme, original: ReadableProgramme) -> Iterator[tuple[ReadableProgramme, ReadableProgramme]]:
    """Sums of channels of a dub and of its original that may be alike whatever order the dub's channels lie in."""
    whole = SummedProgramme(programme=original)
    yield SummedProgramme(programme=dub), whole
    if dub.channel_count == STEREO_CHANNELS and dub.layout is not None:
        # One inverted side makes the sum the difference.
        turned = OrderedProgramme(programme=dub, layout=dub.layout, order=(0, 1), inverted=(1,))
        yield SummedProgramme(programme=turned), whole
    elif (lines := channel_of_lines(dub, original)) is not None:
        first, second = lines
        yield (
            SummedProgramme(programme=dub, left_out=(first,)),
            SummedProgramme(programme=original, left_out=(second,)),
        )


def fault_of(channels: ChannelIdentity | None) -> str | None:
    """Return what is wrong with the channels of a dub; None where nothing is, or nothing can be told."""
    if channels is None or channels.state is not IdentityState.TOLD or channels.cause is None:
        return None
    return channels.cause.value
