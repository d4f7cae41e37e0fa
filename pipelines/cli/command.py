"""Here lives the outer shell of the command: lazy sub-commands, exit codes, errors for people."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from types import TracebackType
from typing import Any

import click

from schemas.errors import InputRejected, SetupError, SohoaError

EXIT_DONE, EXIT_LOOK, EXIT_USAGE, EXIT_AWAY = 0, 1, 2, 3

# name -> (module, Vietnamese help, English help); the module's `command` is the click command.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("demo", "Vẽ giấy mẫu, số hóa, nhập sổ và trình bày kết quả", "Draw samples and show the whole job"),
    "digitise": ("digitise", "Số hóa tệp, thư mục", "Digitise files and folders"),
    "ocr": ("reading", "Chỉ đọc chữ, không lưu", "Words only, nothing stored"),
    "extract": ("reading", "Đọc, phân loại, bóc tách, không lưu", "Read, classify, extract; nothing stored"),
    "watch": ("watch", "Theo dõi thư mục máy quét", "A watch folder"),
    "worker": (
        "worker",
        "Máy làm việc: đọc lô do máy khác nhận, việc định kỳ",
        "Read others' batches, do what falls due",
    ),
    "batch": ("batch", "Các lô số hóa", "Batches"),
    "quarantine": ("quarantine", "Tệp bị cách ly", "Quarantined files"),
    "review": ("review", "Kiểm tra, xác nhận dữ liệu", "Review doubtful fields"),
    "result": ("result", "Kết quả sau khi đã lưu: đính chính, trang, tách, gộp, rút", "Results after filing"),
    "validity": ("validity", "Hiệu lực: thu hồi, thay thế, chấm dứt", "Validity: revoked, replaced, ended"),
    "holders": ("holders", "Một người mang nhiều số: liên kết, gỡ liên kết", "One person under several ids"),
    "erase": ("erase", "Xóa hẳn kết quả: hai người, có căn cứ", "Erase a result: two persons, a legal ground"),
    "reread": ("reread", "Đọc lại, bóc tách lại giấy tờ đã lưu", "Read or understand filed papers again"),
    "search": ("search", "Tra cứu kết quả", "Search results"),
    "show": ("search", "Xem một kết quả", "Show one result"),
    "fetch": ("search", "Lấy bản quét", "Fetch the scan"),
    "procedures": ("procedures", "Thủ tục: thành phần nào đã có", "Procedures: what is already held"),
    "register": ("register", "Sổ kết quả còn hiệu lực", "Register of results in force"),
    "dossiers": ("dossiers", "Hồ sơ đã tiếp nhận", "Dossiers received"),
    "reuse": ("reuse", "Dùng lại kết quả cho hồ sơ khác, sổ tái sử dụng", "Use results again; the ledger"),
    "indicators": ("indicators", "Chỉ số số hóa, tái sử dụng", "Indicators of digitisation and reuse"),
    "quota": ("quota", "Tỷ lệ số hóa so với mức sàn", "Coverage against the floor"),
    "evidence": ("evidence", "Hồ sơ chứng minh số liệu, để kiểm tra, tự chấm", "Evidence for a figure"),
    "types": ("types", "Các loại giấy tờ", "Document types"),
    "units": ("units", "Đơn vị hành chính", "Administrative units"),
    "index": ("care", "Chỉ mục tìm kiếm", "The search index"),
    "verify": ("care", "Kiểm tra nguyên vẹn những gì đang giữ", "Check what is kept against its hashes"),
    "reconcile": ("care", "Đối chiếu kho, danh mục, chỉ mục", "Compare stores, catalogue and index"),
    "backup": ("backup", "Sao lưu ra một tệp hoặc kho thứ hai", "Back up to a file or a second store"),
    "restore": ("backup", "Khôi phục vào thư mục dữ liệu trống", "Restore into an empty home"),
    "audit": ("care", "Nhật ký kiểm toán", "The audit chain"),
    "systems": ("systems", "Hệ thống gọi API, mã truy cập", "Systems that ask over the API"),
    "users": ("users", "Tài khoản, vai trò", "Accounts and roles"),
    "requests": ("requests", "Yêu cầu của công dân về dữ liệu của mình", "Citizens' requests about their data"),
    # The one room to the right of ours: loaded by name, so that nothing here depends on it.
    "serve": ("web.serving", "Cổng làm việc trên trình duyệt", "Serve the portal"),
    "doctor": ("doctor", "Kiểm tra thiết lập, dịch vụ, tình trạng kho", "Settings, backends, state of the home"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when called, so that `--help` stays under half a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = import_module(entry[0] if "." in entry[0] else f"pipelines.cli.{entry[0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = ctx.params.get("lang") or "vi"
        rows = [(name, entry[2] if language == "en" else entry[1]) for name, entry in COMMANDS.items()]
        with formatter.section("Commands" if language == "en" else "Các lệnh"):
            formatter.write_dl(rows)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--home", metavar="FOLDER", help="Thư mục dữ liệu (SOHOA_HOME).")
@click.option("--lang", type=click.Choice(["vi", "en"]), default=None, help="Ngôn ngữ / language.", is_eager=True)
@click.pass_context
def sohoa(ctx: click.Context, home: str | None, lang: str | None) -> None:
    """Số hóa kết quả giải quyết thủ tục hành chính. / Digitise results of administrative procedures."""
    ctx.obj = {"home": home, "lang": lang}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code of the contract (0 done, 1 look, 2 usage, 3 something is away)."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    sys.excepthook = _tell_the_unforeseen
    as_json = "--json" in arguments
    language = _find_language(arguments)
    try:
        code = sohoa.main(args=arguments, prog_name="sohoa", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        return _tell(SetupError("usage", reason=error.format_message()), as_json, language)
    except SohoaError as error:
        return _tell(error, as_json, language)
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_DONE
    return code if isinstance(code, int) else EXIT_DONE


def _find_language(arguments: list[str]) -> str:
    if "--lang" in arguments[:-1]:
        return arguments[arguments.index("--lang") + 1]
    return "en" if "--lang=en" in arguments else "vi"


def _tell(error: SohoaError, as_json: bool, language: str) -> int:
    code = EXIT_USAGE if isinstance(error, SetupError) else EXIT_LOOK if isinstance(error, InputRejected) else EXIT_AWAY
    message, advice = error.problem.in_language(language)
    if as_json:
        body: dict[str, Any] = {"error": {"code": error.code, "message": message, "advice": advice}}
        print(json.dumps(body, ensure_ascii=False), file=sys.stderr)
    else:
        label, hint = ("Error", "Advice") if language == "en" else ("Lỗi", "Gợi ý")
        print(f"{label} [{error.code}]: {message}", file=sys.stderr)
        if advice:
            print(f"{hint}: {advice}", file=sys.stderr)
    return code


def _tell_the_unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One line instead of a stack trace: values in a trace could be personal."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    print(f"Lỗi chưa lường trước / unforeseen fault [unexpected]: {kind.__name__} tại/at {place}", file=sys.stderr)
