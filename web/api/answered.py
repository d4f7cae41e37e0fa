"""Here lives what systems are answered: every field with its meaning. More fields may come; none is taken away."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from schemas.held_components import HeldStatus, Lack
from schemas.procedure_declaration import Owner
from schemas.procedure_result import ResultState
from schemas.search import Match
from schemas.systems import Right
from schemas.unit_values import Level
from schemas.validity import Validity


class PaperFile(BaseModel):
    """Một bản sao lấy được."""

    Loai: Literal["searchable", "original"] = Field(description="searchable: PDF tìm được chữ; original: bản quét gốc.")
    TenTep: str = Field(description="Tên tệp trung tính.")
    DuongDan: str = Field(description="Địa chỉ lấy bản sao (POST, kèm mục đích và mã hồ sơ).")


class Paper(BaseModel):
    """Một giấy tờ đã số hóa."""

    GiayToId: str = Field(description="Mã giấy tờ của Sohoa; ghi vào MaKetQuaThayThe khi dùng lại.")
    MaKetQua: str | None = Field(description="Mã loại kết quả quốc gia nếu đã biết, không thì khóa loại giấy tờ.")
    LoaiGiayTo: str | None = Field(description="Khóa loại giấy tờ của Sohoa; null: chưa rõ loại.")
    TenGiayTo: str | None = Field(description="Tên giấy tờ.")
    SoKyHieu: str | None = Field(description="Số, ký hiệu.")
    NgayCap: str | None = Field(description="Ngày cấp: năm, năm-tháng hoặc năm-tháng-ngày, theo giấy.")
    CoQuanChuQuan: str | None = Field(description="Cơ quan cấp như in trên giấy.")
    CoQuanTraLoi: str | None = Field(description="Cơ quan trả lời về giấy này hiện nay; null: chưa xác định.")
    ChuSoHuu: str | None = Field(description="Họ tên chủ sở hữu; nhiều người ngăn bằng dấu chấm phẩy.")
    SoDinhDanhChuSoHuu: str | None = Field(description="Số định danh, che bớt trừ khi XemDayDu.")
    HieuLuc: Validity = Field(
        description="valid còn hiệu lực, expired hết hạn, replaced đã thay thế, revoked đã thu hồi, unknown chưa rõ."
    )
    HieuLucDen: str | None = Field(
        description="Ngày cuối in trên giấy, `indefinite`: vô thời hạn; null: không đọc được."
    )
    TrangThai: ResultState = Field(
        description="in_review chờ kiểm tra, confirmed đã xác nhận, returned trả lại, withdrawn đã rút."
    )
    PhienBan: int = Field(description="Số phiên bản.")
    DungDuoc: bool = Field(description="Dùng thay bản giấy được vào ngày tra cứu.")
    LyDoKhongDungDuoc: str | None = Field(description="Mã lý do không dùng được; xem docs/errors.md.")
    DanhSachTep: list[PaperFile] = Field(description="Các bản sao lấy được.")


class HeldPaperTold(BaseModel):
    """Một giấy tờ có thể thay cho thành phần."""

    TinhTrang: HeldStatus = Field(description="held đã có, held_in_review chờ xác nhận, held_expired đã hết hiệu lực.")
    LyDo: Lack | None = Field(description="Vì sao chưa đủ.")
    Khop: Match = Field(description="exact đúng số định danh, linked số đã liên kết, possible cần người xem lại.")
    LyDoKhop: str = Field(description="Vì sao cho là giấy tờ của người này.")
    CuaAi: Owner = Field(
        description="self chính người này; spouse, child, parent người thân; parcel thửa đất; business."
    )
    GiayTo: Paper = Field(description="Giấy tờ.")


class ComponentTold(BaseModel):
    """Một thành phần của thủ tục."""

    MaThanhPhanHoSo: str = Field(description="Khóa thành phần.")
    TenThanhPhan: str = Field(description="Tên thành phần.")
    BatBuoc: bool = Field(description="Bắt buộc.")
    NhomThayThe: str | None = Field(description="Chỉ cần một trong các thành phần cùng nhóm.")
    DieuKien: str | None = Field(description="Chỉ cần khi.")
    TinhTrang: HeldStatus = Field(description="Tình trạng của giấy tờ tốt nhất; not_held: chưa có.")
    CanNguoiXem: bool = Field(description="Cán bộ cần xem lại trước khi dùng.")
    DanhSachGiayTo: list[HeldPaperTold] = Field(description="Giấy tờ đang giữ, tốt nhất trước.")


class ComponentsAnswer(BaseModel):
    """Thành phần nào đã có."""

    MaThuTuc: str = Field(description="Mã thủ tục có hiệu lực vào ngày tra cứu.")
    MaThuTucDaHoi: str | None = Field(description="Mã đã hỏi; khác MaThuTuc khi mã cũ đã được thay.")
    TenThuTuc: str = Field(description="Tên thủ tục.")
    NgayTraCuu: str = Field(description="Ngày xét hiệu lực.")
    SoDinhDanhChuSoHuu: str = Field(description="Số đã hỏi, che bớt trừ khi XemDayDu.")
    DanhSachThanhPhan: list[ComponentTold] = Field(description="Các thành phần theo thứ tự của thủ tục.")
    ThanhPhanConThieu: list[str] = Field(description="Khóa các thành phần bắt buộc người dân phải nộp.")


class PapersAnswer(BaseModel):
    """Một trang giấy tờ tìm thấy."""

    TongSo: int = Field(description="Tổng số giấy tờ tìm thấy.")
    Trang: int = Field(description="Trang này.")
    KichThuocTrang: int = Field(description="Số giấy tờ mỗi trang.")
    ConTrang: bool = Field(description="Còn trang sau.")
    DanhSachKetQua: list[Paper] = Field(description="Giấy tờ của trang này.")


class ReuseAnswer(BaseModel):
    """Bút toán trong sổ tái sử dụng, và những gì ghi vào hồ sơ đồng bộ."""

    MaButToan: str = Field(description="Mã bút toán trong sổ tái sử dụng.")
    MaBam: str = Field(description="Mã băm nối chuỗi của bút toán.")
    GiayToId: str = Field(description="Giấy tờ.")
    PhienBan: int = Field(description="Phiên bản đã dùng.")
    MaHoSo: str = Field(description="Hồ sơ.")
    ThoiDiem: str = Field(description="Thời điểm ghi sổ.")
    DuocChapNhan: bool = Field(description="Dùng thay bản giấy (true) hay bị từ chối (false).")
    DuocSoHoa: int = Field(description="Ghi vào TaiLieuNop.DuocSoHoa.")
    DuocTaiSuDung: int = Field(description="Ghi vào TaiLieuNop.DuocTaiSuDung (2: qua mã kết quả thay thế).")
    MaKetQuaThayThe: str | None = Field(description="Ghi vào TaiLieuNop.MaKetQuaThayThe.")


class RejectedTold(BaseModel):
    """Một dòng không nhận, hoặc cần xem lại."""

    row: int = Field(description="Số thứ tự của dòng gửi lên, từ 1 (gửi tệp: số dòng trong bảng).")
    column: str | None = Field(description="Cột.")
    code: str = Field(description="Mã lỗi.")
    message: str = Field(description="Điều chưa đúng.")


class RegisterAnswer(BaseModel):
    """Kết quả nhập sổ."""

    rows: int = Field(description="Số dòng hiểu là dòng của sổ.")
    imported: int = Field(description="Số dòng mới hoặc đã đổi.")
    unchanged: int = Field(description="Số dòng không đổi.")
    left_out: int = Field(description="Số dòng cũ được khép vì không còn trong sổ (chỉ khi `whole`).")
    rejected: list[RejectedTold] = Field(description="Các dòng không nhận; sửa rồi gửi lại.")
    warnings: list[str] = Field(description="Mã cảnh báo.")


class DossiersAnswer(BaseModel):
    """Kết quả nhập hồ sơ."""

    rows: int = Field(description="Số hồ sơ đã gửi.")
    imported: int = Field(description="Số hồ sơ mới.")
    updated: int = Field(description="Số hồ sơ đã đổi.")
    unchanged: int = Field(description="Số hồ sơ không đổi.")
    rejected: list[RejectedTold] = Field(description="Các hồ sơ không nhận; sửa rồi gửi lại.")
    told: list[RejectedTold] = Field(description="Đã nhận nhưng cần xem lại.")
    avoidable_asks: int = Field(description="Số thành phần người dân nộp dù cơ quan đã giữ.")


class CoverageRowTold(BaseModel):
    """Tỷ lệ số hóa của một cấp."""

    level: Level = Field(description="province cấp thành phố, district cấp huyện, commune cấp xã.")
    target_percent: float = Field(description="Mức sàn, phần trăm.")
    target_status: Literal["stated", "derived", "assumed"] = Field(
        description="stated đã ban hành, derived suy ra, assumed giả định."
    )
    in_force: int = Field(description="Số kết quả còn hiệu lực.")
    digitised: int = Field(description="Đã số hóa và xác nhận.")
    digitised_unseen: int = Field(description="Trong đó chỉ máy xác nhận.")
    in_review: int = Field(description="Chờ kiểm tra.")
    percent: float | None = Field(description="Tỷ lệ, 2 chữ số lẻ; null: không có mẫu số.")
    met: bool | None = Field(description="Đạt mức sàn.")
    shortfall: int | None = Field(description="Còn thiếu bao nhiêu giấy tờ để đạt.")
    unknown_validity: int = Field(description="Chưa rõ hiệu lực, không tính.")
    problem: str | None = Field(description="register_too_small: sổ ít hơn số đã số hóa.")


class CoverageUnitTold(CoverageRowTold):
    """Tỷ lệ số hóa của một đơn vị."""

    unit: str = Field(description="Đơn vị.")
    name: str = Field(description="Tên đơn vị.")


class CoverageAnswer(BaseModel):
    """Tỷ lệ số hóa của đơn vị và các đơn vị trực thuộc."""

    as_of: str = Field(description="Ngày tính.")
    target_year: int = Field(description="Năm của mức sàn.")
    levels: list[CoverageRowTold] = Field(description="Theo cấp.")
    units: list[CoverageUnitTold] = Field(description="Theo đơn vị cấp.")


class TypeTold(BaseModel):
    """Một loại giấy tờ."""

    LoaiGiayTo: str = Field(description="Khóa loại giấy tờ.")
    MaKetQua: str = Field(description="Mã loại kết quả để gửi và nhận.")
    TenGiayTo: str = Field(description="Tên loại giấy tờ.")


class SystemTold(BaseModel):
    """Hệ thống đang gọi, theo mã truy cập."""

    name: str = Field(description="Tên hệ thống.")
    title: str = Field(description="Tên gọi.")
    unit: str = Field(description="Đơn vị; phạm vi gồm cả các đơn vị trực thuộc và tiền thân.")
    rights: list[Right] = Field(description="Các quyền.")
    expires_at: str = Field(description="Hạn của mã truy cập.")
    per_minute: int = Field(description="Số lần gọi mỗi phút.")


class ProblemError(BaseModel):
    """Một trường chưa đúng."""

    field: str = Field(description="Tên trường; phần trong danh sách có số thứ tự từ 0.")
    code: str = Field(description="missing, unknown, too_long, too_short, form, choice, range, value.")
    message: str = Field(description="Điều chưa đúng; không nhắc lại giá trị.")


class ProblemTold(BaseModel):
    """Lời từ chối theo RFC 9457; không bao giờ nhắc lại giá trị đã gửi."""

    type: str = Field(description="urn:sohoa:problem: và mã lỗi.")
    title: str = Field(description="Loại lỗi.")
    status: int = Field(description="Mã trạng thái HTTP.")
    detail: str = Field(description="Điều đã xảy ra.")
    code: str = Field(description="Mã lỗi ổn định; xem docs/errors.md.")
    advice: str = Field(description="Cần làm gì.")
    errors: list[ProblemError] = Field(description="Các trường chưa đúng; rỗng nếu không về trường nào.")
