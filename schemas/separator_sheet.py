"""Here live separator sheets: what the QR code of a sheet between papers says, and the proof that we printed it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import astuple, dataclass
from urllib.parse import quote, unquote

_MARK = "SOHOA1"
# 40 bits: a stray code is no sheet of ours but by one chance in a million million; nothing secret hangs on it.
_PROOF_DIGITS = 10
_FIELDS = 8
# The office key (see `Catalogue.get_office_key`) that proves sheets.
SEPARATOR_KEY = "separator_sheets"
# Prefix of the keys of batches whose sheets another home printed; the batch's id follows.
CARRIED_SEPARATOR_KEY = "separator_sheets_of:"
# Printed large on every sheet; tells a sheet whose code was cut off or covered.
TITLE = "TỜ PHÂN CÁCH"
COVER_TITLE = "TỜ BÌA LÔ QUÉT"
# Labels in its lower half, which tell a sheet that was torn across.
OFFICE_LABEL, PRINTER_LABEL = "Đơn vị giữ", "Người in"


@dataclass(frozen=True, slots=True)
class SeparatorSheet:
    """One sheet of a batch.

    `ordinal` counts the batch's sheets from 1; 0 is the cover. `unit` is the custodian's dotted path, `document_type`
    a key or "" where the headers of the papers decide, `box` the label of the box, `operator` who had the sheets
    printed. `one_document` says that all pages up to the next sheet are one paper.
    """

    batch_id: str
    ordinal: int
    unit: str
    document_type: str
    box: str
    operator: str
    one_document: bool = False

    @property
    def is_cover(self) -> bool:
        return self.ordinal == 0


def write_payload(sheet: SeparatorSheet, key: bytes) -> str:
    """The text of the sheet's code: fields between bars, and ten hex digits that only our key makes."""
    values = (str(int(value)) if isinstance(value, (bool, int)) else quote(value, safe=" ") for value in astuple(sheet))
    body = "|".join((_MARK, *values))
    return f"{body}|{_prove(body, key)}"


def read_payload(text: str, key: bytes) -> SeparatorSheet | None:
    """The sheet that a code speaks of; None for codes of others, of another home, or changed."""
    body, _, proof = text.rpartition("|")
    mark, *values = body.split("|")
    if mark != _MARK or len(values) != _FIELDS - 1 or not hmac.compare_digest(proof, _prove(body, key)):
        return None
    batch_id, ordinal, unit, document_type, box, operator, one_document = map(unquote, values)
    return SeparatorSheet(batch_id, int(ordinal), unit, document_type, box, operator, one_document == "1")


def _prove(body: str, key: bytes) -> str:
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()[:_PROOF_DIGITS]
