"""What a paper says of another paper's validity is found, and nothing is found where nothing is said."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from schemas.acts import ActOnPaper
from schemas.extraction import Extraction

Reader = Callable[..., tuple[Extraction, ...]]

DECISION = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN NINH KIỀU                                    Độc lập - Tự do - Hạnh phúc

Số: 900/QĐ-UBND                               Ninh Kiều, ngày 01 tháng 4 năm 2024

                                   QUYẾT ĐỊNH
{subject}

                    ỦY BAN NHÂN DÂN QUẬN NINH KIỀU

     Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
{bases}
                                   QUYẾT ĐỊNH:

{articles}

Nơi nhận:                                           TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                                           CHỦ TỊCH
- Lưu: VT.

                                                        Lê Văn Mẫu
"""
LICENCE = """
UBND QUẬN NINH KIỀU                         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG KINH TẾ                                    Độc lập - Tự do - Hạnh phúc

Số: 19/GP-PKT                              Ninh Kiều, ngày 15 tháng 4 năm 2024

                    GIẤY PHÉP BÁN LẺ RƯỢU
{body}

                                                   TRƯỞNG PHÒNG

                                                   Trần Văn Thử
"""


def wrap(text: str) -> str:
    """Paragraphs as print breaks them."""
    return "\n".join(textwrap.fill(line, 100) for line in text.splitlines())


def read_decision(
    read_text: Reader, articles: str, subject: str = "Về việc giải quyết thủ tục", bases: str = ""
) -> tuple[ActOnPaper, ...]:
    text = DECISION.format(subject=" " * 18 + subject, bases=wrap(bases), articles=wrap(articles))
    (paper,) = read_text(text)
    return paper.acts


def tell(act: ActOnPaper) -> tuple[str, str | None, str | None]:
    return act.verb, act.number, act.issue_date


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ("Điều 1. Thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021 của UBND quận Ninh Kiều cấp cho ông "
         "Nguyễn Văn Mẫu.",
         ("revoked", "45/GPXD", "2021-03-05")),
        ("Điều 1. Thu hồi và hủy bỏ Giấy phép xây dựng số: 45/GPXD do Phòng Quản lý đô thị cấp ngày 05 "
         "tháng 3 năm 2021.",
         ("revoked", "45/GPXD", "2021-03-05")),
        ("Điều 1. Hủy bỏ Quyết định số 12/QĐ-UBND ngày 02 tháng 01 năm 2020 của Ủy ban nhân dân quận Ninh Kiều về "
         "việc thu hồi Giấy phép xây dựng số 7/GPXD ngày 01/02/2019.", ("revoked", "12/QĐ-UBND", "2020-01-02")),
        ("Điều 1. Bãi bỏ toàn bộ Quyết định số 12/QĐ-UBND ngày 02/01/2020.", ("revoked", "12/QĐ-UBND", "2020-01-02")),
        ("Điều 1. Thu hồi Giấy chứng nhận quyền sử dụng đất số phát hành BX 123456, số vào sổ CH01234 do UBND quận "
         "Ninh Kiều cấp ngày 01/02/2018 cho bà Trần Thị Thử.", ("revoked", "BX123456", "2018-02-01")),
        ("Điều 1. Thu hồi Giấy chứng nhận đăng ký hộ kinh doanh số 57A8012345 do Phòng Tài chính - Kế hoạch cấp "
         "lần đầu ngày 12/3/2018.", ("revoked", "57A8012345", "2018-03-12")),
        ("Điều 1. Chấm dứt hiệu lực của Giấy phép môi trường số 15/GPMT-UBND ngày 02 tháng 3 năm 2023.",
         ("ended", "15/GPMT-UBND", "2023-03-02")),
        ("Điều 1. Công nhận Ban đại diện.\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số "
         "12/QĐ-UBND ngày 02/01/2020 của Ủy ban nhân dân quận Ninh Kiều.", ("replaced", "12/QĐ-UBND", "2020-01-02")),
        ("Điều 1. Công nhận Ban đại diện.\n"
         "Điều 2. Quyết định này thay thế cho Quyết định số 12/QĐ-UBND ngày 02/01/2020.",
         ("replaced", "12/QĐ-UBND", "2020-01-02")),
        ("Điều 1. Đính chính nội dung tại Quyết định số 12/QĐ-UBND ngày 02/01/2020 như sau: họ tên.",
         ("amended", "12/QĐ-UBND", "2020-01-02")),
        ("Điều 1. Đính chính sai sót họ tên ghi tại Giấy chứng nhận số 8/GCN-UBND ngày 02/01/2020.",
         ("amended", "8/GCN-UBND", "2020-01-02")),
        ("Điều 1. Gia hạn thời hạn của Giấy phép bán lẻ rượu số 19/GP-PKT ngày 15/4/2021 đến hết ngày 14/4/2026.",
         ("extended", "19/GP-PKT", "2021-04-15")),
        ("1. Thu hồi Giấy phép xây dựng số 45/GPXD.", ("revoked", "45/GPXD", None)),
        ("Điều 1, Thu hồi 01 (một) Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.",
         ("revoked", "45/GPXD", "2021-03-05")),
        ("Điều 1. Hủy GCNQSDĐ số BX 123456 do UBND quận Ninh Kiều cấp ngày 01/02/2018.",
         ("revoked", "BX123456", "2018-02-01")),
        ("Điều 1. Quyết định này có hiệu lực kể từ ngày ký. Quyết định số 12/QĐ-UBND ngày 02/01/2020 của Ủy ban nhân "
         "dân quận Ninh Kiều hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
         ("ended", "12/QĐ-UBND", "2020-01-02")),
        ("Điều 2. Giấy phép xây dựng số 45/GPXD ngày 05/3/2021 không còn giá trị sử dụng.",
         ("ended", "45/GPXD", "2021-03-05")),
    ],
)  # fmt: skip
def test_an_article_acts_on_the_paper_it_names(
    read_text: Reader, articles: str, expected: tuple[str, str | None, str | None]
) -> None:
    acts = read_decision(read_text, articles)
    assert [tell(act) for act in acts] == [expected]


