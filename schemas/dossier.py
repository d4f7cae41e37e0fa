"""Here live dossiers received: what the one-stop software says of each, in the words of the national sync.

Sources: codes by TT 01/2018/TT-VPCP, article 19 (TT 03/2025 accepted as far as seen); names of fields and meanings of
flags as public one-stop software sends them to the national portal (domain research, 3.2, 3.3, 5.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from schemas.text import fold_words, squeeze

_CODE = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}|[A-Y]\d{2}(?:\.\d{1,3}){0,4})-(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})-\d{4,6}"
)
_PROCEDURE = re.compile(r"(?P<key>\d\.\d{6})(?:\.[A-Z0-9.]+)?")

# Codes of `TrangThaiHoSo` (domain research; the list itself is no law).
STATES = {
    "1": "Mới đăng ký",
    "2": "Được tiếp nhận",
    "3": "Không được tiếp nhận",
    "4": "Đang xử lý",
    "5": "Yêu cầu bổ sung giấy tờ",
    "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "7": "Công dân yêu cầu rút hồ sơ",
    "8": "Dừng xử lý",
    "9": "Đã xử lý xong",
    "10": "Đã trả kết quả",
}
_STATE_BY_NAME = {" ".join(fold_words(name)): code for code, name in STATES.items()}
# Nothing is done any more with a dossier in one of these.
_ENDED = frozenset({"3", "7", "8", "9", "10"})
# `NoiNopHoSo`: handed in on the national portal.
_PORTAL = "1"
# What an applicant writes for this very dossier: no office can hold it, whatever paper its name mentions.
_WRITTEN_ANEW = (
    "to khai",
    "don ",
    "giay de nghi",
    "van ban de nghi",
    "phieu de nghi",
    "phieu yeu cau",
    "ban ve",
    "hop dong",
    "van ban uy quyen",
)


@dataclass(frozen=True, slots=True)
class DossierComponent:
    """One paper of a dossier as handed in.

    `key` is its code (`MaThanhPhanHoSo`), or its name in folded words where none is given. `has_file`: a file is
    attached. `is_digitised` (`DuocSoHoa`), `is_reused` (`DuocTaiSuDung`), `is_from_store` (`DuocLayTuKhoDMQG`),
    `replaced_by` (`MaKetQuaThayThe`): the code of the stored result that stands in its place.
    """

    key: str
    name: str
    has_file: bool = False
    is_digitised: bool = False
    is_reused: bool = False
    is_from_store: bool = False
    replaced_by: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it came out of a store, so that nobody had to bring it."""
        return self.is_reused or self.is_from_store or bool(self.replaced_by)

    @property
    def is_written_anew(self) -> bool:
        """Whether it is an application form, a drawing or the like, made for this dossier."""
        return f"{' '.join(fold_words(self.name))} ".startswith(_WRITTEN_ANEW)


@dataclass(frozen=True, slots=True)
class DossierResult:
    """One result of a dossier (`DanhSachGiayToKetQua`); links themselves are not kept."""

    name: str
    code: str = ""
    has_file: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as last told.

    `unit` is the path of the executing unit; `owner_id` letters and digits, upper case, None where not told.
    `received_on` is the local day, None where not told: such a dossier is kept and counted nowhere. `received_at`
    where the hour is told too. `has_digitised` is `HoSoCoThanhPhanSoHoa`, None where not told.
    """

    code: str
    unit: str
    procedure_code: str | None = None
    owner_id: str | None = None
    received_on: date | None = None
    received_at: datetime | None = None
    state: str = ""
    handed_in_at: str = ""
    has_digitised: bool | None = None
    components: tuple[DossierComponent, ...] = ()
    results: tuple[DossierResult, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is still being handled; an unknown state counts as open."""
        return self.state not in _ENDED

    @property
    def procedure_key(self) -> str | None:
        """The procedure without its local part: `1.004873` of `1.004873.000.00.00.H13`."""
        found = _PROCEDURE.fullmatch(self.procedure_code or "")
        return found["key"] if found else self.procedure_code

    @property
    def has_component_file(self) -> bool:
        return any(it.has_file for it in self.components)

    @property
    def has_result_file(self) -> bool:
        return any(it.has_file for it in self.results)

    @property
    def is_reusing(self) -> bool:
        """QĐ 766 item 4.3: marked as using digitised data again.

        `HoSoCoThanhPhanSoHoa` = 1; of one handed in on the national portal `DuocSoHoa` = 1 of any component. Where the
        first is not told, any component that says it was reused.
        """
        if self.handed_in_at == _PORTAL and any(it.is_digitised for it in self.components):
            return True
        return any(it.is_reused for it in self.components) if self.has_digitised is None else self.has_digitised

    @property
    def is_sharing(self) -> bool:
        """QĐ 766 item 4.4: a component from the national store, or a result whose link was synced to it."""
        return any(it.is_from_store for it in self.components) or any(it.has_file and it.code for it in self.results)

    @property
    def takes_from_store(self) -> bool:
        return any(it.is_taken for it in self.components)

    @property
    def brought(self) -> tuple[DossierComponent, ...]:
        """The papers that somebody had to bring."""
        return tuple(it for it in self.components if not it.is_taken and not it.is_written_anew)


@dataclass(frozen=True, slots=True)
class AvoidableAsk:
    """A paper brought (`component_key`) although at intake a verified one was held: the result `held_id`."""

    component_key: str
    held_id: str


@dataclass(frozen=True, slots=True)
class AcceptedComponent:
    """A paper accepted with a dossier that is no result (a map, a contract), kept to be used again for its owner.

    It counts in no coverage. The bytes lie under their SHA-256.
    """

    component_id: str
    dossier_code: str
    owner_id: str
    component_key: str
    name: str
    sha256: str
    byte_count: int
    by: str
    at: datetime


def read_dossier_code(text: str) -> tuple[str, date | None] | None:
    """A code without blanks and the day of reception in it (None where that is no day); None for another form."""
    code = squeeze(text).upper().replace(" ", "").replace("–", "-")
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    try:
        return code, date(2000 + int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return code, None


def read_state(text: str) -> str:
    """The code of a state given as code or in words; a text that is neither stays as it is."""
    return _STATE_BY_NAME.get(" ".join(fold_words(text)), text.strip())


def to_component_key(code: str, name: str) -> str:
    """The key under which the same component of other dossiers is met: its code, else its name in folded words."""
    return code.strip() or "-".join(fold_words(name))


def find_contradictions(dossier: Dossier, coded_on: date | None) -> tuple[tuple[str, str | None], ...]:
    """(code of a problem, key of the component it is about) of everything in a dossier that cannot all be so.

    Args:
        coded_on: the day of reception in the code.
    """
    found: list[tuple[str, str | None]] = []
    parts = dossier.components
    if dossier.received_on is not None and coded_on != dossier.received_on:
        found.append(("dossier_day_differs", None))
    if dossier.has_digitised is False and any(it.is_taken for it in parts):
        found.append(("dossier_flag_contradicts", None))
    if dossier.has_digitised and parts and not any(it.is_taken or it.is_digitised for it in parts):
        found.append(("dossier_flag_contradicts", None))
    for part in parts:
        if (part.replaced_by or part.is_from_store) and not part.is_reused:
            found.append(("component_flag_contradicts", part.key))
    return tuple(found)
