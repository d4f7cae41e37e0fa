"""Here lives looking up in the words of one-stop software: papers held for a procedure, by number, by their own id.

The names are those of the national sync and of look-ups seen in one-stop code (`MaKetQua`, `SoKyHieu`, `GiayToId` …).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.lines import JsonLine, type_of
from pipelines.lookup.custody import show_custody
from pipelines.lookup.finding import Copy, Reveal, note_reveal
from pipelines.lookup.held import Asked, tell_held
from pipelines.lookup.holder_search import match_holder
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.holder_links import to_id
from schemas.procedure_result import ProcedureResult
from schemas.result_codes import find_type_of_code, to_result_code
from schemas.reuse import find_hindrance
from schemas.search import Scope
from schemas.text import mask_id
from schemas.validity import validity_on

# Numbers of one question; a dossier names a handful.
MOST_NUMBERS = 20
_COPIES: tuple[tuple[Copy, str], ...] = (("searchable", "pdf"), ("original", ""))


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """A paper by what is printed on it; `code` is a national code of its kind or our key, None for any kind."""

    code: str | None
    number: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Within what a question is answered, on which day; `reveal` shows ids in full, after the chain has taken note."""

    scope: Scope
    on: date
    reveal: Reveal | None = None


def tell_components(resources: Resources, procedure: str, asked: Asked, how: LookUp) -> JsonLine:
    """Of each component of a procedure the papers held for a person.

    Raises:
        SetupError: "procedure_unknown", "procedure_not_in_force", "parcel_form", "usage".
    """
    told = tell_held(resources, procedure, asked, how.reveal, scope=how.scope)
    wanted = [paper for one in told["components"] for paper in _list_papers(one)]
    ids = tuple(dict.fromkeys(paper["result_id"] for paper in wanted if paper["result_id"]))
    known = {it.result_id: it for it in resources.catalogue.list_results_by_id(ids)}
    return {
        "MaThuTuc": told["code"],
        "MaThuTucDaHoi": told["asked_code"],
        "TenThuTuc": told["name"],
        "NgayTraCuu": told["on"],
        "SoDinhDanhChuSoHuu": told["holder_id"],
        "DanhSachThanhPhan": [
            {
                "MaThanhPhanHoSo": one["key"],
                "TenThanhPhan": one["name"],
                "BatBuoc": one["required"],
                "NhomThayThe": one["one_of"],
                "DieuKien": one["when"],
                "TinhTrang": one["status"],
                "CanNguoiXem": one["needs_person"],
                "DanhSachGiayTo": [
                    {
                        "TinhTrang": paper["status"],
                        "LyDo": paper["lack"],
                        "Khop": paper["match"],
                        "LyDoKhop": paper["match_reason"],
                        "CuaAi": paper["owner"],
                        "GiayTo": tell_paper(resources, known[paper["result_id"]], how),
                    }
                    for paper in _list_papers(one)
                    if paper["result_id"] in known
                ],
            }
            for one in told["components"]
        ],
        "ThanhPhanConThieu": told["missing"],
    }


def find_numbered(
    resources: Resources, asked: Sequence[NumberAsked], holder_id: str | None, how: LookUp
) -> tuple[ProcedureResult, ...]:
    """Results not withdrawn that bear one of these numbers, in the order asked, the oldest filed first.

    Args:
        holder_id: only papers that name this person by an id, or by one linked to it.

    Raises:
        SetupError: "type_key_unknown".
    """
    matches = match_holder(resources, to_id(holder_id)) if holder_id else None
    found: dict[str, ProcedureResult] = {}
    for one in asked:
        kind = None if one.code is None else find_type_of_code(one.code, resources.types)
        if one.code is not None and kind is None:
            raise SetupError("type_key_unknown", key=one.code[:60])
        for result in resources.catalogue.list_results_by_id(resources.catalogue.find_numbered_results(one.number)):
            is_theirs = matches is None or (
                result.result_id in matches and matches[result.result_id].match != "possible"
            )
            if is_theirs and kind in (None, result.document_type) and _is_seen(result, how.scope):
                found[result.result_id] = result
    return tuple(found.values())


def tell_papers(resources: Resources, results: Sequence[ProcedureResult], how: LookUp) -> list[JsonLine]:
    """Each paper as `tell_paper` tells it; one note for all whose ids are shown."""
    if how.reveal and results:
        note_reveal(resources, how.reveal, [result.result_id for result in results])
    return [tell_paper(resources, result, how) for result in results]


def tell_paper(resources: Resources, result: ProcedureResult, how: LookUp) -> JsonLine:
    """One paper under the names of one-stop software; the ids of its holders masked unless revealed."""
    document_type = type_of(resources.types, result.document_type)
    ids = result.holder_ids if how.reveal else tuple(mask_id(value) for value in result.holder_ids)
    hindrance = find_hindrance(result, how.on)
    follower = show_custody(resources, result, how.on)
    return {
        "GiayToId": result.result_id,
        "MaKetQua": to_result_code(result.document_type),
        "LoaiGiayTo": result.document_type,
        "TenGiayTo": document_type.title if document_type else result.title or None,
        "SoKyHieu": result.document_number,
        "NgayCap": result.issue_date,
        "CoQuanChuQuan": result.issuing_body,
        "CoQuanTraLoi": (follower["name"] or follower["organ"]) if follower else None,
        "ChuSoHuu": "; ".join(result.holder_names) or None,
        "SoDinhDanhChuSoHuu": "; ".join(ids) or None,
        "HieuLuc": validity_on(result.intervals, how.on),
        "HieuLucDen": result.valid_until,
        "TrangThai": result.state,
        "PhienBan": result.version,
        "DungDuoc": hindrance is None,
        "LyDoKhongDungDuoc": hindrance,
        "DanhSachTep": list_files(result),
    }


def list_files(result: ProcedureResult) -> list[JsonLine]:
    """The copies that can be fetched, by neutral names; `DuongDan` is asked with POST, a purpose and the token."""
    return [
        {
            "Loai": copy,
            "TenTep": f"{result.result_id}{'.' + ending if ending else ''}",
            "DuongDan": f"/api/v1/results/{result.result_id}/copies/{copy}",
        }
        for copy, ending in _COPIES
        if copy != "searchable" or result.has_searchable_pdf
    ]


def _list_papers(component: JsonLine) -> list[JsonLine]:
    return [*([component["best"]] if component["best"] else []), *component["others"]]


def _is_seen(result: ProcedureResult, scope: Scope) -> bool:
    return scope.covers((result.unit, result.custodian), result.sensitivity)
