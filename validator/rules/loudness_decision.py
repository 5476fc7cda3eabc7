"""Which alternative of a loudness demand decides, and how, where some of it may not be known.

Every alternative applies, does not, or may apply; holds, does not, or was not measured. What is not known is never
guessed: the demand holds where it holds whatever the unknown turns out to be, it fails where it fails whatever the
unknown turns out to be, and it is open otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final

from specs.requirements.loudness import Role
from validator.rules.conditions import are_opposites

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from specs.requirements.loudness import LoudnessAlternative
    from validator.rules.conditions import Answer
    from validator.rules.readings import Reading
    from validator.rules.windows import Part

_STAND_INS: Final = (Role.ALTERNATIVE, Role.FALLBACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One alternative, held against the mix.

    Attributes:
        alternative: What the sheet says.
        answer: Whether its condition holds.
        part: The part of the programme with the worst margin.
        reading: The loudness of that part.
        held: Within its limits in every part; None where that was not measured, or where there are no limits.
        margin: Of the worst part.
    """

    alternative: LoudnessAlternative
    answer: Answer
    part: Part
    reading: Reading
    held: bool | None
    margin: float | None

    @property
    def role(self) -> Role:
        """What the alternative is for."""
        return self.alternative.role

    @property
    def uncertain(self) -> bool:
        """True where the reading is an estimate within its guard band of a limit."""
        return self.margin is not None and abs(self.margin) < self.reading.guard_band_lu

    @property
    def rank(self) -> tuple[int, float]:
        """Order of urgency: outside before not measured before within, then by margin."""
        return {False: 0, None: 1, True: 2}[self.held], self.margin if self.margin is not None else 0.0

    def surely_held(self, *, trust_estimates: bool) -> bool | None:
        """Whether it holds; None also for an estimate near a limit, unless estimates are trusted."""
        return None if self.uncertain and not trust_estimates else self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessDecision:
    """How a loudness demand ends.

    Attributes:
        held: True, False, or None where it is open.
        branch: The alternative the answer rests on.
        uncertain: True where the answer rests on an estimate near a limit: of the reading, or of the share of speech
            that says which alternative applies.
        advice: True where all that binds holds, and a recommendation does not.
    """

    held: bool | None
    branch: Branch
    uncertain: bool = False
    advice: bool = False


def decide(branches: Sequence[Branch]) -> LoudnessDecision | None:
    """Return how a demand ends; None where no alternative that is judged applies to the mix.

    First with estimates near a limit left open; where that leaves the demand open and trusting them does not, the
    answer is the trusting one, marked uncertain. A worked example, of a sheet that says

        required  dialogue -27 ±2 LKFS where at least 15 % of the programme is speech
        required  programme -24 ±2 LKFS where less is
        ceiling   programme at most -20 LKFS

    and of mixes whose dialogue and share of speech were not measured:

    | programme | required 1 | required 2 | what the required may come to | ceiling | the demand            |
    |-----------|------------|------------|-------------------------------|---------|-----------------------|
    | -23       | unknown    | holds      | {True, False}                 | {True}  | {True, False}: open   |
    | -21       | unknown    | fails      | {True, False}                 | {True}  | {True, False}: open   |
    | -19       | unknown    | fails      | {True, False}                 | {False} | {False}: fails        |

    The last mix fails although nobody knows which of the two applies: the ceiling fails either way. Of one of the two
    it is known that it applies, as their conditions are opposites; else None, "nothing is required", would be among
    what they may come to.
    """
    results = _results(branches, trust_estimates=False)
    uncertain = False
    likely = [replace(branch, answer=branch.answer.trusting) for branch in branches]
    for trusted in (branches, likely):
        trusting = _results(trusted, trust_estimates=True)
        if _open(results) and not _open(trusting):
            branches, results, uncertain = trusted, trusting, True
    if results == {None}:
        return _recommended(branches)
    held = None if _open(results) else False not in results
    advised = any(
        branch.role is Role.RECOMMENDED and branch.answer.holds and branch.held is False for branch in branches
    )
    return LoudnessDecision(
        held=held, branch=_speaker(held, branches), uncertain=uncertain, advice=advised and held is True
    )


def _open(results: set[bool | None]) -> bool:
    """True where a demand may fail, and may as well hold or not apply."""
    return False in results and len(results) > 1


def _recommended(branches: Sequence[Branch]) -> LoudnessDecision | None:
    """Return the answer where nothing binds: a recommendation never fails."""
    recommended = [
        branch for branch in branches if branch.role is Role.RECOMMENDED and branch.answer.holds is not False
    ]
    if not recommended:
        return None
    branch = min(recommended, key=lambda branch: branch.rank)
    if branch.held is False and branch.answer.holds is None:
        return LoudnessDecision(held=None, branch=branch)
    held = None if branch.held is None else True
    return LoudnessDecision(held=held, branch=branch, uncertain=branch.uncertain, advice=branch.held is False)


def _results(branches: Sequence[Branch], *, trust_estimates: bool) -> set[bool | None]:
    """Return all that the demand may come to: holds, fails, or (None) demands nothing of this mix.

    The three kinds of alternatives do not hang together, so each gives its own set, and every combination of their
    members is a case.
    """

    def known(*roles: Role) -> list[tuple[bool | None, bool | None]]:
        return [
            (branch.answer.holds, branch.surely_held(trust_estimates=trust_estimates))
            for branch in branches
            if branch.role in roles
        ]

    required = _first_that_applies(branches, trust_estimates=trust_estimates)
    stand_ins = _any_that_applies(known(*_STAND_INS))
    ceilings = _all_that_apply(known(Role.CEILING))
    return {_joined(*case) for case in product(required, stand_ins, ceilings)}


