"""What the chance of a field is learnt from: `python -m benchmarks.training.field_confidence [--papers N]`.

Papers of the tuning seeds are drawn, plain, hard and with numbers by hand, read (or taken from the kept readings) and
understood; each value is right or not as printed. Every fifth paper is kept apart, and judges the weights.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from benchmarks.papers.catalogue import KINDS, MORE_KINDS, document_type_of
from benchmarks.papers.drawing import PlannedPaper, plan_paper
from benchmarks.papers.wear import GRADES
from benchmarks.scoring.kept_readings import KEPT_FOLDER, KeptReadings
from benchmarks.scoring.outcomes import fold_value, is_flagged, list_leaves, to_expected
from benchmarks.scoring.runs import DRAWN_READ_ON, draw_and_read
from benchmarks.scoring.seeds import TUNING_SEED, seed_of
from extraction.calibration import Calibration, Evidence, load_calibration, source_of, weigh
from extraction.crosschecks.agreements import agreements
from extraction.crosschecks.case import Case
from extraction.extract import extract_papers
from extraction.strategies import Paper
from schemas.document_type import DocumentType, document_types
from schemas.extraction import Extraction

_TARGET = Path("extraction/calibration.toml")
_JUDGED_EACH = 5
_ROUNDS = 50
_FIRST_DOUBT = Evidence._fields.index("print_doubt")
# How unlikely large weights are before anything is seen: kinds and sources must earn theirs.
_RIDGE, _KIND_RIDGE = 0.05, 1.0
_BOUNDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
# (hard, by hand)
_WAYS = ((False, False), (True, False), (False, True))
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JudgedField:
    """One value read: its evidence, whether it stands as printed, where it comes from."""

    evidence: Evidence
    is_right: bool
    kind: str
    source: str
    grade: str
    is_judge: bool


def gather(rounds: int, engine: str, kept: KeptReadings) -> Iterator[JudgedField]:
    """The values of so many papers of each kind, grade and way."""
    types = document_types()
    for round_, kind, grade, (hard, by_hand) in product(range(rounds), (*KINDS, *MORE_KINDS), GRADES, _WAYS):
        seed = seed_of(TUNING_SEED, kind, round_)
        planned = plan_paper(kind, grade, seed, hard=hard, handwriting=by_hand)
        pages = kept.read(planned, engine, lambda planned=planned: draw_and_read(planned, engine))  # type: ignore[misc]
        paper = extract_papers(pages, types, read_on=DRAWN_READ_ON)[0]
        if paper.document_type == document_type_of(kind):
            yield from _judge(paper, planned, types[document_type_of(kind)], source_of(pages[0].engine))


def _judge(paper: Extraction, planned: PlannedPaper, declared: DocumentType, source: str) -> Iterator[JudgedField]:
    printed = {expected.field: expected.accepted for expected in to_expected(planned.paper.fields)}
    kinds = _kinds_by_name(declared)
    # Agreements look at fields alone.
    agreed = agreements(Case(declared, paper.fields, cast(Paper, None), DRAWN_READ_ON))
    for name, reading in list_leaves(paper.fields):
        if reading.value is None or reading.print_confidence is None:
            continue
        reasons = [doubt.reason for doubt in paper.doubts if is_flagged(name, [doubt])]
        said = fold_value(reading.value)
        yield JudgedField(
            evidence=weigh(reading, reading.print_confidence, reasons, is_agreed=name in agreed),
            is_right=said in {fold_value(text) for text in printed.get(name, ())},
            kind=kinds[_without_places(name)],
            source=source,
            grade=planned.grade,
            is_judge=planned.order.seed % _JUDGED_EACH == 0,
        )


def _kinds_by_name(declared: DocumentType) -> Mapping[str, str]:
    columns = {f"{spec.name}.{column.name}": column.kind for spec in declared.fields for column in spec.columns}
    return {**{spec.name: spec.kind for spec in declared.fields}, **columns}


def _without_places(name: str) -> str:
    """`business_lines[0].code` is `business_lines.code`."""
    head, _, rest = name.partition("[")
    return head + rest.partition("]")[2]


def fit(fields: Sequence[JudgedField], made_of: str) -> Calibration:
    """The weights under which what was right and wrong is likeliest; Newton's method on a ridged log-likelihood."""
    kinds, sources = sorted({field.kind for field in fields}), sorted({field.source for field in fields})
    said = np.array([_to_row(field, kinds, sources) for field in fields])
    right = np.array([field.is_right for field in fields], np.float64)
    ridge = np.array([_RIDGE] * len(Evidence._fields) + [_KIND_RIDGE] * (len(kinds) + len(sources)))
    weights = np.zeros(said.shape[1])
    for _ in range(_ROUNDS):
        believed = 1 / (1 + np.exp(-said @ weights))
        slope = said.T @ (right - believed) - ridge * weights
        bend = (said * (believed * (1 - believed))[:, None]).T @ said + np.diag(ridge)
        weights += np.linalg.solve(bend, slope)
    told = [round(float(weight), 2) for weight in weights]
    first = len(Evidence._fields)
    evidence = Evidence(*told[:first])
    return Calibration(
        made_on=datetime.now(UTC).date(),
        made_of=made_of,
        field_count=len(fields),
        weights=evidence,
        kinds=dict(zip(kinds, told[first:], strict=False)),
        sources=dict(zip(sources, told[first + len(kinds) :], strict=True)),
    )


