"""Here live the words in which registers' papers and workbooks tell levels, floors and states; Vietnamese alone."""

from __future__ import annotations

LEVELS = {"province": "Cấp thành phố", "district": "Cấp huyện", "commune": "Cấp xã"}
TARGETS = {"stated": "nêu trong kế hoạch", "derived": "suy ra từ kế hoạch", "assumed": "tạm tính"}
STATUSES = {
    "missing": "chưa số hóa",
    "returned": "trả lại nơi quét",
    "in_review": "chờ kiểm tra",
    "digitised": "đã số hóa",
    "digitised_unseen": "đã số hóa, chỉ máy xác nhận",
    "unknown": "chưa rõ hiệu lực",
}
