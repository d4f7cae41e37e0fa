"""Here lives what each address may refuse, as the OpenAPI document says it."""

from __future__ import annotations

from typing import Any

from web.api.problems import MEDIA_TYPE

_TOLD = {
    400: "Nội dung không phải JSON hoặc biểu mẫu đúng cú pháp.",
    401: "Không có mã truy cập, hoặc mã không dùng được nữa.",
    403: "Mã truy cập không có quyền này, không thuộc đơn vị này, hoặc gọi từ địa chỉ mạng lạ.",
    404: "Không có giấy tờ, thủ tục như vậy trong phạm vi của hệ thống.",
    408: "Nội dung gửi lên quá chậm.",
    409: "Khóa Idempotency-Key đã dùng cho yêu cầu khác.",
    410: "Giấy tờ đã bị xóa theo quyết định.",
    413: "Nội dung gửi lên quá lớn.",
    422: "Trường chưa đúng, hoặc việc này không làm được; xem `code` và `errors`.",
    429: "Gọi quá nhiều; chờ theo tiêu đề Retry-After.",
    500: "Lỗi ngoài dự kiến của máy chủ.",
    503: "Kho hoặc danh mục tạm thời bận; chờ theo tiêu đề Retry-After.",
}
_ALWAYS = (401, 403, 429, 500, 503)
# Of what carries a body.
SENT = (400, 408, 413, 422)
_PAUSE = {"Retry-After": {"description": "Số giây nên chờ.", "schema": {"type": "integer", "minimum": 1}}}
_WITH_PAUSE = (429, 503)


def list_refusals(*more: int) -> dict[int | str, dict[str, Any]]:
    """For FastAPI's `responses`: those every address has, and these."""
    return {status: _describe(status) for status in sorted({*_ALWAYS, *more})}


def _describe(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemTold"}}}
    told: dict[str, Any] = {"description": _TOLD[status], "content": content}
    return told | ({"headers": _PAUSE} if status in _WITH_PAUSE else {})
