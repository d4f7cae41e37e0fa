"""`sohoa demo`: draws sample papers, digitises them, imports a register, shows what came out."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.printing import print_json, print_table, tell_problem
from pipelines.cli.progress import OUTCOMES, tell_line
from pipelines.cli.quota import print_coverage
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.settings import Settings
from schemas.field_titles import tell_field

_SHOWN_LINES = 12
_SHOWN_WIDTH = 52


@click.command("demo", short_help="Trình diễn toàn bộ công việc / the whole job")
@click.option("--on-servers", is_flag=True, help="Trên các máy chủ đang đặt, kho riêng / on the servers in force.")
@click.option("--portal", is_flag=True, help="Mở cổng làm việc khi xong / leave the portal open at the end.")
@with_session
def demo_command(session: Session, on_servers: bool, portal: bool) -> int:
    """Vẽ giấy mẫu, số hóa, nhập sổ và trình bày kết quả. / Draw samples and show the whole job."""
    from pipelines.demo import acts
    from pipelines.demo.last_act import open_portal
    from pipelines.demo.portal import stop_portal
    from pipelines.demo.stage import set_stage

    show = _Show(session)
    stop_portal(session.settings.home / "demo")
    show.heading("Vẽ giấy mẫu (hư cấu)", "Drawing the sample papers (invented)")
    stage = set_stage(session.settings, on_servers=on_servers)
    show.stores(stage.settings)
    types = _load_types(stage.settings)
    show.heading(
        "Số hóa; giữa chừng tiến trình bị ngắt đột ngột (SIGKILL) rồi làm tiếp",
        "Digitising; killed half-way (SIGKILL) and resumed",
    )
    told: JsonLine = {"papers": str(stage.papers), "stores": _tell_stores(stage.settings)}
    told["digitised"] = acts.digitise(stage, lambda line: show.line(line, types))
    show.account(told["digitised"])
    told["doubt"] = acts.find_doubt(told["digitised"]["lines"])
    show.doubt(told["doubt"], types)
    told["comparison"] = acts.compare_with_plain(stage)
    show.comparison(told["comparison"])
    told["review"] = acts.review(stage)
    show.review(told["review"])
    told["register"] = acts.import_register(stage)
    told["searches"] = acts.search(stage)
    show.search(told["searches"][0])
    told["quota"] = acts.count(stage)
    show.quota(told["quota"])
    told["as_expected"] = _is_as_expected(told["digitised"], stage.truth)
    told["portal"] = open_portal(stage, told["comparison"]) if portal else None
    show.portal(told["portal"])
    if session.as_json:
        print_json(told)
    return 0 if told["as_expected"] else 1


def _load_types(settings: Settings) -> Any:
    from pipelines.resources import load_types

    return load_types(settings)


def _tell_stores(settings: Settings) -> dict[str, str | None]:
    """Where the demonstration keeps what, secrets masked."""
    shown = settings.masked()
    names = ("SOHOA_HOME", "SOHOA_OBJECTS", "SOHOA_CATALOGUE", "SOHOA_INDEX", "PREFECT_API_URL")
    return {name: shown[name] for name in names}


def _is_as_expected(digitised: JsonLine, truth: Any) -> bool:
    """Whether every sample ended as it should, its broken ones in quarantine."""
    expected = {paper.source: paper.outcome for paper in truth.papers}
    found = {line["source"].rpartition("/")[2]: line["outcome"] for line in digitised["lines"]}
    return found == expected and digitised["accounted_for"] == digitised["files"]


class _Show:
    """What a person sees; silent when JSON was asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._silent = session.as_json

    def _say(self, vietnamese: str, english: str) -> None:
        if not self._silent:
            print(english if self._session.language == "en" else vietnamese, flush=True)

    def heading(self, vietnamese: str, english: str) -> None:
        self._say(f"\n== {vietnamese}", f"\n== {english}")

    def stores(self, settings: Settings) -> None:
        for name, value in _tell_stores(settings).items():
            self._say(f"  {name} = {value or '-'}", f"  {name} = {value or '-'}")

    def line(self, line: JsonLine, types: Any) -> None:
        if not self._silent:
            print(tell_line(line | {"source": line["source"].rpartition("/")[2]}, types, self._session.language))

    def account(self, digitised: JsonLine) -> None:
        names = OUTCOMES[self._session.language]
        outcomes = ", ".join(f"{names[name]}: {count}" for name, count in sorted(digitised["outcomes"].items()))
        files, accounted, before = digitised["files"], digitised["accounted_for"], digitised["lines_before_kill"]
        self._say(
            f"Vào {files} tệp, có kết cục {accounted} ({outcomes}); bị ngắt sau {before} tệp, không mất, không trùng.",
            f"{files} files in, {accounted} accounted for ({outcomes}); killed after {before}, none lost, none twice.",
        )

    def doubt(self, doubt: JsonLine | None, types: Any) -> None:
        self.heading("Một trường còn nghi ngờ", "One doubtful field")
        if doubt is None:
            self._say("Không có.", "None.")
            return
        reason = tell_problem(doubt["reason"], self._session.language)
        source = doubt["source"].rpartition("/")[2]
        field = tell_field(doubt["field"], types.get(doubt["document_type"] or ""), "vi")
        confidence = "-" if doubt["confidence"] is None else f"{doubt['confidence']:.2f}"
        self._say(
            f"{source}, {field}: đọc được «{doubt['raw']}» (tin cậy {confidence}, "
            f"trang {doubt['page_number']}, khung {doubt['box']}). {reason}",
            f"{source}, field {doubt['field']}: read “{doubt['raw']}” (confidence {confidence}, "
            f"page {doubt['page_number']}, box {doubt['box']}). {reason}",
        )

    def comparison(self, compared: JsonLine) -> None:
        plain, ours = compared["plain"], compared["ours"]
        source = compared["source"]
        self.heading(
            f"Trang 1 của {source}: Tesseract thường bên cạnh Sohoa",
            f"Page 1 of {source}: plain Tesseract beside Sohoa",
        )
        if self._silent:
            return
        left = f"Tesseract ({plain['cer_percent']} % CER)"
        right = f"Sohoa ({ours['cer_percent']} % CER)"
        rows = zip(_first_lines(plain["text"]), _first_lines(ours["text"]), strict=True)
        print_table((left, right), rows)

    def review(self, review: JsonLine) -> None:
        self.heading("Người kiểm tra xem các trường nghi ngờ rồi xác nhận", "A person looks at the doubts and confirms")
        self._say(
            f"Đã xem {review['reviewed']} giấy tờ, sửa hoặc xác nhận {review['fields_set']} trường.",
            f"{review['reviewed']} papers looked at, {review['fields_set']} fields set.",
        )

    def search(self, answer: JsonLine) -> None:
        query = answer["query"]
        self.heading(f"Tra cứu «{query}» (không dấu)", f"Search “{query}” (no marks)")
        if self._silent:
            return
        headings = ("Giấy tờ", "Số", "Ngày", "Người được cấp", "Cơ quan cấp", "Hiệu lực")
        print_table(
            headings,
            (
                (h["title"], h["document_number"], h["issue_date"], h["holder_name"], h["issuing_body"], h["validity"])
                for h in answer["hits"]
            ),
        )

    def quota(self, quota: JsonLine) -> None:
        self.heading("Tỷ lệ số hóa", "Coverage")
        if self._silent:
            return
        print_coverage(self._session, quota["at_2022_12_31"])
        missing = quota["missing"]
        self._say(f"\nCòn phải số hóa: {len(missing)} kết quả", f"\nStill to be digitised: {len(missing)} results")
        print_table(
            ("Số", "Ngày cấp", "Người được cấp", "Đơn vị", "Hộp"),
            ((r["document_number"], r["issue_date"], r["holder_name"], r["unit"], r["box"]) for r in missing[:8]),
        )
        for told in quota["today"]:
            print()
            print_coverage(self._session, told | {"units": []})

    def portal(self, told: JsonLine | None) -> None:
        if told is None:
            return
        self.heading("Cổng làm việc đang mở: bốn người, năm chỗ để xem", "The portal is open: four people, five places")
        self._say(
            f"{told['address']}/ — tự đóng lúc {told['until'][11:16]}; `make demo` lần sau cũng đóng cổng này.",
            f"{told['address']}/ — ends by itself at {told['until'][11:16]}; the next `make demo` ends it too.",
        )
        if self._silent:
            return
        english = self._session.language == "en"
        headings = ("Name", "Password (serves once)", "Who") if english else ("Tên", "Mật khẩu dùng một lần", "Ai")
        print_table(headings, ((one["name"], one["password"], one["full_name"]) for one in told["sign_ins"]))
        print()
        for number, link in enumerate(told["links"], start=1):
            what = _LINKS[link["what"]][english]
            print(f"{number}. {what}\n   {told['address']}{link['path']}  ({link['who']})")
            if link["what"] == "card":
                print(f"   {told['card']}")


