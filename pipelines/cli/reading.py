"""`sohoa ocr` and `sohoa extract`: read a file and store nothing."""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from ocr.limits import Limits
from pipelines.cli.printing import print_json
from pipelines.cli.progress import tell_line
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine, empty_line, extraction_to_line, ocr_page_to_json
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool, take
from pipelines.resources import load_types, units_folder
from pipelines.settings import Settings
from schemas.days import today
from schemas.errors import InputRejected, SetupError
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection
from schemas.units import load_units

_INSPECT_TIMEOUT_S = 60.0


@click.command("ocr", short_help="Chỉ đọc chữ / words only")
@click.argument("path", type=click.Path(path_type=Path))
@with_session
def ocr_command(session: Session, path: Path) -> int:
    """Đọc chữ trong một tệp, không lưu gì. / The words of a file, nothing stored."""
    _, pages = read_file(session.settings, path)
    if session.as_json:
        print_json({"source": str(path), "pages": [ocr_page_to_json(page) for page in pages]})
    else:
        print("\n\f\n".join(page.text for page in pages))
    return 0


@click.command("extract", short_help="Đọc, phân loại, bóc tách / read, classify, extract")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--type", "forced_type", metavar="KEY", help="Loại giấy tờ đã biết / known document type.")
@with_session
def extract_command(session: Session, path: Path, forced_type: str | None) -> int:
    """Đọc, phân loại, bóc tách một tệp, không lưu gì. / Read, classify, extract; nothing stored."""
    types = load_types(session.settings)
    if forced_type is not None and forced_type not in types:
        raise SetupError("type_key_unknown", key=forced_type)
    started = time.monotonic()
    inspection, pages = read_file(session.settings, path)
    lines = _understand(session.settings, path, inspection, pages, forced_type)
    for line in lines:
        line["seconds"] = round(time.monotonic() - started, 2)
        if session.as_json:
            print_json(line)
        else:
            print(tell_line(line, types, session.language))
            for name, field in line["fields"].items():
                print(f"    {name}: {_tell_field(field)}")
    return 0


def read_file(settings: Settings, path: Path) -> tuple[FileInspection, list[OcrPage]]:
    """Inspect and read every page of a file, on the pool as a batch would.

    Raises:
        SetupError: "path_missing"; InputRejected: what the file or its first page is at fault for.
    """
    if not path.is_file():
        raise SetupError("path_missing", ordinal=1)
    limits = Limits()
    with PagePool(settings.jobs, settings.page_memory_mb) as pool:
        inspection = pool.run(page_work.inspect, path, limits, None, timeout_s=_INSPECT_TIMEOUT_S)
        scan_id = hashlib.sha256(path.read_bytes()).hexdigest()
        futures = [
            pool.submit(
                page_work.read,
                path,
                inspection,
                scan_id,
                page.page_number,
                settings.engine,
                limits,
                None,
                timeout_s=settings.page_timeout_s,
            )
            for page in inspection.pages
        ]
        pages, refusals = [], []
        for future in futures:
            try:
                pages.append(take(future))
            except InputRejected as error:
                refusals.append(error)
    if not pages:
        raise refusals[0]
    return inspection, pages


def _understand(
    settings: Settings, path: Path, inspection: FileInspection, pages: list[OcrPage], forced_type: str | None
) -> list[JsonLine]:
    units = load_units(units_folder(settings))
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder, PagePool(1, settings.page_memory_mb) as pool:
        papers = pool.run(
            page_work.understand,
            page_work.save_pages(pages, Path(folder)),
            settings.home,
            forced_type,
            False,
            today(),
            timeout_s=settings.page_timeout_s,
        )
    lines = []
    for paper in papers:
        line = extraction_to_line(empty_line(str(path), pages[0].scan_id, None, None, None), paper, inspection.pages)
        issuer = units.resolve_issuer(
            paper.find_value("issuing_body") or "",
            paper.find_value("parent_body"),
            paper.find_value("issue_place"),
            paper.find_value("issue_date"),
        )
        line |= {"unit": issuer.path if issuer else None, "level": issuer.level if issuer else None}
        lines.append(line)
    return lines


def _tell_field(field: Any) -> str:
    if isinstance(field, list):
        return " | ".join(_tell_field(item) for item in field)
    if "value" not in field:
        return ", ".join(f"{name}={cell['value']}" for name, cell in field.items())
    return str(field["value"] if field["value"] is not None else f"({field['problem'] or '-'})")