@pytest.mark.parametrize(
    "articles",
    [
        "Điều 1. Thu hồi 120 m2 đất của hộ ông Nguyễn Văn Mẫu theo Giấy chứng nhận số BX 123456.",
        "Điều 1. Thu hồi Giấy chứng nhận của ông Nguyễn Văn Mẫu theo Kết luận số 12/KL-TTr ngày 05/3/2021.",
        "Điều 1. Cấp Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.",
        "Điều 1. Giao Phòng Quản lý đô thị thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.",
        "Điều 1. Không thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.",
        "Điều 1. Bãi bỏ khoản 2 Điều 1 Quyết định số 12/QĐ-UBND ngày 02/01/2020.",
        "Điều 1. Quyết định này thay thế Nghị định số 12/2020/NĐ-CP ngày 02/01/2020.",
        "Điều 1. Quyết định này thay thế Quyết định số 12/2020/QĐ-TTg ngày 02/01/2020 của Thủ tướng Chính phủ.",
        "Điều 1. Quyết định này không thay thế Quyết định số 12/QĐ-UBND ngày 02/01/2020.",
        "Điều 1. Thu hồi Giấy phép xây dựng số ........../GPXD ngày .../.../2021.",
        "Điều 1. Thu hồi Giấy phép xây dựng của ông Nguyễn Văn Mẫu, nhà số 12 đường Mậu Thân.",
        "Điều 1. Phê duyệt việc xử lý hồ sơ đề nghị\nthu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.",
        "Điều 1. Công nhận kết quả xử lý theo Quyết định số 9/QĐ-UBND\nvề việc thu hồi Giấy phép xây dựng số 45/GPXD.",
        "Điều 1. Thu hồi bản chính Giấy phép xây dựng số 45/GPXD để lưu hồ sơ.",
        "Giấy phép xây dựng số 45/GPXD ngày 05/3/2021 đã hết hiệu lực, nay cấp giấy phép mới.",
        "Giấy phép xây dựng số 45/GPXD ngày 05/3/2021 hết hiệu lực khởi công thì phải đề nghị gia hạn.",
        "Giấy phép xây dựng số 45/GPXD ngày 05/3/2021 nếu không khởi công đúng hạn thì bị thu hồi.",
    ],
)
def test_what_only_mentions_a_paper_does_nothing_to_it(read_text: Reader, articles: str) -> None:
    assert read_decision(read_text, articles) == ()


