"""Here the model of `ocr/handwriting.py` is trained on drawn lines: `python -m benchmarks.training.handwriting`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from benchmarks.training.drawn_lines import DrawnLine, draw_line
from ocr.fill_in_spots import find_fill_in_spots
from ocr.handwriting import CLASS_COUNT, PRINTED, WRITTEN
from ocr.ink_features import ALL_FIGURES, list_features
from ocr.spot_ink import InkPiece, find_ink_pieces
from ocr.writing_spots import WritingSpot, find_writing_spots
from schemas.geometry import Box, join_boxes
from schemas.ocr_page import Word

Numbers = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
MODEL_FILE = Path("ocr/models/handwriting.npz")
_HIDDEN, _ROUNDS, _BATCH, _RATE, _DECAY, _DROP = 64, 30, 128, 1e-3, 2e-4, 0.3
_FIGURE_WEIGHT, _BLIND = 2.0, 0.15


def gather(seed: int, count: int) -> tuple[Numbers, Labels]:
    """Features and classes of the ink pieces in `count` drawn lines."""
    features: list[Numbers] = []
    labels: list[int] = []
    for index in range(count):
        line = draw_line(np.random.default_rng((seed, index)))
        spots = find_writing_spots(line.words, 4 * line.pixels.shape[0])
        # As many rooms of another cut: around the digits themselves, as in the body of a form.
        for spot in (*spots, *(list_fill_ins(line) if index % 2 else ())):
            pieces = find_ink_pieces(line.pixels, spot)
            if pieces:
                features.append(list_features(pieces))
                labels += [_label(piece, line) for piece in pieces]
    return np.concatenate(features), np.array(labels)


def list_fill_ins(line: DrawnLine) -> tuple[WritingSpot, ...]:
    """The digits of a line as an unsure engine boxes them, printed, stamped and written ones, and the printed year."""
    doubted = [replace(word, confidence=0.0) for word in line.words if not any(map(str.isalpha, word.text))]
    ends = [at for at in range(1, len(line.glyphs)) if _is_apart(line.glyphs[at - 1].box, line.glyphs[at].box)]
    for start, end in pairwise((0, *ends, len(line.glyphs))):
        box = join_boxes([glyph.box for glyph in line.glyphs[start:end]])
        if box is not None and line.glyphs[start].filling != "printed":
            doubted.append(Word("0000", box, 0.0))
    usual = median(word.box.height for word in line.words)
    return find_fill_in_spots([*doubted, *(Word("_", Box(0, 0, 1, round(usual)), 1.0) for _ in doubted)])


def _is_apart(first: Box, second: Box) -> bool:
    return second.left - first.right > 1.5 * max(first.height, second.height)


def _label(piece: InkPiece, line: DrawnLine) -> int:
    """Digits of a pen or a stamp are written, all the rest is print."""
    met = (glyph for glyph in line.glyphs if glyph.filling != "printed" and _shared(piece.box, glyph.box) > 0.3)
    return WRITTEN if any(met) else PRINTED


def _shared(box: Box, other: Box) -> float:
    """Share of `box` that lies in `other`."""
    width = min(box.right, other.right) - max(box.left, other.left)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    return max(0, width) * max(0, height) / max(1, box.width * box.height)


def train(features: Numbers, labels: Labels, seed: int) -> dict[str, Numbers]:
    """The weights of a network of one hidden layer, by Adam on cross entropy with weight decay and dropped features."""
    rng = np.random.default_rng(seed)
    mean, scale = features.mean(axis=0), features.std(axis=0) + 0.05
    # Few figures against many parts of a shape: without more weight they would be drowned.
    scale[-ALL_FIGURES:] /= _FIGURE_WEIGHT
    inputs = (features - mean) / scale
    shapes = ((inputs.shape[1], _HIDDEN), (_HIDDEN,), (_HIDDEN, CLASS_COUNT), (CLASS_COUNT,))
    weights = [
        np.asarray(rng.normal(0, (2 / shape[0]) ** 0.5, shape) * (len(shape) > 1), np.float32) for shape in shapes
    ]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    step = 0
    for round_number in range(_ROUNDS):
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * round_number / _ROUNDS))
        order = rng.permutation(len(inputs))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            step += 1
            gradients = _gradients(weights, inputs[chosen], labels[chosen], rng)
            for index, gradient in enumerate(gradients):
                first[index] = 0.9 * first[index] + 0.1 * gradient
                second[index] = 0.999 * second[index] + 0.001 * gradient**2
                towards = (first[index] / (1 - 0.9**step)) / (np.sqrt(second[index] / (1 - 0.999**step)) + 1e-8)
                weights[index] -= rate * (towards + (_DECAY / _RATE) * weights[index] * (weights[index].ndim > 1) * 0.5)
    names = ("hidden", "hidden_bias", "out", "out_bias")
    return {"mean": mean, "scale": scale, **dict(zip(names, weights, strict=True))}


def _gradients(weights: list[Numbers], inputs: Numbers, labels: Labels, rng: np.random.Generator) -> list[Numbers]:
    hidden, hidden_bias, out, out_bias = weights
    kept = inputs.copy()
    kept[:, :-ALL_FIGURES] *= rng.random((len(inputs), inputs.shape[1] - ALL_FIGURES), np.float32) > _DROP
    # Now and then a shape tells nothing, so that size and stroke alone must do.
    kept[:, :-ALL_FIGURES] *= rng.random((len(inputs), 1), np.float32) > _BLIND
    inner = np.maximum(kept @ hidden + hidden_bias, 0)
    mask = (rng.random(inner.shape, np.float32) > _DROP) / np.float32(1 - _DROP)
    dropped = inner * mask
    logits = dropped @ out + out_bias
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = raised / raised.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    error /= len(labels)
    back = (error @ out.T) * mask * (inner > 0)
    return [kept.T @ back, back.sum(axis=0), dropped.T @ error, error.sum(axis=0)]


@click.command()
@click.option("--lines", default=5000, help="drawn lines to learn from")
@click.option("--seed", default=11)
def main(lines: int, seed: int) -> None:
    """Train on drawn lines and write the model."""
    features, labels = gather(seed, lines)
    weights = train(features, labels, seed)
    # Half the digits are enough for weights; a model that travels with the code should be small.
    halves: dict[str, Any] = {name: array.astype(np.float16) for name, array in weights.items()}
    np.savez_compressed(MODEL_FILE, **halves)
    counts = np.bincount(labels, minlength=CLASS_COUNT)
    click.echo(f"{len(labels)} pieces {counts.tolist()} -> {MODEL_FILE} ({MODEL_FILE.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