# What there is to see, in Vietnamese and in English.
_LINKS = {
    "stained_photo": (
        "Ảnh điện thoại dính cà phê: các trường được khoanh trên ảnh, chỗ nghi ngờ được đánh dấu; sửa số, xác nhận.",
        "A stained phone photo: fields boxed on the image, the doubtful one flagged; mend the number, confirm.",
    ),
    "killed_batch": (
        "Lô bị ngắt giữa chừng (SIGKILL) rồi làm tiếp: không mất, không trùng.",
        "The batch that was killed and resumed: nothing lost, nothing twice.",
    ),
    "plain_tesseract": (
        "Cùng một trang: Tesseract thường bên cạnh Sohoa.",
        "The same page: plain Tesseract beside Sohoa.",
    ),
    "card": (
        "Quét thẻ căn cước (dán dòng dưới vào ô tra cứu), xem giấy tờ đã có, bấm “Dùng thay bản giấy”.",
        "A card scan (paste the line below into the box), what is held, use instead of paper.",
    ),
    "floor": (
        "Cấp xã còn thiếu đúng một giấy so với mức sàn 35 %: xác nhận giấy ở mục 1 rồi tải lại: "
        "đạt, danh sách còn thiếu ngắn đi một.",
        "Communes are one paper below the floor of 35 %: confirm paper 1 and load again: "
        "met, the missing list is one shorter.",
    ),
}


def _first_lines(text: str) -> list[str]:
    lines = [line[:_SHOWN_WIDTH] for line in text.splitlines() if line.strip()][:_SHOWN_LINES]
    return lines + [""] * (_SHOWN_LINES - len(lines))