def _to_row(field: JudgedField, kinds: Sequence[str], sources: Sequence[str]) -> list[float]:
    of_kind = [float(field.kind == kind) for kind in kinds]
    return [*field.evidence, *of_kind, *(float(field.source == source) for source in sources)]


def write(calibration: Calibration, path: Path) -> None:
    """Write the figures as TOML, with day and papers."""
    lines = [
        "# Written by `python -m benchmarks.training.field_confidence --write`; see extraction/calibration.py.",
        f"made_on = {calibration.made_on.isoformat()}",
        f'made_of = "{calibration.made_of}"',
        f"field_count = {calibration.field_count}",
    ]
    tables = {"weights": calibration.weights._asdict(), "kinds": calibration.kinds, "sources": calibration.sources}
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in table.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tell(title: str, fields: Sequence[JudgedField], calibration: Calibration) -> None:
    """Print how many values of each chance are right."""
    chances = np.array([calibration.chance(field.kind, field.source, field.evidence) for field in fields])
    right = np.array([field.is_right for field in fields], np.float64)
    print(f"\n{title}: {len(fields)} values, {100 * right.mean():.1f} % right")
    print("chance      values   said  right %")
    for low, high in pairwise(_BOUNDS):
        inside = (chances >= low) & ((chances < high) | (high == 1.0))
        if inside.any():
            share = f"{100 * chances[inside].mean():5.1f}    {100 * right[inside].mean():5.1f}"
            print(f"{low:.2f}-{high:.2f}   {inside.sum():6d}  {share}")
    undoubted = np.array([not any(field.evidence[_FIRST_DOUBT:]) for field in fields])
    for least in (0.9, 0.95, 0.97, 0.98, 0.99):
        taken = undoubted & (chances >= least)
        if taken.any():
            print(
                f"at least {least} and undoubted: {100 * taken.mean():.1f} %, {100 * right[taken].mean():.2f} % right"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=2, help="of each kind, grade and way")
    parser.add_argument("--engines", nargs="+", default=["auto"])
    parser.add_argument("--kept", type=Path, default=KEPT_FOLDER)
    parser.add_argument("--write", action="store_true", help=f"put the weights into {_TARGET}")
    options = parser.parse_args(arguments)
    kept = KeptReadings(options.kept)
    fields = [field for engine in options.engines for field in gather(options.papers, engine, kept)]
    judges = [field for field in fields if field.is_judge]
    made_of = (
        f"drawn papers of seeds {TUNING_SEED} and up, {options.papers} of each kind and grade, plain, hard, by hand"
    )
    tried = fit([field for field in fields if not field.is_judge], made_of)
    tell("Papers kept apart, weights without them", judges, tried)
    whole = fit(fields, made_of)
    tell("All, the new weights", fields, whole)
    if _TARGET.exists():
        tell("All, the weights in use", fields, load_calibration())
    print(Counter(field.kind for field in fields if not field.is_right).most_common(12))
    print(whole)
    if options.write:
        write(whole, _TARGET)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
