"""Here live the small models of the `trueocr` package: which way up a page lies, where its lines are, what they say.

The package is young (0.1.1, one author): only its models and the pictures they ask for are used, behind this module,
and the product reads without it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ocr.pixels import Array, Pixels
from ocr.posteriors import LinePosteriors
from schemas.errors import SetupError

# The output of the last layer before the recogniser keeps only the likeliest character of each step.
_POSTERIORS = "/LogSoftmax_output_0"
# Lines wider than this are squeezed by the recogniser's own preparation, as it was trained (measured: no loss).
_MOST_WIDTH_PX, _LINE_WINDOW = 768, 3
_MARGIN_Y, _MARGIN_X = 0.2, 0.3
_BATCH = 32
_MODEL_FILES = ("rec.onnx", "det.onnx", "orient.onnx", "meta.json")
_MODEL_FIELD, _GRAPH_OUTPUT_FIELD, _NAME_FIELD = 0x3A, 0x62, 0x0A


class FastModels:
    """The models, loaded; one thread. `version` names package and models exactly."""

    def __init__(self, folder: Path, version: str) -> None:
        # Imported here: the module must load where the packages are missing.
        import onnxruntime
        from trueocr.page import PageEngine

        self.version = version
        self._page = PageEngine(folder, threads=1)
        characters = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["charset"]
        self._columns = {character: column for column, character in enumerate(characters, start=1)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Batches of changing shape would let the arena grow without end.
        options.enable_cpu_mem_arena = False
        self._recogniser: Any = onnxruntime.InferenceSession(
            _with_output((folder / "rec.onnx").read_bytes(), _POSTERIORS), options, providers=["CPUExecutionProvider"]
        )

    def find_turn_deg(self, lit: Pixels) -> int:
        """By how many degrees clockwise (0, 90, 180, 270) a page must be turned to stand upright; 0 when unsure."""
        quarters = self._page.orientation(lit)
        return (90 * quarters) % 360 if quarters in (1, 2, 3) else 0

    def find_lines(self, lit: Pixels) -> Array:
        """Boxes of text lines, float32 (count, 4): left, top, right, bottom in pixels of the page; in no order."""
        return np.asarray(self._page.detect(lit)[:, :4], np.float32)

    def read_lines(self, lit: Pixels, boxes: Array) -> list[LinePosteriors]:
        """What lines say, in the order of their boxes.

        Args:
            lit: uint8 (height, width), upright, evenly lit.
            boxes: as of `find_lines`.
        """
        from trueocr.preprocess import crop_line, pad_batch, width_batches

        crops = [
            crop_line(lit, box, window=_LINE_WINDOW, max_width=_MOST_WIDTH_PX, pad_y=_MARGIN_Y, pad_x=_MARGIN_X)
            for box in boxes
        ]
        found: dict[int, LinePosteriors] = {}
        for chosen in width_batches([crop.shape[1] for crop in crops], max_batch=_BATCH):
            batch, widths = pad_batch([crops[index] for index in chosen])
            log_probs, steps = self._recogniser.run([_POSTERIORS, "lengths"], {"x": batch, "widths": widths})
            for row, index in enumerate(chosen):
                found[index] = self._placed(log_probs[row, : int(steps[row])], boxes[index])
        return [found[index] for index in range(len(boxes))]

    def _placed(self, log_probs: Array, box: Sequence[float]) -> LinePosteriors:
        left, top, right, bottom = (float(side) for side in box)
        margin = _MARGIN_X * max(1.0, bottom - top)
        # The crop's sides lie on whole pixels.
        start, end = math.floor(left - margin), math.ceil(right + margin)
        return LinePosteriors(log_probs, self._columns, start, (end - start) / max(1, len(log_probs)))


@cache
def open_fast_models() -> FastModels:
    """The models, loaded once a process.

    Raises:
        SetupError: "fast_models_missing", the package, its runtime or a model is not installed.
    """
    try:
        import onnxruntime
        import trueocr

        folder = Path(trueocr.__file__).parent / "models"
        digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _MODEL_FILES)).hexdigest()[:8]
        return FastModels(folder, f"trueocr {trueocr.__version__}.{digest} onnxruntime {onnxruntime.__version__}")
    except (ImportError, OSError) as error:
        raise SetupError("fast_models_missing") from error


def _with_output(model: bytes, tensor: str) -> bytes:
    """An ONNX model that also gives out an inner tensor.

    Messages of its format may be written in parts that are merged when read, so the new output is simply appended.
    Source: Protocol Buffers encoding, "Last One Wins"; onnx.proto, ModelProto.graph = 7, GraphProto.output = 12.
    """
    name = tensor.encode("ascii")
    value = bytes([_NAME_FIELD, len(name)]) + name
    output = bytes([_GRAPH_OUTPUT_FIELD, len(value)]) + value
    return model + bytes([_MODEL_FIELD, len(output)]) + output
