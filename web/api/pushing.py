"""Here live the addresses at which an office's software pushes its register of results in force and its dossiers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from pipelines.lines import JsonLine
from pipelines.registers.dossiers import DossiersImported, import_dossiers
from pipelines.registers.importing import ImportedRegister, import_register
from pipelines.registers.pushed_rows import import_dossiers_told, import_register_rows, put_in_file
from web.api.answered import DossiersAnswer, RegisterAnswer
from web.api.asked import Day, RegisterSent, UnitPath
from web.api.callers import Caller, NeedsRight
from web.api.refusals import SENT, list_refusals
from web.api.synced import DossiersSent

router = APIRouter(tags=["Gửi dữ liệu"])
Registrar = Annotated[Caller, Depends(NeedsRight("register"))]
Sender = Annotated[Caller, Depends(NeedsRight("dossiers"))]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit: UnitPath
    file: Annotated[UploadFile, WithJsonSchema({"type": "string", "format": "binary"})] = Field(
        description="Tệp .xlsx hoặc .csv; hồ sơ còn nhận JSON của bộ đồng bộ quốc gia."
    )


class RegisterFileSent(_Sent):
    """Tệp sổ kết quả còn hiệu lực, như mẫu của `sohoa register template`."""

    as_of: Day = Field(description="Ngày chốt sổ.")
    whole: bool = Field(False, description="Đây là toàn bộ sổ.")


class DossiersFileSent(_Sent):
    """Tệp hồ sơ: bảng như mẫu của `sohoa dossiers template`, hoặc JSON của bộ đồng bộ quốc gia."""


@router.post(
    "/registers",
    response_model=RegisterAnswer,
    responses=list_refusals(*SENT),
    summary="Gửi sổ kết quả còn hiệu lực, từng dòng",
    operation_id="pushRegister",
)
def push_register(caller: Registrar, sent: RegisterSent) -> JsonLine:
    """Dòng hiểu được được nhận, dòng khác trả lại kèm lý do; gửi lại cùng dòng không đổi gì."""
    caller.check_unit(sent.unit)
    rows = [row.model_dump() for row in sent.rows]
    by = caller.name_for(None)
    return _tell_register(import_register_rows(caller.resources, rows, sent.unit, sent.as_of, by, whole=sent.whole))


@router.post(
    "/registers/file",
    response_model=RegisterAnswer,
    responses=list_refusals(*SENT),
    summary="Gửi sổ kết quả còn hiệu lực, bằng tệp",
    operation_id="pushRegisterFile",
)
def push_register_file(
    caller: Registrar, sent: Annotated[RegisterFileSent, Form(media_type="multipart/form-data")]
) -> JsonLine:
    """Như gửi từng dòng, với tệp .xlsx hoặc .csv, nhiều nhất 32 MB."""
    caller.check_unit(sent.unit)
    as_of: date = sent.as_of
    with put_in_file(sent.file.file.read(), "") as path:
        by = caller.name_for(None)
        return _tell_register(import_register(caller.resources, path, sent.unit, as_of, by, whole=sent.whole))


@router.post(
    "/dossiers",
    response_model=DossiersAnswer,
    responses=list_refusals(*SENT),
    summary="Gửi hồ sơ đã tiếp nhận",
    operation_id="pushDossiers",
)
def push_dossiers(caller: Sender, sent: DossiersSent) -> JsonLine:
    """Hồ sơ theo tên trường của bộ đồng bộ quốc gia; hồ sơ đã có được cập nhật. Họ tên và trích yếu không được lưu."""
    caller.check_unit(sent.unit)
    told = [dossier.model_dump(exclude_none=True) for dossier in sent.DanhSachHoSo]
    return _tell_dossiers(import_dossiers_told(caller.resources, told, sent.unit, caller.name_for(None)))


@router.post(
    "/dossiers/file",
    response_model=DossiersAnswer,
    responses=list_refusals(*SENT),
    summary="Gửi hồ sơ đã tiếp nhận, bằng tệp",
    operation_id="pushDossiersFile",
)
def push_dossiers_file(
    caller: Sender, sent: Annotated[DossiersFileSent, Form(media_type="multipart/form-data")]
) -> JsonLine:
    """Như gửi từng hồ sơ, với tệp bảng hoặc JSON, nhiều nhất 32 MB."""
    caller.check_unit(sent.unit)
    with put_in_file(sent.file.file.read(), "") as path:
        by = caller.name_for(None)
        return _tell_dossiers(import_dossiers(caller.resources, path, sent.unit, by, within=sent.unit))


def _tell_register(imported: ImportedRegister) -> JsonLine:
    told = imported.to_json()
    return told | {"warnings": [warning["code"] for warning in told["warnings"]]}


def _tell_dossiers(imported: DossiersImported) -> JsonLine:
    return imported.to_json()
