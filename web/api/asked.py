"""Here lives what systems send: each field with its meaning, bounds and an example; a field not here is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from pipelines.lookup.one_stop import MOST_NUMBERS

# No letter that steers a terminal or ends a line; what the database cannot keep is among them.
PRINTED = r"^[^\x00-\x1f\x7f-\x9f]*$"
_SAID = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$"
_DOSSIER_EXAMPLE = "H13.16.5-260315-0012"
MOST_ROWS = 5000


class Asked(BaseModel):
    """What all of them keep to."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Words = Annotated[str, Field(max_length=300, pattern=PRINTED)]
HolderId = Annotated[
    str,
    Field(
        min_length=9,
        max_length=20,
        pattern=r"^[0-9A-Za-z]+(?:-[0-9]+)?$",
        description="Số định danh cá nhân, số CMND cũ hoặc mã số thuế của chủ sở hữu giấy tờ.",
        examples=["092085000000"],
    ),
]
DossierCode = Annotated[
    str,
    Field(
        min_length=10,
        max_length=60,
        pattern=r"^[0-9A-Z.–-]+$",
        description="Mã hồ sơ của hệ thống một cửa.",
        examples=[_DOSSIER_EXAMPLE],
    ),
]
Purpose = Annotated[
    str,
    Field(
        min_length=3,
        max_length=200,
        pattern=_SAID,
        description="Mục đích tra cứu; ghi vào nhật ký. Không ghi họ tên hay số định danh.",
        examples=["Tiếp nhận hồ sơ cấp phép xây dựng"],
    ),
]
Officer = Annotated[
    str,
    Field(
        min_length=2,
        max_length=40,
        pattern=r"^[A-Za-z0-9._@-]+$",
        description="Tên tài khoản của cán bộ trên hệ thống một cửa; ghi vào nhật ký và sổ tái sử dụng.",
        examples=["lan.nt"],
    ),
]
# Strict fields take no text for a day; JSON has nothing else.
Day = Annotated[
    date, Field(strict=False), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-15"]})
]
ResultId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Mã giấy tờ do Sohoa cấp (`GiayToId`); không mang thông tin cá nhân.",
        examples=["q3m5x7c2v9k4t8zb"],
    ),
]
TypeCode = Annotated[
    str,
    Field(
        min_length=2,
        max_length=60,
        pattern=r"^[A-Za-z0-9._]+$",
        description="Mã loại kết quả quốc gia (`KQ.G15.000031`) hoặc khóa loại giấy tờ của Sohoa; xem `GET /types`.",
        examples=["building_permit"],
    ),
]


class Question(Asked):
    """What every question about papers says besides."""

    MucDich: Purpose
    MaHoSo: DossierCode | None = Field(None, description="Mã hồ sơ đang xử lý; bắt buộc khi XemDayDu.")
    CanBo: Officer | None = Field(None, description="Tên tài khoản của cán bộ tra cứu.")
    XemDayDu: bool = Field(
        False, description="Trả số định danh đầy đủ (cần quyền `reveal`, ghi nhật ký); mặc định che bớt."
    )


class ComponentsQuestion(Question):
    """Người này, thủ tục này: thành phần nào cơ quan đã giữ."""

    SoDinhDanhChuSoHuu: HolderId
    MaThuTuc: str = Field(
        min_length=3, max_length=40, pattern=r"^[0-9A-Za-z.]+$", description="Mã thủ tục.", examples=["1.009994"]
    )
    NgayTraCuu: Day | None = Field(None, description="Ngày xét hiệu lực; mặc định hôm nay.")
    ThuaDat: str | None = Field(
        None,
        max_length=30,
        pattern=r"^[\w .-]{1,20}/[0-9]{1,6}$",
        description="Tờ bản đồ/số thửa, khi thủ tục gắn với thửa đất.",
        examples=["12/345"],
    )
    MaSoDoanhNghiep: str | None = Field(
        None,
        min_length=3,
        max_length=20,
        pattern=r"^[0-9A-Za-z-]+$",
        description="Mã số doanh nghiệp, hộ kinh doanh, khi thủ tục gắn với cơ sở kinh doanh.",
        examples=["1800000000"],
    )


class NumberPair(Asked):
    """Một giấy tờ theo những gì in trên giấy."""

    MaKetQua: TypeCode | None = Field(None, description="Mã loại kết quả; bỏ trống: mọi loại.")
    SoKyHieu: str = Field(
        min_length=1, max_length=80, pattern=_SAID, description="Số, ký hiệu như in trên giấy.", examples=["45/GPXD"]
    )


