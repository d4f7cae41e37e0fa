"""Here live dossiers as one-stop software sends them: the names of the national sync."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from web.api.asked import MOST_ROWS, Asked, UnitPath, Words

_Flag = Annotated[int, Field(ge=0, le=1)]


class OwnerSent(Asked):
    """Một số định danh của chủ hồ sơ."""

    LoaiDinhDanh: Words | None = Field(None, description="Loại định danh.", examples=["1"])
    SoDinhDanh: Words = Field(description="Số định danh.", examples=["092085000000"])


class ComponentSent(Asked):
    """Một thành phần hồ sơ đã nộp (`TaiLieuNop`)."""

    TepDinhKemId: Words | None = Field(None, description="Mã tệp đính kèm.")
    TenTepDinhKem: Words | None = Field(None, description="Tên tệp hoặc tên thành phần.", examples=["Bản vẽ thiết kế"])
    MaThanhPhanHoSo: Words | None = Field(None, description="Mã thành phần hồ sơ.", examples=["TP01"])
    DuongDanTaiTepTin: Words | None = Field(None, description="Đường dẫn tệp; để trống nếu không có tệp.")
    DuocSoHoa: _Flag | None = Field(None, description="1: đã số hóa; 0: chưa.")
    DuocTaiSuDung: Annotated[int, Field(ge=0, le=2)] | None = Field(
        None, description="0: không; 1: tái sử dụng; 2: tái sử dụng qua mã kết quả thay thế."
    )
    DuocLayTuKhoDMQG: _Flag | None = Field(None, description="1: lấy từ kho dữ liệu quốc gia; 0: không.")
    MaKetQuaThayThe: Words | None = Field(None, description="Mã kết quả thay thế (`GiayToId` do Sohoa trả).")


class ResultSent(Asked):
    """Một giấy tờ kết quả của hồ sơ (`DanhSachGiayToKetQua`)."""

    TenGiayTo: Words | None = Field(None, description="Tên giấy tờ.", examples=["Giấy phép xây dựng"])
    MaThanhPhanHoSo: Words | None = Field(None, description="Mã thành phần hồ sơ.")
    GiayToId: Words | None = Field(None, description="Mã giấy tờ của hệ thống gửi.")
    DuongDanTepTinKetQua: Words | None = Field(None, description="Đường dẫn tệp kết quả; để trống nếu không có tệp.")
    MaGiayToKetQua: Words | None = Field(None, description="Mã loại kết quả.", examples=["KQ.G15.000031"])


class DatabaseSent(Asked):
    """Một cơ sở dữ liệu đã kết nối (`DSKetNoiCSDL`)."""

    MaCSDL: Words = Field(description="Mã cơ sở dữ liệu.")


class DossierSent(Asked):
    """Một hồ sơ theo tên trường của bộ đồng bộ quốc gia."""

    MaHoSo: Words = Field(description="Mã hồ sơ.", examples=["H13.16.5-260315-0012"])
    MaTTHC: Words | None = Field(None, description="Mã thủ tục.", examples=["1.009994"])
    TenTTHC: Words | None = Field(None, description="Tên thủ tục.")
    MaLinhVuc: Words | None = Field(None, description="Mã lĩnh vực.")
    TenLinhVuc: Words | None = Field(None, description="Tên lĩnh vực.")
    KenhThucHien: Words | None = Field(None, description="Kênh thực hiện.")
    SoGiayToChuHoSo: Words | None = Field(None, description="Số định danh chủ hồ sơ.", examples=["092085000000"])
    ChuHoSo: Words | None = Field(None, description="Họ tên chủ hồ sơ; không được lưu.")
    LoaiDoiTuong: Words | None = Field(None, description="Loại đối tượng.")
    MaDoiTuong: Words | None = Field(None, description="Mã đối tượng.")
    TrichYeuHoSo: Words | None = Field(None, description="Trích yếu; không được lưu.")
    NgayTiepNhan: Words | None = Field(None, description="20260315083000 hoặc 15/03/2026.", examples=["20260315083000"])
    NgayHenTra: Words | None = Field(None, description="Ngày hẹn trả.")
    NgayTra: Words | None = Field(None, description="Ngày trả.")
    NgayKetThucXuLy: Words | None = Field(None, description="Ngày kết thúc xử lý.")
    NgayNopHoSo: Words | None = Field(None, description="Ngày nộp.")
    TrangThaiHoSo: Words | None = Field(None, description="Mã trạng thái 1 đến 10.", examples=["9"])
    DonViXuLy: Words | None = Field(None, description="Đơn vị xử lý; bỏ trống: đơn vị gửi.")
    NoiNopHoSo: Words | None = Field(None, description="1: Cổng dịch vụ công quốc gia; 2: nơi khác.")
    HoSoCoThanhPhanSoHoa: _Flag | None = Field(None, description="1: có thành phần số hóa; 0: không.")
    TaiKhoanDuocXacThucVoiVNeID: _Flag | None = Field(None, description="1: tài khoản đã xác thực VNeID.")
    DinhDanhCHS: list[OwnerSent] | None = Field(None, max_length=20, description="Các số định danh của chủ hồ sơ.")
    DSKetNoiCSDL: list[DatabaseSent] | None = Field(None, max_length=50, description="Các cơ sở dữ liệu đã kết nối.")
    TaiLieuNop: list[ComponentSent] | None = Field(None, max_length=200, description="Thành phần đã nộp.")
    DanhSachGiayToKetQua: list[ResultSent] | None = Field(None, max_length=200, description="Giấy tờ kết quả.")


class DossiersSent(Asked):
    """Hồ sơ đã tiếp nhận của một đơn vị."""

    unit: UnitPath
    DanhSachHoSo: list[DossierSent] = Field(min_length=1, max_length=MOST_ROWS, description="Các hồ sơ.")