def test_bases_do_nothing(read_text: Reader) -> None:
    bases = (
        "     Căn cứ Quyết định số 5/QĐ-UBND ngày 01/01/2020 về việc thu hồi Giấy phép xây dựng số 45/GPXD;\n"
        "     Căn cứ Nghị định số 15/2021/NĐ-CP thay thế Nghị định số 59/2015/NĐ-CP ngày 18/6/2015;\n"
        "     Xét đề nghị thu hồi Giấy phép số 46/GPXD ngày 05/3/2021 của Trưởng phòng Quản lý đô thị.\n"
    )
    assert read_decision(read_text, "Điều 1. Công nhận Ban đại diện.", bases=bases) == ()


def test_subject_and_article_are_one_act_with_what_either_tells(read_text: Reader) -> None:
    (act,) = read_decision(
        read_text,
        "Điều 1. Thu hồi Giấy phép xây dựng số 45/GPXD do UBND quận Ninh Kiều cấp ngày 05/3/2021 cho ông Nguyễn Văn\n"
        "Mẫu và bà Trần Thị Thử, địa chỉ: phường An Mẫu.\n"
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.",
        "Về việc thu hồi Giấy phép xây dựng số 45/GPXD",
    )
    assert tell(act) == ("revoked", "45/GPXD", "2021-03-05")
    assert act.holder_names == ("Nguyễn Văn Mẫu", "Trần Thị Thử")
    assert (act.issuer, act.paper_kind) == ("UBND quận Ninh Kiều", "Giấy phép xây dựng")
    assert (act.effective_on, act.days_after_signing) == (None, 0)
    assert act.raw.startswith("Thu hồi Giấy phép xây dựng số 45/GPXD")
    assert act.page_number == 1
    assert act.box is not None


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("Quyết định này có hiệu lực thi hành kể từ ngày 15 tháng 4 năm 2024.", ("2024-04-15", None)),
        ("Quyết định này có hiệu lực từ ngày ký.", (None, 0)),
        ("Quyết định này có hiệu lực sau 07 ngày kể từ ngày ký.", (None, 7)),
        ("Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này.", (None, None)),
    ],
)
def test_the_day_of_effect_is_the_stated_one(
    read_text: Reader, effect: str, expected: tuple[str | None, int | None]
) -> None:
    (act,) = read_decision(
        read_text, f"Điều 1. Thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.\nĐiều 2. {effect}"
    )
    assert (act.effective_on, act.days_after_signing) == expected


def test_a_day_in_the_article_itself_counts_before_the_decisions(read_text: Reader) -> None:
    (act,) = read_decision(
        read_text,
        "Điều 1. Chấm dứt hiệu lực Giấy phép bán lẻ rượu số 19/GP-PKT ngày 15/4/2021 kể từ ngày 01/6/2024.\n"
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.",
    )
    assert act.effective_on == "2024-06-01"


def test_several_papers_of_one_article_are_acts_of_their_own(read_text: Reader) -> None:
    acts = read_decision(
        read_text,
        "Điều 1. Thu hồi các Giấy phép xây dựng số 45/GPXD ngày 05/3/2021, số 46/GPXD ngày 06/3/2021 và Giấy phép xây "
        "dựng số 47/GPXD ngày 07/3/2021.",
    )
    assert [act.number for act in acts] == ["45/GPXD", "46/GPXD", "47/GPXD"]
    assert [act.issue_date for act in acts] == ["2021-03-05", "2021-03-06", "2021-03-07"]


