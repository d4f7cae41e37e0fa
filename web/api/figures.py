"""Here live the addresses that tell figures, kinds of papers, and a system what it may do."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from pipelines.lines import JsonLine
from pipelines.registers.counting import count_coverage, coverage_to_json
from schemas.result_codes import to_result_code
from web.api.answered import CoverageAnswer, SystemTold, TypeTold
from web.api.asked import UnitPath
from web.api.callers import Caller, NeedsRight
from web.api.refusals import list_refusals

router = APIRouter(tags=["Số liệu"])
Anyone = Annotated[Caller, Depends(NeedsRight(None))]
Reader = Annotated[Caller, Depends(NeedsRight("coverage"))]
# Registers are younger than this, and no calendar reaches further.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class CoverageAsked(BaseModel):
    """Ngày và đơn vị của số liệu."""

    model_config = ConfigDict(extra="forbid")

    as_of: date | None = Field(None, description="Ngày tính; mặc định hôm nay.", examples=["2026-03-15"])
    unit: UnitPath | None = Field(None, description="Đơn vị trong phạm vi; mặc định đơn vị của hệ thống.")


@router.get(
    "/coverage",
    response_model=CoverageAnswer,
    responses=list_refusals(422),
    summary="Tỷ lệ số hóa",
    operation_id="coverage",
)
def tell_coverage(caller: Reader, asked: Annotated[CoverageAsked, Query()]) -> JsonLine:
    """Tỷ lệ số hóa so với mức sàn của đơn vị và các đơn vị trực thuộc, như `sohoa quota`."""
    unit = asked.unit or caller.system.unit
    caller.check_unit(unit)
    day = min(max(asked.as_of or caller.today, _FIRST_DAY), _LAST_DAY)
    return coverage_to_json(count_coverage(caller.resources, day, unit=unit))


@router.get(
    "/types",
    response_model=list[TypeTold],
    responses=list_refusals(),
    summary="Các loại giấy tờ và mã của chúng",
    operation_id="types",
)
def tell_types(caller: Anyone) -> list[JsonLine]:
    """Mã dùng cho `MaKetQua` khi gửi và nhận."""
    return [
        {"LoaiGiayTo": key, "MaKetQua": to_result_code(key), "TenGiayTo": kind.title}
        for key, kind in sorted(caller.resources.types.items())
    ]


@router.get(
    "/system",
    response_model=SystemTold,
    responses=list_refusals(),
    summary="Mã truy cập này được làm gì",
    operation_id="system",
)
def tell_system(caller: Anyone) -> JsonLine:
    """Tên, đơn vị, quyền và hạn của hệ thống đang gọi; dùng để thử kết nối."""
    system = caller.system
    return {
        "name": system.name,
        "title": system.title,
        "unit": system.unit,
        "rights": list(system.rights),
        "expires_at": system.expires_at.isoformat(),
        "per_minute": system.per_minute,
    }
