"""The delivery file of a corrected delivery: what was stated, with the files as they are now."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from packager.planning.foreseen import at_rate
from packager.staging import Stage, unwritable
from specs.errors import UsageError
from specs.real_path import real_path
from validator.delivery.ingest.folders_within import DELIVERY_FILE
from validator.delivery.ingest.names_on_disk import place_on_disk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from packager.fixing.fix_delivery import FixedMix
    from specs.statements.delivery import DeliveredFile, Delivery
    from validator.delivery.ingest.inputs import DeliveryFolder, Inputs

_HEAD = "# Written by mixgate fix. Mixes that could not be corrected are listed, and their files are not here.\n"


def refuse_existing(out: Path, inputs: Inputs) -> None:
    """Refuse a folder that holds a delivery already, or that would have to hold two.

    Raises:
        UsageError: Nothing is overwritten.
    """
    if len(inputs.deliveries) > 1:
        raise UsageError(
            "Several deliveries cannot be corrected into one folder.",
            found=", ".join(str(each.folder) for each in inputs.deliveries),
            next_step="Correct one delivery at a time.",
        )
    if (out / DELIVERY_FILE).exists():
        raise UsageError(
            "There is a delivery already, and nothing is overwritten.",
            where=str(out / DELIVERY_FILE),
            next_step="Name another folder.",
        )


def write_delivery_file(out: Path, inputs: Inputs, mixes: Sequence[FixedMix]) -> Path | None:
    """Write the delivery file of what was corrected; None where the source has none and nothing is written.

    Raises:
        RefusedError: It cannot be written.
        UsageError: One has appeared there meanwhile.
    """
    given = _with_delivery_file(inputs)
    if given is None or given.delivery is None:
        return None
    delivery = _corrected(given, given.delivery, out, mixes)
    with Stage(out / DELIVERY_FILE) as stage:
        try:
            stage.place.write_text(delivery_to_toml(delivery), encoding="utf-8", newline="\n")
        except OSError as error:
            raise unwritable(error, stage.target) from error
        stage.publish()
    return out / DELIVERY_FILE


def _with_delivery_file(inputs: Inputs) -> DeliveryFolder | None:
    """The delivery of a run that has a delivery file; None where there is none."""
    return next((each for each in inputs.deliveries if each.delivery is not None), None)


def copy_the_rest(out: Path, inputs: Inputs, mixes: Sequence[FixedMix]) -> tuple[Path, ...]:
    """Copy the mixes of which nothing is asked, byte for byte: what the new delivery file lists is there.

    Nothing is copied where the source has no delivery file. A file of which another part was corrected is left.

    Returns:
        The copies, in the order of the mixes.

    Raises:
        RefusedError: One cannot be written.
    """
    given = _with_delivery_file(inputs)
    if given is None:
        return ()
    rest = (mix for mix in mixes if mix.plan is None and mix.error is None and mix.measured is not None)
    copies: list[Path] = []
    for path in dict.fromkeys(path for mix in rest for path in mix.mix.paths):
        target = out / os.path.relpath(path, given.folder)
        if target.exists() or not real_path(path).is_relative_to(real_path(given.folder)):
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with Stage(target, [path]) as stage:
                shutil.copyfile(path, stage.place)
                stage.publish()
        except OSError as error:
            raise unwritable(error, target) from error
        copies.append(target)
    return tuple(copies)


def _corrected(given: DeliveryFolder, delivery: Delivery, out: Path, mixes: Sequence[FixedMix]) -> Delivery:
    by_files = {frozenset(fixed.mix.paths): fixed for fixed in mixes}
    files = []
    rates = set()
    for entry in delivery.files:
        names = [entry.path] if entry.path is not None else list((entry.channels or {}).values())
        fixed = by_files.get(frozenset(place_on_disk(given.folder, name) for name in names))
        files.append(_corrected_entry(entry, fixed, out))
        if fixed is not None and fixed.applied is not None:
            rates.add(fixed.applied.plan.outcome.picture_rate)
    facts = delivery.programme
    rate = next(iter(rates)) if len(rates) == 1 else None
    if rate is not None and facts.frame_rate is not None and Fraction(rate) != facts.frame_rate:
        facts = at_rate(facts, Fraction(rate))
    return delivery.model_copy(update={"files": tuple(files), "programme": facts})


def _corrected_entry(entry: DeliveredFile, fixed: FixedMix | None, out: Path) -> DeliveredFile:
    """An entry with the files that were written; as it was where none were."""
    if fixed is None or fixed.applied is None:
        return entry
    # The folder may be named relative to where the run began; what was written is not.
    written = [os.path.relpath(path, out) for path in fixed.applied.paths]
    paths = [PurePath(path).as_posix() for path in written]
    labels = fixed.applied.measurements.channel_labels
    form: dict[str, Any] = {"path": paths[0], "channels": None}
    if len(paths) > 1:
        form = {"path": None, "channels": dict(zip(labels, paths, strict=True))}
    layout = entry.layout if entry.layout is None else fixed.applied.measurements.layout
    return entry.model_copy(update={**form, "layout": layout})


def delivery_to_toml(delivery: Delivery) -> str:
    """Return the text of a delivery file, which loads as the same delivery."""
    table = delivery.model_dump(exclude_none=True)
    return _HEAD + "\n".join(_lines("", table)).rstrip() + "\n"


def _lines(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a table: its values first, then the tables inside, as TOML wants it."""
    inner = {key: value for key, value in table.items() if _is_table(value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in inner and value != ())
    for key, value in inner.items():
        place = f"{name}.{_key(key)}" if name else _key(key)
        several = not isinstance(value, dict)
        for one in value if several else (value,):
            yield from ("", f"[[{place}]]" if several else f"[{place}]", *_lines(place, one))


def _is_table(value: object) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(one, dict) for one in value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(str(value))


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _quoted(key)


def _quoted(text: str) -> str:
    """A basic string. JSON's escapes are those of TOML but for DEL (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
