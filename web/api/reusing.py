"""Here live the addresses at which one-stop software says that a paper was used again, or was not accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from pipelines.lines import JsonLine
from pipelines.lookup.reading_copies import CopyMaker, get_reuse_entry, make_reading_copy
from pipelines.lookup.reuse import refuse_reuse, reuse_result
from pipelines.people.systems import answer_once
from schemas.errors import SetupError
from schemas.reuse import ReuseEntry
from web.api.answered import ReuseAnswer
from web.api.asked import ReadingCopyWish, RefusalNote, ReuseNote
from web.api.callers import Caller, NeedsRight
from web.api.refusals import SENT, list_refusals

router = APIRouter(tags=["Dùng lại"])
Reuser = Annotated[Caller, Depends(NeedsRight("reuse"))]
CallKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Khóa của lần gọi, do hệ thống đặt: gửi lại cùng khóa và nội dung thì nhận đúng câu trả lời cũ.",
    ),
]
# What the sync's DuocTaiSuDung says where a result's code takes a paper's place.
_BY_REPLACING_CODE = 2


@router.post(
    "/reuse",
    status_code=201,
    response_model=ReuseAnswer,
    responses=list_refusals(*SENT, 404, 409, 410),
    summary="Ghi đã dùng thay bản giấy",
    operation_id="reuse",
)
def post_reuse(caller: Reuser, note: ReuseNote, key: CallKey = None) -> JsonLine:
    """Ghi vào sổ tái sử dụng rằng giấy tờ đã thay bản giấy cho một thành phần; cùng nội dung gửi lại là cùng bút toán.
    Giấy tờ hết hiệu lực, đã thu hồi, chưa xác nhận bị từ chối."""

    def enter() -> ReuseEntry:
        by = caller.name_for(note.CanBo)
        used = caller.get_result(note.GiayToId)
        return reuse_result(caller.resources, used.result_id, note.MaHoSo, note.ThanhPhan, note.MucDich, by)

    return _answer(caller, key, "reuse " + note.model_dump_json(), enter)


@router.post(
    "/refusals",
    status_code=201,
    response_model=ReuseAnswer,
    responses=list_refusals(*SENT, 404, 409, 410),
    summary="Ghi không chấp nhận",
    operation_id="refuse",
)
def post_refusal(caller: Reuser, note: RefusalNote, key: CallKey = None) -> JsonLine:
    """Ghi vào sổ tái sử dụng rằng giấy tờ đã tìm thấy nhưng không được chấp nhận cho hồ sơ, và vì sao."""

    def enter() -> ReuseEntry:
        by = caller.name_for(note.CanBo)
        used = caller.get_result(note.GiayToId)
        return refuse_reuse(caller.resources, used.result_id, note.MaHoSo, note.LyDo, by)

    return _answer(caller, key, "refuse " + note.model_dump_json(), enter)


@router.post(
    "/reuse/copy",
    response_class=Response,
    responses={
        **list_refusals(*SENT, 404, 410),
        200: {
            "description": "PDF.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        },
    },
    summary="Lấy bản sao để đối chiếu",
    operation_id="readingCopy",
)
def make_copy(caller: Reuser, wish: ReadingCopyWish) -> Response:
    """Trả PDF các trang giấy tờ đã ghi dùng lại, mỗi trang có dấu BẢN SAO, chưa ký số, chỉ để đối chiếu."""
    by = caller.name_for(wish.CanBo)
    entry = get_reuse_entry(caller.resources, wish.MaButToan)
    # An entry that another made is as unknown as none.
    if not f"{entry.by}/".startswith(f"{caller.name_for(None)}/"):
        raise SetupError("reuse_entry_unknown")
    caller.get_result(entry.used_id)
    maker = CopyMaker(by, caller.system.title, caller.system.unit)
    copy = make_reading_copy(caller.resources, entry.entry_id, maker)
    headers = {"Content-Disposition": f'attachment; filename="ban-sao-{entry.entry_id}.pdf"'}
    return Response(copy, media_type="application/pdf", headers=headers)


def _answer(caller: Caller, key: str | None, asked: str, enter: Callable[[], ReuseEntry]) -> JsonLine:
    return answer_once(caller.resources, caller.system, key, asked, lambda: _tell(enter()))


def _tell(entry: ReuseEntry) -> JsonLine:
    return {
        "MaButToan": entry.entry_id,
        "MaBam": entry.link,
        "GiayToId": entry.used_id,
        "PhienBan": entry.version,
        "MaHoSo": entry.dossier_code,
        "ThoiDiem": entry.at.isoformat(),
        "DuocChapNhan": entry.is_accepted,
        "DuocSoHoa": 1 if entry.is_accepted else 0,
        "DuocTaiSuDung": _BY_REPLACING_CODE if entry.is_accepted else 0,
        "MaKetQuaThayThe": entry.used_id if entry.is_accepted else None,
    }
