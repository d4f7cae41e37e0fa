"""Here live the words in which levels, floors and statuses are told, for command, workbooks and printed papers alike.

The portal's texts say the same (`tests/web/test_texts.py` compares).
"""

from __future__ import annotations

LEVEL_NAMES = {
    "vi": {"province": "Cấp thành phố", "district": "Cấp huyện", "commune": "Cấp xã"},
    "en": {"province": "City level", "district": "District level", "commune": "Commune level"},
}
TARGET_STATUS_NAMES = {
    "vi": {"stated": "nêu trong kế hoạch", "derived": "suy ra từ kế hoạch", "assumed": "tạm tính"},
    "en": {"stated": "stated in the plan", "derived": "derived", "assumed": "assumed"},
}
STATUS_NAMES = {
    "vi": {
        "missing": "chưa số hóa",
        "returned": "trả lại nơi quét",
        "in_review": "chờ kiểm tra",
        "digitised": "đã số hóa",
        "digitised_unseen": "đã số hóa, chỉ máy xác nhận",
        "unknown": "chưa rõ hiệu lực",
    },
    "en": {
        "missing": "missing",
        "returned": "sent back",
        "in_review": "in review",
        "digitised": "digitised",
        "digitised_unseen": "digitised, by machine alone",
        "unknown": "validity unknown",
    },
}

# Papers and workbooks are Vietnamese alone.
LEVELS, TARGETS, STATUSES = LEVEL_NAMES["vi"], TARGET_STATUS_NAMES["vi"], STATUS_NAMES["vi"]
