"""Here lives the making of results by the million: lifelike in what costs time to search, nobody in it exists."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.papers.places import CITY, NEW_WARDS, STREETS, WARDS, Place
from schemas.search import IndexDocument, SearchQuery
from schemas.text import fold

# Shares of family names as commonly told for the country; the others have the rest.
_FAMILIES = {
    "Nguyễn": 31, "Trần": 11, "Lê": 10, "Phạm": 7, "Huỳnh": 5, "Phan": 5, "Võ": 5, "Đặng": 2, "Bùi": 2, "Đỗ": 2,
    "Hồ": 2, "Ngô": 2, "Trương": 2, "Lâm": 2, "Dương": 1, "Lý": 1, "Thạch": 1, "Sơn": 1, "Danh": 1, "Đoàn": 1,
    "Mai": 1, "Cao": 1,
}  # fmt: skip
_MIDDLES = {
    "Thị": 35, "Văn": 30, "Minh": 5, "Ngọc": 5, "Thanh": 5, "Hữu": 4, "Hoàng": 4, "Quốc": 3, "Thị Mỹ": 3, "Kim": 3,
}  # fmt: skip
_GIVEN_NAMES = """
An Ân Anh Ánh Bảo Bé Bích Bình Cẩm Chi Công Cường Dung Dũng Duy Duyên Dương Đào Đạt Điệp Đông Đức Em Giang Hà Hải Hạnh
Hằng Hậu Hiền Hiếu Hoa Hòa Hoài Hoàng Hồng Hùng Huệ Huy Hương Hường Khải Khánh Khoa Khôi Kiên Kiệt Lam Lan Lâm Lệ Liên
Linh Loan Long Lộc Lợi Luân Lương Ly Mai Mạnh Minh Mỹ Nam Nga Ngân Nghĩa Nghi Ngọc Nguyên Nguyệt Nhàn Nhân Nhi Nhung
Nở Oanh Phát Phong Phú Phúc Phụng Phước Phương Phượng Quang Quân Quế Quý Quyên Sang Sáu Sinh Sơn Sương Tài Tâm Tân
Thảo Thành Thắm Thắng Thi Thịnh Thoa Thơ Thu Thuận Thủy Thư Thương Tiên Tiến Tín Toàn Trang Trâm Trí Trinh Trung Tú
Tuấn Tùng Tuyết Tư Út Uyên Vân Việt Vinh Vũ Vui Vy Xuân Yến
"""
_GIVEN = tuple(_GIVEN_NAMES.split())
# Type, its title, how its number reads, months in force (None for no end), whether the holder's id is printed.
_TYPES: tuple[tuple[str, str, str, int | None, bool], ...] = (
    ("birth_certificate", "Giấy khai sinh", "{n}/{year}", None, False),
    ("marriage_certificate", "Giấy chứng nhận kết hôn", "{n}/{year}", None, True),
    ("death_extract", "Trích lục khai tử", "{n}/TLKT-BS", None, True),
    ("marital_status_certificate", "Giấy xác nhận tình trạng hôn nhân", "{n}/UBND-XNTTHN", 6, True),
    ("land_use_certificate", "Giấy chứng nhận quyền sử dụng đất", "CR{n:06d}", None, True),
    ("building_permit", "Giấy phép xây dựng", "{n}/GPXD", 12, True),
    ("household_business_certificate", "Giấy chứng nhận đăng ký hộ kinh doanh", "57A8{n:06d}", None, True),
    ("committee_decision", "Quyết định", "{n}/QĐ-UBND", None, False),
    ("social_allowance_decision", "Quyết định về việc trợ cấp xã hội", "{n}/QĐ-UBND", None, True),
    ("alcohol_retail_licence", "Giấy phép bán lẻ rượu", "{n}/GP-PKT", 60, True),
)
# Of every paper, so that each can be asked for by words of its text.
_ALWAYS = (
    "Ông (bà) {name} cư trú tại số {house}, đường {street}, {ward}.",
    "Thửa đất số {parcel}, tờ bản đồ số {sheet}, diện tích {area} m2, mục đích sử dụng: đất ở tại đô thị.",
)
_SENTENCES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương; xét đề nghị của Trưởng phòng và đơn của {name}.",
    "Họ và tên cha: {other}. Họ và tên mẹ: {third}. Dân tộc: Kinh. Quốc tịch: Việt Nam.",
    "Được phép xây dựng nhà ở riêng lẻ, cấp công trình: cấp {digit}, tổng diện tích sàn {area} m2, cao {digit} tầng.",
    "Vốn kinh doanh: {house}.000.000 đồng; ngành nghề: mua bán vật liệu, dịch vụ ăn uống, nuôi trồng thủy sản.",
    "Giải quyết đơn của {other} và {third} về ranh giới thửa đất số {parcel} giáp đất của {name}.",
    "Quyết định này có hiệu lực kể từ ngày ký; Chánh Văn phòng, Trưởng các phòng và {name} chịu trách nhiệm thi hành.",
    "Nơi nhận: như Điều {digit}; lưu: VT, hồ sơ số {house}/{sheet}.",
    "Chủ giấy phép phải thực hiện đúng nội dung ghi tại giấy này và báo trước ngày khởi công {digit} ngày làm việc.",
    "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. {ward}, ngày {day} tháng {month} năm {year}.",
    "Kèm theo bản vẽ do công ty thiết kế {street} lập, được thẩm tra và đóng dấu xác nhận ngày {day}/{month}/{year}.",
)
_CITY_PLACES = (CITY, *WARDS, *NEW_WARDS, *dict.fromkeys(ward.above for ward in WARDS if ward.above))
# One in ten was issued in another province, outside of the scope that is asked within.
_ELSEWHERE = tuple(Place(f"93.930.3{n:04d}", "phường", f"Số {n}") for n in range(1318, 1327))
_FIRST_DAY, _DAY_COUNT = date(1995, 1, 1), 31 * 365
_FEWEST_SENTENCES, _MOST_SENTENCES = 7, 15
_FIRST_FILED_AT_S = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Generated:
    """One result and what a clerk holding the paper could type."""

    document: IndexDocument
    name: str
    year: int
    text_words: str


def generate(numbers: Iterable[int], seed: int) -> Iterator[Generated]:
    """The results with these numbers: the same for the same seed, whichever are asked for."""
    for number in numbers:
        yield _make(number, random.Random(f"{seed}/{number}"))


def list_questions(results: int, count: int, seed: int) -> Iterator[tuple[str, list[SearchQuery]]]:
    """Sorts of questions, each with `count` of them about results that are there."""
    asks: dict[str, Callable[[Generated], SearchQuery]] = {
        "exact id": lambda one: SearchQuery(one.document.holder_ids[0]),
        "name without marks": lambda one: SearchQuery(fold(one.name)),
        "name with marks": lambda one: SearchQuery(one.name),
        "name + year": lambda one: SearchQuery(f"{fold(one.name)} {one.year}"),
        "name, a letter wrong": lambda one: SearchQuery(_misspell(fold(one.name))),
        "whole number": lambda one: SearchQuery(one.document.document_number or ""),
        "number fragment": lambda one: SearchQuery((one.document.document_number or "")[:5].rstrip("/-")),
        "full text": lambda one: SearchQuery(one.text_words),
        "one word, facets over all": lambda one: SearchQuery(fold(one.name.split()[0])),
        "filters alone, facets": lambda one: SearchQuery(document_type=one.document.document_type, level="commune"),
    }
    for place, (sort, ask) in enumerate(asks.items()):
        dice = random.Random(f"{seed}/{place}")
        wanted: list[SearchQuery] = []
        while len(wanted) < count:
            (one,) = generate([dice.randrange(results)], seed)
            if one.document.holder_ids:
                wanted.append(ask(one))
        yield sort, wanted


def _make(number: int, dice: random.Random) -> Generated:
    kind, title, pattern, months, has_id = dice.choice(_TYPES)
    place = dice.choice(_ELSEWHERE if dice.random() < 0.1 else _CITY_PLACES)
    issued_on = _FIRST_DAY + timedelta(days=dice.randrange(_DAY_COUNT))
    names = tuple(_draw_name(dice) for _ in range(2 if kind == "marriage_certificate" else 1))
    told = _draw_words(dice, place, issued_on, names[0])
    chosen = [*_ALWAYS, *dice.choices(_SENTENCES, k=dice.randint(_FEWEST_SENTENCES, _MOST_SENTENCES))]
    sentences = [sentence.format_map(told) for sentence in chosen]
    document = IndexDocument(
        result_id=f"r{number:09d}",
        version=1,
        document_type=kind,
        title=title,
        document_number=pattern.format(n=dice.randint(1, 3000 if "/" in pattern else 999_999), year=issued_on.year),
        issued_on=issued_on,
        issuing_body=f"Ủy ban nhân dân {place.name}",
        unit=place.path,
        level=place.level,
        custodian=place.path,
        sensitivity=dice.choice((1, 2, 2, 3)),
        state=dice.choice(("confirmed", "confirmed", "confirmed", "in_review")),
        holder_names=names,
        holder_ids=(_draw_id(dice, number),) if has_id else (),
        in_force=((issued_on, issued_on + timedelta(days=30 * months) if months else None),),
        filed_at_s=_FIRST_FILED_AT_S + number,
        text=" ".join(sentences),
    )
    return Generated(document, names[0], issued_on.year, f"thửa {told['parcel']} tờ {told['sheet']} {told['street']}")


def _draw_words(dice: random.Random, place: Place, issued_on: date, name: str) -> dict[str, object]:
    return {
        "name": name,
        "other": _draw_name(dice),
        "third": _draw_name(dice),
        "street": dice.choice(STREETS),
        "ward": place.name,
        "house": dice.randint(1, 900),
        "parcel": dice.randint(1, 3000),
        "sheet": dice.randint(1, 90),
        "area": f"{dice.randint(30, 900)},{dice.randint(0, 9)}",
        "digit": dice.randint(1, 5),
        "day": f"{issued_on.day:02d}",
        "month": f"{issued_on.month:02d}",
        "year": issued_on.year,
    }


def _draw_name(dice: random.Random) -> str:
    (family,) = dice.choices(_FAMILY_NAMES, cum_weights=_FAMILY_ODDS)
    (middle,) = dice.choices(_MIDDLE_NAMES, cum_weights=_MIDDLE_ODDS)
    return f"{family} {middle} {dice.choice(_GIVEN)}"


def _draw_id(dice: random.Random, number: int) -> str:
    """Today's number or the one of nine digits before it; well formed, given to nobody."""
    return f"36{number % 10_000_000:07d}" if dice.random() < 0.2 else f"092{dice.randint(0, 3)}{number:08d}"


def _misspell(name: str) -> str:
    """The longest word without its second letter."""
    longest = max(name.split(), key=len)
    return name.replace(longest, longest[0] + longest[2:], 1)


def _add_up(odds: dict[str, int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    sums, total = [], 0
    for share in odds.values():
        total += share
        sums.append(total)
    return tuple(odds), tuple(sums)


_FAMILY_NAMES, _FAMILY_ODDS = _add_up(_FAMILIES)
_MIDDLE_NAMES, _MIDDLE_ODDS = _add_up(_MIDDLES)