def _joined(required: bool | None, stand_in: bool | None, ceiling: bool | None) -> bool | None:
    """Return what the demand comes to in one case; None is "none of this kind applies".

    | required | stand-in      | ceiling       | the demand                                     |
    |----------|---------------|---------------|------------------------------------------------|
    | holds    | any           | holds or none | holds                                          |
    | fails    | holds         | holds or none | holds                                          |
    | fails    | fails or none | any           | fails                                          |
    | none     | holds         | holds or none | holds                                          |
    | none     | fails         | any           | fails                                          |
    | none     | none          | any           | as the ceiling; without one nothing is demanded |
    | any      | any           | fails         | fails                                          |
    """
    held = stand_in if required is None else required or stand_in is True
    if held is None or ceiling is None:
        return ceiling if held is None else held
    return held and ceiling


def _candidates(branches: Sequence[Branch]) -> list[Branch]:
    """Return the required alternatives that may be the branch: up to the one that is, if none before it is."""
    found: list[Branch] = []
    for branch in branches:
        if branch.role is not Role.REQUIRED or branch.answer.holds is False:
            continue
        found.append(branch)
        if _surely_one_of(found):
            break
    return found


def _surely_one_of(candidates: Sequence[Branch]) -> bool:
    """True where one of the candidates applies whatever the mix."""
    if not candidates:
        return False
    last = candidates[-1]
    return bool(last.answer.holds) or any(
        are_opposites(last.alternative.when, other.alternative.when) for other in candidates
    )


def _first_that_applies(branches: Sequence[Branch], *, trust_estimates: bool) -> set[bool | None]:
    candidates = _candidates(branches)
    results: set[bool | None] = set() if _surely_one_of(candidates) else {None}
    for branch in candidates:
        results |= _possible(branch.surely_held(trust_estimates=trust_estimates))
    return results


def _possible(answer: bool | None) -> set[bool | None]:
    return {True, False} if answer is None else {answer}


def _any_that_applies(stand_ins: Iterable[tuple[bool | None, bool | None]]) -> set[bool | None]:
    """Return what 'one that applies holds' may come to; None where none applies."""
    cases = [case for case in stand_ins if case[0] is not False]
    results: set[bool | None] = set()
    if all(applies is None for applies, _ in cases):
        results |= {None}
    if any(held is not False for _, held in cases):
        results |= {True}
    if any(held is not True for _, held in cases) and (True, True) not in cases:
        results |= {False}
    return results


def _all_that_apply(ceilings: Iterable[tuple[bool | None, bool | None]]) -> set[bool | None]:
    """Return what 'all that apply hold' may come to; None where none applies."""
    cases = [case for case in ceilings if case[0] is not False]
    results: set[bool | None] = set()
    if all(applies is None for applies, _ in cases):
        results |= {None}
    if any(held is not True for _, held in cases):
        results |= {False}
    if any(held is not False for _, held in cases) and (True, False) not in cases:
        results |= {True}
    return results


def _speaker(held: bool | None, branches: Sequence[Branch]) -> Branch:
    """Return the alternative that the answer rests on, the most urgent of its kind.

    It is taken from the first of these groups that is not empty:

    | the demand | groups                                                                                         |
    |------------|------------------------------------------------------------------------------------------------|
    | holds      | required, where all that may apply hold; stand-ins that surely apply and hold; then what holds: |
    |            | required, stand-ins, ceilings                                                                  |
    | fails      | ceilings that fail, where the rest holds; what surely applies and fails: required, ceilings;   |
    |            | what fails: required, stand-ins, ceilings; any required; any stand-in                          |
    | is open    | ceilings that do not hold, where the rest holds; what does not hold, or was not measured:      |
    |            | required, stand-ins, ceilings; any required; any stand-in                                      |
    """
    candidates = _candidates(branches)
    stand_ins = [branch for branch in branches if branch.role in _STAND_INS and branch.answer.holds is not False]
    ceilings = [branch for branch in branches if branch.role is Role.CEILING and branch.answer.holds is not False]
    carried = [branch for branch in stand_ins if branch.answer.holds and branch.held]
    all_held = all(branch.held for branch in candidates)
    ceiling_decides = bool(carried) or (all_held and _surely_one_of(candidates))
    if held:
        pools = [candidates if all_held else [], carried, *map(_held, (candidates, stand_ins, ceilings))]
    else:
        wanted = _failing if held is False else _not_held
        pools = [
            wanted(ceilings) if ceiling_decides else [],
            *(_applying(_failing(each)) for each in (candidates, ceilings) if held is False),
            *map(wanted, (candidates, stand_ins, ceilings)),
            *(candidates, stand_ins),
        ]
    return min(next(pool for pool in pools if pool), key=lambda branch: branch.rank)


def _held(branches: list[Branch]) -> list[Branch]:
    return [branch for branch in branches if branch.held]


def _applying(branches: list[Branch]) -> list[Branch]:
    return [branch for branch in branches if branch.answer.holds]


def _failing(branches: list[Branch]) -> list[Branch]:
    return [branch for branch in branches if branch.held is False]


def _not_held(branches: list[Branch]) -> list[Branch]:
    return [branch for branch in branches if not branch.held]