def test_papers_listed_below_the_article_are_acts(read_text: Reader) -> None:
    acts = read_decision(
        read_text,
        "Điều 1. Thu hồi các Giấy chứng nhận đăng ký hộ kinh doanh sau:\n"
        "1. Giấy chứng nhận đăng ký hộ kinh doanh số 57A8012345 cấp ngày 12/3/2018.\n"
        "2. Giấy chứng nhận đăng ký hộ kinh doanh số 57A8012346 cấp ngày 13/3/2018.\n"
        "Điều 2. Giao Phòng Tài chính - Kế hoạch lưu Giấy chứng nhận số 57A8012399.",
    )
    assert [tell(act)[1:] for act in acts] == [("57A8012345", "2018-03-12"), ("57A8012346", "2018-03-13")]


def test_an_extension_tells_its_last_day(read_text: Reader) -> None:
    (act,) = read_decision(
        read_text,
        "Điều 1. Gia hạn Giấy phép môi trường số 15/GPMT-UBND ngày 02 tháng 3 năm 2023 đến hết ngày 02/3/2033.",
    )
    assert (act.verb, act.valid_until) == ("extended", "2033-03-02")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("(Cấp lại lần 2)\nGiấy phép này thay thế Giấy phép bán lẻ rượu số 08/GP-PKT ngày 10 tháng 6 năm 2019.",
         [("replaced", "08/GP-PKT", "2019-06-10")]),
        ("Cấp lại lần thứ 2, thay thế Giấy phép bán lẻ rượu số 08/GP-PKT cấp ngày 10/6/2019",
         [("replaced", "08/GP-PKT", "2019-06-10")]),
        ("(*) thay thế Giấy chứng nhận số 18/2017/NNPTNT-092", [("replaced", "18/2017/NNPTNT-092", None)]),
        ("Cấp đổi từ Giấy phép bán lẻ rượu số 08/GP-PKT ngày 10/6/2019", [("replaced", "08/GP-PKT", "2019-06-10")]),
        ("(*) thay thế Giấy chứng nhận số ..........", []),
        ("Giấy phép này thay thế các giấy phép đã cấp trước đây./.", []),
        ("Căn cứ Giấy chứng nhận đăng ký hộ kinh doanh số 57A8012345 cấp ngày 12/3/2018;", []),
        ("Giấy tờ hợp lệ thay thế: 361000456", []),
        ("quá thời hạn trên thì phải đề nghị gia hạn giấy phép.", []),
    ],
)  # fmt: skip
def test_a_certificate_names_the_one_it_replaces(
    read_text: Reader, body: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    (paper,) = read_text(LICENCE.format(body=body))
    assert [tell(act) for act in paper.acts] == expected


def test_an_extension_typed_on_the_paper_itself_is_its_own(read_text: Reader) -> None:
    (paper,) = read_text(LICENCE.format(body="Gia hạn lần 1 đến hết ngày 14/4/2030"))
    (act,) = paper.acts
    assert (act.verb, act.target, act.valid_until) == ("extended", "itself", "2030-04-14")


@pytest.mark.parametrize("title", ["TỜ TRÌNH", "BÁO CÁO", "THÔNG BÁO", "KẾ HOẠCH"])
def test_only_decisions_and_certificates_act(read_text: Reader, title: str) -> None:
    text = DECISION.format(
        subject=" " * 18 + "Về việc thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021",
        bases="",
        articles="1. Thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021.",
    ).replace("QUYẾT ĐỊNH:", "").replace("QUYẾT ĐỊNH", title)  # fmt: skip
    assert all(paper.acts == () for paper in read_text(text))


def test_a_civil_extract_names_the_record_it_changes(read_text: Reader, types: dict[str, Any]) -> None:
    (paper,) = read_text(types["civil_status_change_extract"].examples[0].text)
    assert [tell(act) for act in paper.acts] == [("amended", "158/2009", "2009-08-20")]
