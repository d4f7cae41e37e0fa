"""Here live the words in which people are told about a document type: how long it holds, what it rests on."""

from __future__ import annotations

from datetime import date

from schemas.document_type import DocumentType

_EVIDENCE_NAMES = {
    "vi": {
        "real_scan": "bản quét thật",
        "official_form": "mẫu chính thức",
        "description": "mô tả",
    },
    "en": {
        "real_scan": "real scan",
        "official_form": "official form",
        "description": "description",
    },
}
_REVIEW_ONLY = {"vi": "luôn phải người duyệt", "en": "always reviewed"}
_CLASS_NAMES = {
    "vi": {
        "P": "không thời hạn",
        "T1": "thời hạn in trên giấy",
        "T2": "thời hạn theo luật",
        "E": "đến khi có sự kiện",
        "O": "dùng một lần",
        "U": "công chức quyết định",
    },
    "en": {
        "P": "permanent",
        "T1": "term printed",
        "T2": "term by law",
        "E": "until an event",
        "O": "one use",
        "U": "an officer decides",
    },
}
_SENSITIVITY_NAMES = {
    "vi": {1: "công khai", 2: "nội bộ", 3: "hạn chế truy cập", 4: "bí mật"},
    "en": {1: "public", 2: "internal", 3: "restricted", 4: "confidential"},
}


def tell_evidence(declared: DocumentType, language: str) -> str:
    """What was seen of the type's forms, and whether a person looks at every paper."""
    name = _EVIDENCE_NAMES[language][declared.evidence]
    return f"{name} - {_REVIEW_ONLY[language]}" if declared.is_review_only else name


def tell_validity(declared: DocumentType, language: str) -> str:
    """Class and term of a type's papers: `T1, thời hạn in trên giấy, 5 năm`."""
    validity = declared.validity
    years, months = ("năm", "tháng") if language == "vi" else ("years", "months")
    parts = [validity.validity_class, _CLASS_NAMES[language][validity.validity_class]]
    parts += [f"{count} {unit}" for count, unit in ((validity.years, years), (validity.months, months)) if count]
    return ", ".join(parts)


def tell_sensitivity(declared: DocumentType, language: str) -> str:
    """Level and its name, after the four levels of QCVN 12:2026/BCA: `3 (hạn chế truy cập)`."""
    return f"{declared.sensitivity} ({_SENSITIVITY_NAMES[language][declared.sensitivity]})"


def tell_backlog(declared: DocumentType, language: str) -> str:
    """Whether papers of the past are digitised by default."""
    return {"vi": ("không", "có"), "en": ("no", "yes")}[language][declared.in_backlog]


def tell_day(day: date | None) -> str:
    """A day as paper prints it; empty where a time is open."""
    return day.strftime("%d/%m/%Y") if day else ""
