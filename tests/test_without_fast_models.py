"""The fast models come from a young package: without it pages are read by Tesseract, and set-up goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from schemas.text import fold

ROOT = Path(__file__).parent.parent
# The interpreter of the environment to be made: it installs the first lock and cannot get the second.
FAKE_PYTHON = """\
#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
case "$*" in *fast-reading.lock*) exit 1 ;; esac
exit 0
"""


def run_without(package: str, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Python in which the package cannot be imported, in its children neither."""
    hiding = folder / "hiding"
    hiding.mkdir()
    (hiding / f"{package}.py").write_text(f'raise ImportError("{package} is hidden by a test")\n')
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOHOA_")}
    environment["PYTHONPATH"] = f"{hiding}{os.pathsep}{ROOT}"
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)


@pytest.mark.parametrize("package", ["trueocr", "onnxruntime"])
def test_the_best_engine_is_tesseract_where_a_fast_package_is_missing(package: str, tmp_path: Path) -> None:
    ran = run_without(package, ["-c", "from ocr.engine import open_engine; print(open_engine('auto').name)"], tmp_path)
    assert ran.stdout.split() == ["tesseract"], ran.stderr


@pytest.mark.parametrize("engine", ["hybrid", "trueocr"])
def test_an_engine_that_is_asked_for_by_name_says_that_its_package_is_missing(engine: str, tmp_path: Path) -> None:
    code = f"""
from ocr.engine import open_engine
from schemas.errors import SetupError
try:
    open_engine({engine!r})
except SetupError as error:
    print(error.code)
"""
    ran = run_without("trueocr", ["-c", code], tmp_path)
    assert ran.stdout.split() == ["fast_models_missing"], ran.stderr


def test_the_ocr_command_reads_a_page_where_the_fast_package_is_missing(tmp_path: Path) -> None:
    page = Image.new("RGB", (1240, 500), "white")
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 28)
    ImageDraw.Draw(page).text((120, 120), "GIẤY PHÉP XÂY DỰNG", font=font, fill=(20, 20, 25))
    ImageDraw.Draw(page).text((120, 220), "Cấp cho ông: Nguyễn Văn Thắng", font=font, fill=(20, 20, 25))
    page.save(tmp_path / "page.png", dpi=(150, 150))
    arguments = ["ocr", str(tmp_path / "page.png"), "--json", "--home", str(tmp_path / "home")]
    ran = run_without("onnxruntime", ["-m", "pipelines.cli", *arguments], tmp_path)
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)["pages"][0]
    assert answer["engine"].startswith("tesseract ")
    assert "giay phep xay dung" in fold(answer["text"])


def test_set_up_goes_on_where_the_fast_package_cannot_be_installed(tmp_path: Path) -> None:
    (tmp_path / "setup").mkdir()
    for name in ("setup/python_environment.sh", "requirements.lock", "fast-reading.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    (programs / "python").write_text(FAKE_PYTHON)
    (programs / "python").chmod(0o755)
    (programs / "pip").write_text(f"#!{programs / 'python'}\n")
    command = ["bash", str(tmp_path / "setup" / "python_environment.sh")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert "trueocr" in ran.stderr
    calls = (programs / "calls").read_text()
    assert calls.index("-r requirements.lock") < calls.index("-r fast-reading.lock")
    assert os.access(programs / "sohoa", os.X_OK)
