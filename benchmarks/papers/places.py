"""Here live the places and offices that the invented papers name: real units of Cần Thơ, invented people in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """A unit: dotted national codes, kind (`quận`), short name (`Ninh Kiều`), the place above it."""

    path: str
    kind: str
    short: str
    above: Place | None = None

    @property
    def level(self) -> str:
        if self.path.count(".") == 2 or (self.path.count(".") == 1 and len(self.path) == 8):
            return "commune"
        return "district" if "." in self.path else "province"

    @property
    def name(self) -> str:
        return f"{self.kind} {self.short}"

    @property
    def full(self) -> str:
        """`phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ`."""
        return self.name if self.above is None else f"{self.name}, {self.above.full}"


CITY = Place("92", "thành phố", "Cần Thơ")
NINH_KIEU = Place("92.916", "quận", "Ninh Kiều", CITY)
O_MON = Place("92.917", "quận", "Ô Môn", CITY)
BINH_THUY = Place("92.918", "quận", "Bình Thủy", CITY)
CAI_RANG = Place("92.919", "quận", "Cái Răng", CITY)
PHONG_DIEN = Place("92.926", "huyện", "Phong Điền", CITY)

AN_KHANH = Place("92.916.31149", "phường", "An Khánh", NINH_KIEU)
XUAN_KHANH = Place("92.916.31144", "phường", "Xuân Khánh", NINH_KIEU)
HUNG_LOI = Place("92.916.31147", "phường", "Hưng Lợi", NINH_KIEU)
CHAU_VAN_LIEM = Place("92.917.31153", "phường", "Châu Văn Liêm", O_MON)
AN_THOI = Place("92.918.31177", "phường", "An Thới", BINH_THUY)
LE_BINH = Place("92.919.31186", "phường", "Lê Bình", CAI_RANG)
HUNG_PHU = Place("92.919.31189", "phường", "Hưng Phú", CAI_RANG)
NHON_AI = Place("92.926.31300", "xã", "Nhơn Ái", PHONG_DIEN)
MY_KHANH = Place("92.926.31312", "xã", "Mỹ Khánh", PHONG_DIEN)
# Since 01/7/2025 there is no district level; codes are reused, so the path is shorter by one part.
NEW_NINH_KIEU = Place("92.31135", "phường", "Ninh Kiều", CITY)
NEW_CAI_RANG = Place("92.31186", "phường", "Cái Răng", CITY)
NEW_BINH_THUY = Place("92.31168", "phường", "Bình Thủy", CITY)

WARDS = (AN_KHANH, XUAN_KHANH, HUNG_LOI, CHAU_VAN_LIEM, AN_THOI, LE_BINH, HUNG_PHU, NHON_AI, MY_KHANH)
NEW_WARDS = (NEW_NINH_KIEU, NEW_CAI_RANG, NEW_BINH_THUY)
# Before 2004 the city was the province of the same name; its districts kept their numbers.
PROVINCE = Place("92", "tỉnh", "Cần Thơ")
OLD_O_MON = Place("92.917", "huyện", "Ô Môn", PROVINCE)
OLD_THOT_NOT = Place("92.923", "huyện", "Thốt Nốt", PROVINCE)
OLD_WARDS = (
    Place("92.917.31156", "xã", "Thới Long", OLD_O_MON),
    Place("92.917.31159", "xã", "Thới An", OLD_O_MON),
    Place("92.923.31216", "xã", "Trung Nhứt", OLD_THOT_NOT),
)
_CITY_SINCE, _TWO_LEVELS = date(2004, 1, 1), date(2025, 7, 1)
STREETS = ("Nguyễn Trãi", "Trần Hưng Đạo", "Lý Tự Trọng", "Mậu Thân", "Võ Văn Kiệt", "Hùng Vương")


def wards_on(day: date) -> tuple[Place, ...]:
    """The communes and wards that papers of a day name."""
    if day < _CITY_SINCE:
        return OLD_WARDS
    return NEW_WARDS if day >= _TWO_LEVELS else WARDS


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues: the unit it belongs to, its lines as printed, the seal's words, who signs."""

    place: Place
    parent_lines: tuple[str, ...]
    body_lines: tuple[str, ...]
    authority: str
    authority_prefix: str
    post: str
    seal_middle: str = ""

    @property
    def parent_body(self) -> str | None:
        return " ".join(self.parent_lines) or None

    @property
    def issuing_body(self) -> str:
        return " ".join(self.body_lines)

    @property
    def sign_authority(self) -> str | None:
        return " ".join(line for line in (self.authority, self.authority_prefix) if line) or None

    @property
    def seal_around(self) -> str:
        return (f"ỦY BAN NHÂN DÂN {self.place.name}" if self.place.level != "province" else "ỦY BAN NHÂN DÂN").upper()

    @property
    def seal_below(self) -> str:
        return "TỈNH CẦN THƠ" if self.place.above is PROVINCE else "T.P CẦN THƠ"


