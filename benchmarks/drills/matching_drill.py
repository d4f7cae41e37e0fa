"""Here lives the drill of matching: `python -m benchmarks.drills.matching_drill [--papers N]`.

A register is drawn, and results of its papers in which one thing was misread, or two, and results of papers that it
does not know. Printed by sort: whether the right row is proposed alone, among others, a wrong one, or none. Ends with 1
where too many of the rows that are proposed alone are wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from benchmarks.drawn_registers import DrawnPaper, draw_papers
from schemas.register import match_key
from schemas.register_matching import MatchProposal, PaperSide, propose_matches

# Digits that a reading confuses (measured on drawn papers, ADR 0044); typists hit any other.
_CONFUSED = {"0": "6", "1": "7", "2": "7", "3": "8", "4": "9", "5": "6", "6": "0", "7": "1", "8": "3", "9": "4"}
_LETTERS = {"n": "m", "m": "n", "a": "o", "o": "a", "i": "l", "e": "c", "u": "v", "h": "b", "t": "l", "g": "q"}
# One paper in so many is on no register.
_UNKNOWN_EACH = 8
# Of proposals that name one row alone, so many in a hundred may be wrong at most.
_MOST_WRONG_PERCENT = 2.0

Sort = Callable[[PaperSide, random.Random], PaperSide]


@dataclass(frozen=True, slots=True)
class Misread:
    """A result that stands alone, the sort of its slip, and the row that it is (None: of no register)."""

    side: PaperSide
    sort: str
    row: str | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=60_000)
    asked = parser.parse_args()
    started = time.process_time()
    misread, rows = draw_world(asked.papers)
    drawn_s = time.process_time() - started
    counts = judge(misread, rows)
    print(f"{len(rows)} rows, {len(misread)} results alone; drawn in {drawn_s:.0f} s of processor,", end=" ")
    print(f"matched in {time.process_time() - started - drawn_s:.1f} s")
    print(f"{'slip':34}{'papers':>8}{'right':>8}{'choice':>8}{'wrong':>8}{'none':>8}")
    for sort, seen in sorted(counts.items()):
        cells = (seen.total(), seen["right"], seen["choice"], seen["wrong"], seen["none"])
        print(f"{sort:34}" + "".join(f"{cell:8}" for cell in cells))
    share = wrong_percent(counts)
    print(f"of rows proposed alone {share:.2f} % are wrong")
    return 0 if share <= _MOST_WRONG_PERCENT else 1


def draw_world(papers: int, seed: int = 11) -> tuple[list[Misread], list[PaperSide]]:
    """Results whose key meets no row, and the rows of the register that no result has met."""
    dice = random.Random(seed)
    rows, misread = [], []
    for number, paper in enumerate(draw_papers(papers)):
        side = _to_side(f"row {number}", paper)
        if number % _UNKNOWN_EACH:
            rows.append(side)
        if number % 2:
            continue
        sort = dice.choice(tuple(_SORTS))
        result = replace(_SORTS[sort](side, dice), name=f"result {number}")
        if number % _UNKNOWN_EACH == 0:
            misread.append(Misread(result, "on no register", None))
        elif _key(result) != _key(side):
            misread.append(Misread(result, sort, side.name))
    # A slip may give the key of another row: such a paper is taken for that row's and never comes here.
    keys = {_key(row) for row in rows}
    return [it for it in misread if _key(it.side) is None or _key(it.side) not in keys], rows


def judge(misread: list[Misread], rows: list[PaperSide]) -> Mapping[str, Counter[str]]:
    """By sort of slip: `right` (the row alone), `choice` (among several), `wrong`, `none`."""
    proposed: defaultdict[str, list[MatchProposal]] = defaultdict(list)
    for proposal in propose_matches([it.side for it in misread], rows):
        proposed[proposal.result_id].append(proposal)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for it in misread:
        named = [proposal.row_id for proposal in proposed[it.side.name]]
        counts[it.sort][_tell(named, it.row)] += 1
    return counts


def wrong_percent(counts: Mapping[str, Counter[str]]) -> float:
    """Of a hundred proposals of one row alone, how many name a wrong one."""
    wrong, right = (sum(seen[name] for seen in counts.values()) for name in ("wrong", "right"))
    return 100 * wrong / max(wrong + right, 1)


def _tell(named: list[str], row: str | None) -> str:
    if not named:
        return "none"
    if len(named) > 1:
        return "choice" if row in named else "choice without it"
    return "right" if named[0] == row else "wrong"


def _key(side: PaperSide) -> str | None:
    return match_key(side.document_type, side.unit, side.year, side.document_number)


def _to_side(name: str, paper: DrawnPaper) -> PaperSide:
    # Offices write the citizen's id in one register of three.
    ids = (paper.holder_id,) if paper.issued_on.year % 3 == 0 else ()
    holder = (paper.holder_name,)
    day = paper.issued_on.isoformat()
    return PaperSide(name, paper.document_type, paper.place.path, paper.document_number, day, holder, ids)


def _confuse_number(side: PaperSide, dice: random.Random) -> PaperSide:
    return replace(side, document_number=_change_digit(side.document_number or "", dice, _CONFUSED.get))


def _hit_another(side: PaperSide, dice: random.Random) -> PaperSide:
    changed = _change_digit(side.document_number or "", dice, lambda _: dice.choice("0123456789"))
    return replace(side, document_number=changed)


def _lose_number(side: PaperSide, _: random.Random) -> PaperSide:
    return replace(side, document_number=None)


def _misread_day(side: PaperSide, dice: random.Random) -> PaperSide:
    year = side.issue_date[:4] if side.issue_date else ""
    changed = year[:3] + dice.choice([digit for digit in "0123456789" if digit != year[3]])
    return replace(side, issue_date=changed + (side.issue_date or "")[4:])


def _take_office_above(side: PaperSide, _: random.Random) -> PaperSide:
    above = (side.unit or "").rpartition(".")[0]
    return replace(side, unit=above if above.count(".") else None)


def _misread_name(side: PaperSide, dice: random.Random) -> PaperSide:
    name = side.holder_names[0]
    places = [place for place, letter in enumerate(name) if letter in _LETTERS]
    if not places:
        return side
    place = dice.choice(places)
    return replace(side, holder_names=(name[:place] + _LETTERS[name[place]] + name[place + 1 :],), holder_ids=())


def _misread_both(side: PaperSide, dice: random.Random) -> PaperSide:
    return _misread_name(_confuse_number(side, dice), dice)


def _change_digit(number: str, dice: random.Random, change: Callable[[str], str | None]) -> str:
    head, slash, sign = number.partition("/")
    place = dice.randrange(len(head))
    return head[:place] + (change(head[place]) or head[place]) + head[place + 1 :] + slash + sign


_SORTS: Mapping[str, Sort] = {
    "number: confusable digit": _confuse_number,
    "number: another digit": _hit_another,
    "number unread": _lose_number,
    "year misread": _misread_day,
    "issuer: the office above, or unread": _take_office_above,
    "number and a letter of the name": _misread_both,
}

if __name__ == "__main__":
    sys.exit(main())
