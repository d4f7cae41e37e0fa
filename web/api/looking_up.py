"""Here live the addresses at which one-stop software looks papers up; whose, stands in the body alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import StreamingResponse

from pipelines.lines import JsonLine
from pipelines.lookup.copies import OpenedCopy, open_copy
from pipelines.lookup.held import Asked
from pipelines.lookup.one_stop import LookUp, NumberAsked, find_numbered, tell_components, tell_papers
from pipelines.people.systems import note_lookup
from schemas.procedure_result import ProcedureResult
from web.api.answered import ComponentsAnswer, Paper, PapersAnswer
from web.api.asked import ComponentsQuestion, CopyWish, NumbersQuestion, PaperQuestion, Question, ResultId
from web.api.callers import Caller, NeedsRight
from web.api.refusals import SENT, list_refusals

router = APIRouter(tags=["Tra cứu"])
Finder = Annotated[Caller, Depends(NeedsRight("find"))]
Fetcher = Annotated[Caller, Depends(NeedsRight("fetch"))]
_CHUNK_BYTES = 1 << 18
_MEDIA_TYPES = (
    *("application/pdf", "image/tiff", "image/jpeg", "image/png", "image/heic", "image/webp", "image/bmp"),
    "application/octet-stream",
)
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "/lookup/components",
    response_model=ComponentsAnswer,
    responses=list_refusals(*SENT, 404),
    summary="Người này, thủ tục này: đã có thành phần nào",
    operation_id="lookupComponents",
)
def look_up_components(caller: Finder, question: ComponentsQuestion) -> JsonLine:
    """Với từng thành phần của thủ tục, trả các giấy tờ cơ quan đang giữ của người này (và của vợ, chồng, con, cha mẹ,
    thửa đất, cơ sở kinh doanh khi thủ tục cần), kèm hiệu lực và mức chắc chắn."""
    how = _read(caller, question, question.NgayTraCuu)
    asked = Asked(question.SoDinhDanhChuSoHuu, how.on, question.ThuaDat, question.MaSoDoanhNghiep)
    told = tell_components(caller.resources, question.MaThuTuc, asked, how)
    ids = {paper["GiayTo"]["GiayToId"] for one in told["DanhSachThanhPhan"] for paper in one["DanhSachGiayTo"]}
    _note(caller, question, "components", ids if how.reveal else (), len(ids))
    return told


@router.post(
    "/lookup/documents",
    response_model=PapersAnswer,
    responses=list_refusals(*SENT),
    summary="Giấy tờ theo loại và số ký hiệu",
    operation_id="lookupDocuments",
)
def look_up_documents(caller: Finder, question: NumbersQuestion) -> JsonLine:
    """Trả các giấy tờ mang đúng số ký hiệu (và đúng loại, nếu có nêu); một số ký hiệu có thể có ở nhiều năm, nhiều cơ
    quan."""
    how = _read(caller, question, question.NgayTraCuu)
    asked = [NumberAsked(pair.MaKetQua, pair.SoKyHieu) for pair in question.DanhSachGiayTo]
    found = find_numbered(caller.resources, asked, question.SoDinhDanhChuSoHuu, how)
    begin = (question.Trang - 1) * question.KichThuocTrang
    shown = found[begin : begin + question.KichThuocTrang]
    ids = [result.result_id for result in shown]
    _note(caller, question, "documents", ids if how.reveal else (), len(ids))
    return {
        "TongSo": len(found),
        "Trang": question.Trang,
        "KichThuocTrang": question.KichThuocTrang,
        "ConTrang": len(found) > begin + len(shown),
        "DanhSachKetQua": tell_papers(caller.resources, shown, how),
    }


@router.post(
    "/lookup/document",
    response_model=Paper,
    responses=list_refusals(*SENT, 404, 410),
    summary="Một giấy tờ theo mã của Sohoa",
    operation_id="lookupDocument",
)
def look_up_document(caller: Finder, question: PaperQuestion) -> JsonLine:
    """Trả giấy tờ mang mã này; mã đã gộp vào giấy tờ khác thì trả giấy tờ đó."""
    how = _read(caller, question, None)
    result = caller.get_result(question.GiayToId)
    _note(caller, question, "document", [result.result_id], 1)
    return tell_papers(caller.resources, [result], how)[0]


@router.post(
    "/results/{result_id}/copies/{copy}",
    response_class=Response,
    responses={
        **list_refusals(*SENT, 404, 410),
        200: {"description": "Bản sao.", "content": dict.fromkeys(_MEDIA_TYPES, _BYTES)},
    },
    summary="Lấy bản sao",
    operation_id="fetchCopy",
)
def fetch_a_copy(
    caller: Fetcher,
    result_id: Annotated[ResultId, Path()],
    copy: Annotated[
        Literal["searchable", "original"],
        Path(description="searchable: PDF tìm được chữ, chỉ các trang của giấy tờ này; original: bản quét gốc."),
    ],
    wish: CopyWish,
) -> Response:
    """Trả tệp. Bản quét gốc chứa cả giấy tờ khác ngoài phạm vi của hệ thống thì không trả."""
    by = caller.name_for(wish.CanBo)
    result = caller.get_result(result_id)
    scope = caller.find_scope()

    def may_see(other: ProcedureResult) -> bool:
        return scope.covers((other.unit, other.custodian), other.sensitivity)

    opened = open_copy(caller.resources, result.result_id, copy, by, may_see)
    note_lookup(caller.resources, by, "copy", wish.MucDich, wish.MaHoSo, 1)
    caller.resources.views.note([result.result_id], by, "copied", f"{wish.MucDich} ({wish.MaHoSo})")
    headers = {
        "Content-Disposition": f'attachment; filename="{opened.file_name}"',
        "Content-Length": str(opened.byte_count),
    }
    return StreamingResponse(_iterate(opened), media_type=opened.media_type, headers=headers)


def _iterate(opened: OpenedCopy) -> Iterator[bytes]:
    with opened.stream as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def _read(caller: Caller, question: Question, on: date | None) -> LookUp:
    reveal = caller.read_reveal(question.XemDayDu, question.MucDich, question.MaHoSo, question.CanBo)
    return LookUp(caller.find_scope(), on or caller.today, reveal)


def _note(caller: Caller, question: Question, kind: str, opened: Iterable[str], count: int) -> None:
    """Each look-up in the audit chain; in the view log the papers that were opened, or told with ids in full."""
    by = caller.name_for(question.CanBo)
    note_lookup(caller.resources, by, kind, question.MucDich, question.MaHoSo, count)
    how: Literal["opened", "revealed"] = "revealed" if question.XemDayDu else "opened"
    purpose = f"{question.MucDich} ({question.MaHoSo})" if question.MaHoSo else question.MucDich
    caller.resources.views.note(list(opened), by, how, purpose)