def committee(place: Place, *, chair: bool = False) -> Office:
    """The people's committee of a place, its chair signing or a deputy for the chair."""
    return Office(
        place=place,
        parent_lines=(),
        body_lines=("ỦY BAN NHÂN DÂN", place.name.upper()),
        authority="TM. ỦY BAN NHÂN DÂN",
        authority_prefix="" if chair else "KT. CHỦ TỊCH",
        post="CHỦ TỊCH" if chair else "PHÓ CHỦ TỊCH",
    )


def department(place: Place, name: str, seal_middle: str, *, post: str = "TRƯỞNG PHÒNG") -> Office:
    """A department under the committee of a place: `PHÒNG QUẢN LÝ ĐÔ THỊ`, `SỞ XÂY DỰNG`; a line break in the name
    breaks it in the head."""
    parent = ("ỦY BAN NHÂN DÂN", place.name.upper()) if place.level == "province" else (f"UBND {place.name.upper()}",)
    return Office(
        place=place,
        parent_lines=parent,
        body_lines=tuple(name.split("\n")),
        authority="",
        authority_prefix="",
        post=post,
        seal_middle=seal_middle,
    )


def land_committee(place: Place) -> Office:
    """A committee as it signs land certificates: its unit named after `TM.`."""
    office = committee(place)
    return replace(office, authority=f"TM. ỦY BAN NHÂN DÂN {place.name.upper()}")


def chair_alone(office: Office) -> Office:
    """An office whose chair decides in person: no `TM.` line."""
    return replace(office, authority="")


def civil_registry(place: Place, *, chair: bool = False) -> Office:
    """A commune's committee as it heads extracts: every unit above it on a line of its own."""
    above: list[str] = []
    step = place.above
    while step is not None:
        above.insert(0, step.name.upper())
        step = step.above
    return replace(committee(place, chair=chair), parent_lines=tuple(above), body_lines=(f"UBND {place.name.upper()}",))


def district_office(place: Place, trade: str) -> Office:
    """The department that issues a trade's papers: `building`, `business` or `alcohol`."""
    names = {
        "building": ("PHÒNG QUẢN LÝ ĐÔ THỊ", "PHÒNG\nQUẢN LÝ\nĐÔ THỊ"),
        "business": ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "PHÒNG\nTÀI CHÍNH -\nKẾ HOẠCH"),
        "alcohol": ("PHÒNG KINH TẾ", "PHÒNG\nKINH TẾ"),
    }
    name, seal_middle = names[trade]
    if trade == "building" and place.kind == "huyện":
        name, seal_middle = "PHÒNG KINH TẾ VÀ HẠ TẦNG", "PHÒNG\nKINH TẾ VÀ\nHẠ TẦNG"
    if place.level == "commune":
        name, seal_middle = "PHÒNG KINH TẾ,\nHẠ TẦNG VÀ ĐÔ THỊ", "PHÒNG\nKINH TẾ, HẠ\nTẦNG VÀ ĐÔ THỊ"
    return department(place, name, seal_middle)
