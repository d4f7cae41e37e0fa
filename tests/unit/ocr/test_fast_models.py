"""The fast models: lines found and read with the probability of every character, as far as they are installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ocr.fast_models import FastModels, open_fast_models
from schemas.errors import SetupError
from schemas.text import fold
from tests.unit.ocr.test_tesseract_lines import TEXTS, drawn


def models_or_excuse() -> FastModels | None:
    """The models; None where the package is missing and that is what is said."""
    try:
        return open_fast_models()
    except SetupError as error:
        assert error.code == "fast_models_missing"
        return None


def test_the_recogniser_gives_out_a_probability_of_every_character_at_every_step() -> None:
    models = models_or_excuse()
    if models is None:
        return
    page, boxes = drawn()
    for line in models.read_lines(page, boxes):
        assert line.log_probs.shape[1] == 1 + len(line.characters)
        np.testing.assert_allclose(np.exp(line.log_probs).sum(axis=1), 1.0, atol=1e-3)
        assert set(line.characters.values()) == set(range(1, line.log_probs.shape[1]))


def test_the_added_output_changes_nothing_that_the_model_says() -> None:
    models = models_or_excuse()
    if models is None:
        return
    import onnxruntime
    import trueocr

    model = Path(trueocr.__file__).parent / "models" / "rec.onnx"
    untouched = onnxruntime.InferenceSession(model.read_bytes(), providers=["CPUExecutionProvider"])
    own = {output.name for output in untouched.get_outputs()}
    assert {output.name for output in models._recogniser.get_outputs()} - own == {"/LogSoftmax_output_0"}


def test_lines_are_found_where_they_are_printed() -> None:
    models = models_or_excuse()
    if models is None:
        return
    page, boxes = drawn()
    found = models.find_lines(page)
    assert found.shape == (len(TEXTS), 4)
    for found_box, box in zip(found[np.argsort(found[:, 1])], boxes, strict=True):
        assert np.abs(found_box - box).max() < 25


def test_lines_are_read_in_the_order_of_their_boxes() -> None:
    models = models_or_excuse()
    if models is None:
        return
    page, boxes = drawn()
    order = [1, 2, 0]
    lines = models.read_lines(page, boxes[order])
    assert [fold(" ".join(word.text for word in line.words)) for line in lines] == [fold(TEXTS[at]) for at in order]
    for line, box in zip(lines, boxes[order], strict=True):
        # The words' steps lie on the page where the words are printed.
        assert abs(line.x_px(line.words[0].first_step) - box[0]) < 40
        assert abs(line.x_px(line.words[-1].end_step) - box[2]) < 40


def test_a_page_without_print_has_no_lines() -> None:
    models = models_or_excuse()
    if models is None:
        return
    blank = np.full((800, 600), 245, np.uint8)
    assert len(models.find_lines(blank)) == 0
    assert models.read_lines(blank, np.zeros((0, 4), np.float32)) == []


def test_the_version_names_package_runtime_and_models() -> None:
    models = models_or_excuse()
    if models is None:
        return
    assert models.version.startswith("trueocr ")
    assert " onnxruntime " in models.version
