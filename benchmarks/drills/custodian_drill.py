"""`python -m benchmarks.drills.custodian_drill`: is a district's paper given to the commune that its address names?

For every commune of before an address is written in the ways of paper: whole, short, without its district, without
marks, with letters misread; and addresses that lie elsewhere, which nobody but a person may place. The truth is the
succession of the commune that was written. Printed are the answers that were right, left to a person, and wrong.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from schemas.custodians import Custodians, load_custodians
from schemas.text import fold
from schemas.units import Unit, Units, load_units

_ON = date(2026, 1, 1)
_TYPE = "building_permit"
_STREET = "số 12/3 đường Trần Hưng Đạo"
_SEED = 60
# What a reader takes for what; also blanks lost and found.
_MISREAD = {
    "n": "u",
    "u": "n",
    "h": "b",
    "i": "l",
    "l": "i",
    "o": "e",
    "e": "c",
    "a": "o",
    "t": "f",
    "g": "q",
    "m": "n",
}
_SHORT = {
    "Phường ": "P. ",
    "Quận ": "Q. ",
    "Thị trấn ": "TT. ",
    "Huyện ": "H. ",
    "Thành phố ": "TP. ",
    "Thị xã ": "TX. ",
}


@dataclass(frozen=True, slots=True)
class Written:
    """An address of a paper that `issuer` issued; `right` are the units that may answer, () where a person must."""

    issuer: str
    text: str
    right: tuple[str, ...]


def list_ways(units: Units, dice: random.Random) -> dict[str, Callable[[Unit, Unit], Written]]:
    """How an address of a commune in a district is written, by name of the way."""
    ways: dict[str, Callable[[str], str]] = {
        "whole": lambda text: text,
        "short": _shorten,
        "without marks": lambda text: fold(text).upper(),
        **{f"{n} letters misread": lambda text, n=n: _misread(text, n, dice) for n in (1, 2, 3, 5)},  # type: ignore[misc]
    }

    def write(change: Callable[[str], str]) -> Callable[[Unit, Unit], Written]:
        def written(commune: Unit, district: Unit) -> Written:
            text = f"{_STREET}, {change(_place(commune, district, units))}"
            return Written(district.path, text, _successors(commune, units))

        return written

    def without_district(commune: Unit, district: Unit) -> Written:
        return Written(district.path, f"{_STREET}, {commune.name}", _successors(commune, units))

    def elsewhere(commune: Unit, district: Unit) -> Written:
        others = [u for u in units.list_all() if u.level == "district" and u.path != district.path]
        return Written(dice.choice(others).path, f"{_STREET}, {_place(commune, district, units)}", ())

    return {
        **{name: write(change) for name, change in ways.items()},
        "without the district": without_district,
        "elsewhere": elsewhere,
    }


def drill(custodians: Custodians, units: Units) -> Iterator[tuple[str, Counter[str], float]]:
    """(way, counts of right, person and wrong, CPU microseconds an address)."""
    for name, write in list_ways(units, random.Random(_SEED)).items():
        written = [write(commune, district) for commune, district in _list_communes(units)]
        began = time.process_time()
        found = [custodians.find(it.issuer, _TYPE, it.text, _ON).unit for it in written]
        spent_us = (time.process_time() - began) / len(written) * 1e6
        yield name, Counter(_judge(unit, it) for unit, it in zip(found, written, strict=True)), spent_us


def _judge(unit: str | None, written: Written) -> str:
    if unit is None:
        return "person"
    return "right" if unit in written.right else "wrong"


def _list_communes(units: Units) -> list[tuple[Unit, Unit]]:
    return [(it, units.get(it.parent or "")) for it in units.list_all() if it.path.count(".") == 2]


def _successors(commune: Unit, units: Units) -> tuple[str, ...]:
    return tuple(step.unit for step in units.list_successors(commune.path, _ON))


def _place(commune: Unit, district: Unit, units: Units) -> str:
    return f"{commune.name}, {district.name}, {units.get(district.parent or '').name}"


def _shorten(text: str) -> str:
    for long, short in _SHORT.items():
        text = text.replace(long, short)
    return text


def _misread(text: str, count: int, dice: random.Random) -> str:
    letters = list(text)
    for at in dice.sample(range(len(letters)), count):
        letters[at] = "" if letters[at] == " " else _MISREAD.get(fold(letters[at]), dice.choice("abcehmnotu"))
    return "".join(letters)


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    units = load_units()
    print(f"{'way':22} {'right':>6} {'person':>7} {'wrong':>6} {'us each':>8}")
    for name, told, spent_us in drill(load_custodians(), units):
        print(f"{name:22} {told['right']:6} {told['person']:7} {told['wrong']:6} {spent_us:8.0f}")


if __name__ == "__main__":
    main()