class NumbersQuestion(Question):
    """Giấy tờ theo loại và số ký hiệu, như in trên giấy."""

    DanhSachGiayTo: list[NumberPair] = Field(min_length=1, max_length=MOST_NUMBERS, description="Các giấy tờ cần tìm.")
    SoDinhDanhChuSoHuu: HolderId | None = Field(None, description="Chỉ giấy tờ mang tên người này.")
    NgayTraCuu: Day | None = Field(None, description="Ngày xét hiệu lực; mặc định hôm nay.")
    Trang: int = Field(1, ge=1, le=500, description="Trang kết quả, từ 1.")
    KichThuocTrang: int = Field(20, ge=1, le=100, description="Số giấy tờ mỗi trang.")


class PaperQuestion(Question):
    """Một giấy tờ theo mã của Sohoa."""

    GiayToId: ResultId


class CopyWish(Asked):
    """Lấy bản sao: để làm gì, cho hồ sơ nào."""

    MucDich: Purpose
    MaHoSo: DossierCode
    CanBo: Officer | None = Field(None, description="Tên tài khoản của cán bộ lấy bản sao.")


class ReuseNote(Asked):
    """Giấy tờ đã dùng thay bản giấy cho một thành phần hồ sơ."""

    GiayToId: ResultId
    MaHoSo: DossierCode
    ThanhPhan: str = Field(
        min_length=1,
        max_length=200,
        pattern=_SAID,
        description="Mã hoặc tên thành phần hồ sơ được thay.",
        examples=["giay_to_quyen_su_dung_dat"],
    )
    MucDich: Purpose
    CanBo: Officer | None = Field(None, description="Tên tài khoản của cán bộ sử dụng.")


class ReadingCopyWish(Asked):
    """Bản sao để đối chiếu của giấy tờ vừa ghi dùng lại."""

    MaButToan: str = Field(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Mã bút toán do `POST /reuse` trả.",
        examples=["b7k2m9q4x1c8v5t3"],
    )
    CanBo: Officer | None = Field(None, description="Tên tài khoản của cán bộ lấy bản sao.")


class RefusalNote(Asked):
    """Giấy tờ đã tìm thấy nhưng không được chấp nhận, và vì sao."""

    GiayToId: ResultId
    MaHoSo: DossierCode
    LyDo: str = Field(
        min_length=3,
        max_length=300,
        pattern=_SAID,
        description="Vì sao không chấp nhận. Không ghi họ tên hay số định danh.",
        examples=["Thông tin thửa đất đã thay đổi"],
    )
    CanBo: Officer | None = Field(None, description="Tên tài khoản của cán bộ.")


class RegisterRowSent(Asked):
    """Một kết quả còn hiệu lực trong sổ của cơ quan."""

    document_type: Words | None = Field(
        None, description="Tên loại giấy tờ, khóa loại hoặc mã loại kết quả.", examples=["Giấy phép xây dựng"]
    )
    document_number: Words = Field(description="Số ký hiệu.", examples=["045/GPXD"])
    issue_date: Words = Field(
        description="Ngày cấp: 2021-03-05, 05/03/2021, 03/2021 hoặc 2021.", examples=["05/03/2021"]
    )
    holder_name: Words | None = Field(None, description="Người được cấp.", examples=["Nguyễn Văn Ân"])
    holder_id: Words | None = Field(None, description="Số định danh của người được cấp.", examples=["092085000000"])
    unit: Words | None = Field(None, description="Cơ quan cấp, nếu khác đơn vị gửi.", examples=["UBND quận Ninh Kiều"])
    valid_until: Words | None = Field(
        None, description="Có giá trị đến; `vô thời hạn` nếu vậy.", examples=["vô thời hạn"]
    )
    box: Words | None = Field(None, description="Nơi để bản giấy.", examples=["K2-H07"])


UnitPath = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        pattern=r"^[0-9.]+$",
        description="Đơn vị: mã quốc gia nối bằng dấu chấm.",
        examples=["92.31135"],
    ),
]


class RegisterSent(Asked):
    """Sổ kết quả còn hiệu lực của một đơn vị, từng dòng."""

    unit: UnitPath
    as_of: Day = Field(description="Ngày chốt sổ.")
    whole: bool = Field(
        False,
        description="Đây là toàn bộ sổ: dòng không có trong lần gửi này được khép. Không nhận khi còn dòng bị từ chối.",
    )
    rows: list[RegisterRowSent] = Field(min_length=1, max_length=MOST_ROWS, description="Các dòng của sổ.")
