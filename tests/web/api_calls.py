"""Here lives the calling of the API in tests: systems with tokens, and a call of each address that is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount

from pipelines.people.systems import SystemWish, open_system
from pipelines.resources import Resources
from schemas.systems import RIGHTS
from web.api.document import ROOT

HOLDER, DOSSIER, PURPOSE = "092085000123", "H13.16.5-260315-0012", "Tiếp nhận hồ sơ xây dựng"
WHY = {"MucDich": PURPOSE, "MaHoSo": DOSSIER}


def give_token(
    resources: Resources, rights: Sequence[str] = RIGHTS, unit: str = "92.916", name: str = "motcua", **more: Any
) -> str:
    """The token of a new system."""
    return open_system(resources, SystemWish(name, "Một cửa", unit, rights, **more), "quantri")[1]


def call_as(application: FastAPI, token: str | None) -> TestClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return TestClient(application, base_url="http://portal", headers=headers, follow_redirects=False)


def list_api_routes(application: FastAPI) -> dict[tuple[str, str], APIRoute]:
    """Every address of the API, under the path within it."""
    (mount,) = (each for each in application.routes if isinstance(each, Mount) and each.path == ROOT)
    inner = [route for each in mount.routes or () for route in getattr(each, "original_router", mount).routes]
    found = [route for route in (*(mount.routes or ()), *inner) if isinstance(route, APIRoute)]
    return {(method, route.path): route for route in found for method in route.methods}


def make_calls(result_id: str, entry_id: str = "x") -> dict[tuple[str, str], dict[str, Any]]:
    """What to send to each address so that it answers, for who may do all in 92.916."""
    file = {"file": ("so.csv", "Số ký hiệu;Ngày cấp;Loại giấy tờ\n7/GPXD;05/03/2021;Giấy phép xây dựng\n".encode())}
    export = {"file": ("hs.csv", f"Mã hồ sơ;Mã TTHC;Ngày tiếp nhận\n{DOSSIER};1.009994;15/03/2026\n".encode())}
    row = {"document_type": "building_permit", "document_number": "8/GPXD", "issue_date": "2021-03-05"}
    return {
        ("POST", "/lookup/components"): {
            "json": WHY | {"SoDinhDanhChuSoHuu": HOLDER, "MaThuTuc": "1.009994", "NgayTraCuu": "2026-03-15"}
        },
        ("POST", "/lookup/documents"): {"json": WHY | {"DanhSachGiayTo": [{"SoKyHieu": "45/GPXD"}]}},
        ("POST", "/lookup/document"): {"json": WHY | {"GiayToId": result_id}},
        ("POST", "/results/{result_id}/copies/{copy}"): {"json": WHY},
        ("POST", "/reuse"): {"json": WHY | {"GiayToId": result_id, "ThanhPhan": "giấy phép cũ"}},
        ("POST", "/refusals"): {"json": {"GiayToId": result_id, "MaHoSo": DOSSIER, "LyDo": "trang bị rách"}},
        ("POST", "/reuse/copy"): {"json": {"MaButToan": entry_id}},
        ("POST", "/registers"): {"json": {"unit": "92.916", "as_of": "2026-03-01", "rows": [row]}},
        ("POST", "/registers/file"): {"data": {"unit": "92.916", "as_of": "2026-03-01"}, "files": file},
        ("POST", "/dossiers"): {"json": {"unit": "92.916", "DanhSachHoSo": [{"MaHoSo": DOSSIER}]}},
        ("POST", "/dossiers/file"): {"data": {"unit": "92.916"}, "files": export},
        ("GET", "/coverage"): {},
        ("GET", "/types"): {},
        ("GET", "/system"): {},
    }


def place(path: str, result_id: str) -> str:
    return path.replace("{result_id}", result_id).replace("{copy}", "original")
