"""Here live the words for what the audit chain and the view log tell: events, their parts, groups to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.registers.wording import LEVEL_NAMES
from schemas.erasure import GROUNDS
from schemas.people import Role
from schemas.views import HOWS as VIEW_HOWS
from schemas.views import How

# Event -> (Vietnamese, English).
EVENTS: dict[str, tuple[str, str]] = {
    "signed_in": ("đăng nhập", "signed in"),
    "signed_out": ("đăng xuất", "signed out"),
    "sign_in_ended": ("kết thúc một phiên đăng nhập", "ended a sign-in"),
    "sign_in_failed": ("đăng nhập sai", "failed to sign in"),
    "password_chosen": ("đổi mật khẩu", "chose a password"),
    "password_given": ("cấp mật khẩu dùng một lần", "gave a one-time password"),
    "account_opened": ("mở tài khoản", "opened an account"),
    "account_granted": ("đặt vai trò", "set roles"),
    "account_closed": ("đóng tài khoản", "closed an account"),
    "work_handed_over": ("bàn giao việc dở", "handed open work over"),
    "system_opened": ("mở kết nối cho phần mềm", "opened a system"),
    "system_renewed": ("cấp lại mã truy cập cho phần mềm", "renewed a system's token"),
    "system_closed": ("đóng kết nối của phần mềm", "closed a system"),
    "system_refused": ("từ chối một mã truy cập", "refused a token"),
    "api_lookup": ("phần mềm tra cứu", "a system looked up"),
    "ids_revealed": ("xem đầy đủ số định danh", "saw ids whole"),
    "fetched": ("lấy bản sao", "took a copy"),
    "reading_copy_made": ("in bản đối chiếu", "made a reading copy"),
    "list_exported": ("xuất danh sách", "exported a list"),
    "evidence_written": ("xuất hồ sơ minh chứng", "wrote evidence"),
    "batch_exported": ("xuất lô ra đĩa", "exported a batch to a disk"),
    "batch_imported": ("nhập lô từ đĩa", "imported a batch from a disk"),
    "audit_exported": ("xuất nhật ký", "exported the log"),
    "backed_up": ("sao lưu", "backed up"),
    "restored": ("khôi phục từ bản sao lưu", "restored a backup"),
    "batch_closed": ("đóng lô", "closed a batch"),
    "erased": ("xóa giấy tờ theo căn cứ pháp luật", "erased a paper on a legal ground"),
    "reuse_entered": ("ghi sổ tái sử dụng", "entered a reuse"),
    "component_accepted": ("nhận thành phần hồ sơ", "accepted a component"),
    "dossiers_imported": ("nhập hồ sơ từ một cửa", "imported dossiers"),
    "holders_linked": ("nối hai số định danh của một người", "linked two ids of a person"),
    "holders_unlinked": ("bỏ nối hai số định danh", "unlinked two ids"),
    "match_accepted": ("nối kết quả với dòng danh mục", "matched a result to a register row"),
    "match_dismissed": ("bác một đề xuất nối danh mục", "dismissed a match"),
    "request_taken": ("nhận yêu cầu của công dân", "took a citizen's request"),
    "request_extended": ("gia hạn yêu cầu của công dân", "extended a citizen's request"),
    "request_decided": ("giải quyết yêu cầu của công dân", "decided a citizen's request"),
    "planted_error": ("bài thử người kiểm tra", "a planted error was met"),
    "fixity_fault": ("phát hiện tệp hỏng hoặc mất", "found a file damaged or gone"),
    "fixity_mended": ("tệp đã lành trở lại", "a file is whole again"),
    "views_sealed": ("niêm phong nhật ký xem", "sealed the view log"),
    "views_dropped": ("bỏ nhật ký xem đã quá hạn lưu", "dropped old views"),
    "views_lost": ("mất một phần nhật ký xem", "lost part of the view log"),
}
HOWS: dict[How, tuple[str, str]] = {
    "opened": ("mở xem", "opened"),
    "copied": ("lấy bản sao", "took a copy"),
    "revealed": ("xem đầy đủ số định danh", "saw ids whole"),
    "changed": ("thay đổi kết quả", "changed it"),
}
assert set(HOWS) == set(VIEW_HOWS)
_QUIET = ("views_sealed",)
# What one chooses from; None: every event. The first is what the page begins with. `viewed`, `copied` and `changed`
# are read from the view log.
GROUPS: dict[str, tuple[str, ...] | None] = {
    "all": tuple(event for event in EVENTS if event not in _QUIET),
    "viewed": ("opened",),
    "revealed": ("ids_revealed",),
    "changed": ("changed",),
    "copied": ("copied",),
    "exported": (
        *("list_exported", "evidence_written", "batch_exported", "audit_exported", "reading_copy_made", "fetched"),
        "backed_up",
    ),
    "sign_in_failed": ("sign_in_failed", "system_refused"),
    "accounts": tuple(it for it in EVENTS if it.startswith(("account_", "password_", "system_", "work_"))),
    "requests": ("request_taken", "request_extended", "request_decided"),
    "erased": ("erased",),
    "whole": None,
}
# Parts of a payload that a person reads; the others (hashes, numbers of the chain) say nothing to them.
_PARTS: dict[str, tuple[str, str]] = {
    "account": ("tài khoản", "account"),
    "grants": ("vai trò", "roles"),
    "locked": ("đang tạm khóa", "locked"),
    "purpose": ("mục đích", "purpose"),
    "copy": ("bản", "copy"),
    "dossier": ("hồ sơ", "dossier"),
    "count": ("số lượng", "count"),
    "papers": ("số giấy tờ", "papers"),
    "to": ("giao cho", "to"),
    "kind": ("loại", "kind"),
    "unit": ("đơn vị", "unit"),
    "level": ("cấp", "level"),
    "type": ("loại giấy tờ", "type"),
    "year": ("năm", "year"),
    "form": ("dạng", "form"),
    "group": ("nhóm", "group"),
    "person": ("của", "of"),
    "first": ("từ", "from"),
    "last": ("đến", "to"),
    "ground": ("căn cứ", "ground"),
    "approved_by": ("người duyệt", "approved by"),
    "system": ("phần mềm", "system"),
    "name": ("tên", "name"),
    "rights": ("quyền", "rights"),
    "code": ("mã", "code"),
    "decision": ("quyết định", "decision"),
    "due_on": ("hạn", "due"),
    "reason": ("lý do", "reason"),
    "as_of": ("ngày", "day"),
    "holder": ("người", "holder"),
    "through": ("đến số", "through"),
}
ROLES: dict[Role, tuple[str, str]] = {
    "archivist": ("lưu trữ", "archivist"),
    "verifier": ("kiểm tra", "verifier"),
    "clerk": ("một cửa", "clerk"),
    "manager": ("quản lý", "manager"),
    "auditor": ("giám sát", "auditor"),
    "administrator": ("quản trị", "administrator"),
}
_SAID: dict[str, tuple[str, str]] = {
    "original": ("gốc", "original"),
    "searchable": ("PDF tìm kiếm được", "searchable PDF"),
    "correct": ("đính chính", "correction"),
    "access": ("cho biết ai đã xem", "who saw it"),
    "provide": ("cung cấp bản sao", "a copy given"),
    "erase": ("xóa", "erasure"),
    "accepted": ("chấp nhận", "accepted"),
    "refused": ("từ chối", "refused"),
}
_DAYS = frozenset({"as_of", "due_on"})
_MOST_LISTED = 5
_LONGEST = 200


def tell_part(name: str, value: Any, language: str) -> str:
    """`mục đích: đối chiếu`; "" for what says nothing to a person."""
    place = int(language == "en")
    if name not in _PARTS or value in (None, "", [], False):
        return ""
    if value is True:
        return _PARTS[name][place]
    values = list(value) if isinstance(value, list | tuple) else [value]
    if name == "grants":
        values = [_tell_grant(str(each), place) for each in values]
    elif name in _DAYS:
        values = [_tell_day(str(each), place) for each in values]
    elif name == "level":
        values = [LEVEL_NAMES[("vi", "en")[place]].get(each, each) for each in values]
    elif name == "ground":
        values = [_tell_ground(str(each), place) for each in values]
    return f"{_PARTS[name][place]}: {_join(values, place)}"


def _tell_ground(key: str, place: int) -> str:
    ground = GROUNDS.get(key)
    return (ground.vietnamese, ground.english)[place] if ground else key


def _tell_day(text: str, place: int) -> str:
    """`2026-11-22` as `22/11/2026`; English keeps it."""
    return text if place else "/".join(reversed(text.split("-")))


def _tell_grant(text: str, place: int) -> str:
    """`clerk@92.31135` as `một cửa (92.31135)`."""
    role, _, unit = text.partition("@")
    return f"{next((words[place] for known, words in ROLES.items() if known == role), role)} ({unit})"


def _join(values: Iterable[Any], place: int) -> str:
    said = [_SAID.get(str(value), (str(value),) * 2)[place] for value in values]
    more = f" (+{len(said) - _MOST_LISTED})" if len(said) > _MOST_LISTED else ""
    return ", ".join(said[:_MOST_LISTED])[:_LONGEST] + more
