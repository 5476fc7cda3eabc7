"""How a run is made, apart from what is stated about the mixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mixgate import __version__
from mixgate.chosen_sheets import today
from validator.measuring.measure import MeasureOptions
from validator.progress import Show, unseen
from validator.second_pass.wanted import Wanted, parse_leqm_calibration

if TYPE_CHECKING:
    from datetime import date

    from specs.vocabulary import PeakMeter
    from validator.scan.kernel import KernelName
    from validator.second_pass.wanted import FoldDownName


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How to measure and judge. The usual settings are those of the command line.

    Attributes:
        workers: Threads; None means one for each core.
        kernel: `auto`, `numba` or `numpy`.
        digests: Algorithms of the digests made in the same read: `md5`, `sha1`, `sha256`, `xxh64`, `xxh3`, `xxh128`.
        speech_detector: Whether dialogue may be told from the rest by a detector where no stem and no M&E tells it.
        leqm_calibration: How loud the mix is played, for Leq(m), as `85@-20`; None leaves Leq(m) out.
        fold_downs: Fold-downs to render and measure beside those that sheets ask for.
        lfe_bands: Whether the spectrum of the LFE is measured even where no sheet asks for it.
        quasi_peaks: Quasi-peak programme meters to read beside those that sheets ask for.
        day: The day that decides which waivers have expired; None means today.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """

    workers: int | None = None
    kernel: KernelName = "auto"
    digests: tuple[str, ...] = ()
    speech_detector: bool = False
    leqm_calibration: str | None = None
    fold_downs: frozenset[FoldDownName] = frozenset()
    lfe_bands: bool = False
    quasi_peaks: frozenset[PeakMeter] = frozenset()
    day: date | None = None
    show: Show = unseen

    @property
    def measuring(self) -> MeasureOptions:
        """How to measure.

        Raises:
            UsageError: A calibration that is none.
        """
        leqm = None if self.leqm_calibration is None else parse_leqm_calibration(self.leqm_calibration)
        wanted = Wanted(fold_downs=self.fold_downs, lfe_bands=self.lfe_bands, leqm=leqm, quasi_peaks=self.quasi_peaks)
        return MeasureOptions(
            version=__version__,
            digests=self.digests,
            workers=self.workers,
            kernel=self.kernel,
            speech_detector=self.speech_detector,
            wanted=None if wanted.nothing else wanted,
        )

    @property
    def judging_day(self) -> date:
        """The day that decides which waivers have expired."""
        return self.day or today()
