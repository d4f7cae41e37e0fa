"""Here lives extraction: pages and declarations in, one `Extraction` per paper out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from extraction.acts_on_papers import find_acts
from extraction.classify import Classification, classify
from extraction.copy_marks import find_copy_mark
from extraction.form import build_form
from extraction.judge import judge
from extraction.lines import Span
from extraction.missing_pages import doubts_about_pages
from extraction.papers import split_papers
from extraction.readings import read_field
from extraction.secrecy import is_marked_secret
from extraction.sides import Sheet
from extraction.signature import find_signature
from extraction.strategies import Paper
from extraction.titles import mend_titles, propose_title
from extraction.zones import Zones, find_zones
from schemas.document_type import DocumentType
from schemas.errors import SetupError
from schemas.extraction import Doubt, Extraction, FieldReading, FieldValue
from schemas.near_spellings import raise_small_capitals
from schemas.ocr_page import OcrPage
from schemas.text import squeeze
from schemas.text_sketch import make_sketch
from schemas.units import Units, load_units

# Kind names of Decree 30/2020, article 7, and of the certificates and licences offices issue.
TITLE_SIGNS = (
    "nghị quyết", "quyết định", "chỉ thị", "quy chế", "quy định", "thông cáo", "thông báo", "hướng dẫn",
    "chương trình", "kế hoạch", "phương án", "đề án", "dự án", "báo cáo", "biên bản", "tờ trình", "hợp đồng",
    "công điện", "bản ghi nhớ", "bản thỏa thuận", "giấy ủy quyền", "giấy mời", "thư mời", "giấy giới thiệu",
    "giấy nghỉ phép", "phiếu gửi", "phiếu chuyển", "phiếu báo", "giấy phép", "giấy chứng nhận", "giấy xác nhận",
    "chứng chỉ", "trích lục", "giấy khai sinh", "giấy chứng tử", "công văn", "thư công", "giấy biên nhận",
    "giấy đề nghị", "thông tư", "phiếu lý lịch tư pháp", "danh sách",
)  # fmt: skip


def extract_papers(
    pages: Sequence[OcrPage],
    types: Mapping[str, DocumentType],
    *,
    forced_type: str | None = None,
    one_document: bool = False,
    read_on: date,
    units: Units | None = None,
) -> tuple[Extraction, ...]:
    """The papers that the pages of one file make, understood.

    Args:
        pages: of one scan, in order.
        types: the declarations, see `schemas.document_type.document_types`.
        forced_type: a key; the papers are read as this type whatever they look like.
        one_document: never split the pages.
        read_on: the day of reading; a paper cannot be issued after it.
        units: those that may issue papers; default the ones shipped.

    Returns:
        At least one extraction; blank pages are `skipped_pages` of the first.

    Raises:
        SetupError: "unknown_document_type", for a forced type that is not declared.
    """
    if forced_type is not None and forced_type not in types:
        raise SetupError("unknown_document_type", key=forced_type)
    papers, blank = split_papers(pages, TITLE_SIGNS, types, one_document)
    if not papers:
        numbers = tuple(page.page_number for page in pages)
        scan_id = pages[0].scan_id if pages else ""
        return (_unread(scan_id, (), numbers, "no_text"),)
    found = [_extract(paper, types, forced_type, read_on, units or load_units()) for paper in papers]
    first = found[0]
    return (_with_skipped(first, blank), *found[1:])


def _extract(
    sheets: Sequence[Sheet],
    types: Mapping[str, DocumentType],
    forced_type: str | None,
    read_on: date,
    units: Units,
) -> Extraction:
    numbers = tuple(dict.fromkeys(sheet.page.page_number for sheet in sheets))
    scan_id = sheets[0].page.scan_id
    pages = tuple(sheet.segments for sheet in sheets if sheet.segments)
    if not pages:
        return _unread(scan_id, numbers, (), "no_text")
    left_out = tuple(segment for sheet in sheets for segment in sheet.left_out)
    zones = find_zones(pages[0], TITLE_SIGNS)
    is_secret = is_marked_secret(pages, left_out)
    chosen = classify(pages, zones, types) if forced_type is None else Classification(forced_type, 1.0, ())
    if chosen.key is None:
        unread = _unread(scan_id, numbers, (), "type_unknown", is_secret, _title_of(zones))
        return replace(_replace_score(unread, chosen), acts=find_acts(pages, (unread.title,)))
    declared = types[chosen.key]
    segments = tuple(segment for page in pages for segment in page)
    paper = Paper(pages, build_form(segments, declared), zones, find_signature(pages))
    fields: dict[str, FieldValue] = {}
    for spec in declared.fields:
        value = read_field(spec, paper)
        if value is not None:
            fields[spec.name] = value
    if declared.validity.validity_class == "P" and declared.find_field("valid_until") is None:
        # Nothing is printed, and nothing need be: the law lets these papers hold until replaced.
        fields["valid_until"] = FieldReading(None, "indefinite", None, None)
    fields = propose_title(declared, mend_titles(declared, fields), pages)
    fields, doubts = judge(declared, fields, paper, chosen, read_on, units)
    signer = fields.get("signer_name")
    names_signer = isinstance(signer, FieldReading) and signer.value is not None
    doubts = (*doubts, *doubts_about_pages(pages, paper.signature, declared, names_signer=names_signer))
    if left_out:
        doubts = (Doubt("document_type", "several_papers"), *doubts)
    return Extraction(
        scan_id=scan_id,
        page_numbers=numbers,
        document_type=declared.key,
        type_confidence=chosen.score,
        declaration_hash=declared.source_hash,
        title=declared.title if declared.tier == 0 else _title_of(zones) or declared.title,
        fields=fields,
        doubts=doubts,
        evidence=chosen.evidence,
        is_state_secret=is_secret,
        acts=find_acts(pages, (_title_of(zones), declared.title), is_form=declared.tier == 0),
        copy_mark=find_copy_mark(pages),
        text_sketch=make_sketch("\n".join(segment.text for segment in segments)),
    )


def _title_of(zones: Zones) -> str:
    spans: list[Span] = [span for span in (zones.title, zones.subject) if span is not None]
    return raise_small_capitals(squeeze(" ".join(span.text for span in spans)))


def _unread(
    scan_id: str,
    numbers: tuple[int, ...],
    skipped: tuple[int, ...],
    problem: str,
    is_secret: bool = False,
    title: str = "",
) -> Extraction:
    return Extraction(
        scan_id=scan_id,
        page_numbers=numbers,
        document_type=None,
        type_confidence=0.0,
        declaration_hash="",
        title=title,
        doubts=(Doubt("document_type", problem),),
        skipped_pages=skipped,
        problem=problem,
        is_state_secret=is_secret,
    )


def _replace_score(extraction: Extraction, chosen: Classification) -> Extraction:
    return replace(extraction, type_confidence=chosen.score, evidence=chosen.evidence)


def _with_skipped(extraction: Extraction, blank: tuple[int, ...]) -> Extraction:
    return replace(extraction, skipped_pages=blank) if blank else extraction
