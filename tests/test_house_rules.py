"""The house's own rules: rooms, imports, names, sizes, documentation that is true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("schemas", "ocr", "extraction", "storage", "pipelines", "web")
CODE_FOLDERS = (*ROOMS, "benchmarks", "setup")
PAGES_WITH_COMMANDS = (
    *("README.md", "README.vi.md", "CONTRIBUTING.md"),
    *("docs/operations.md", "docs/architecture.md", "docs/managers.md"),
)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
LOCKS = {"requirements.lock": ("test", "test-services", "measure", "check"), "fast-reading.lock": ("fast-reading",)}
# What may be missing: imported in one module each, which says so by a code.
OPTIONAL_IMPORTS = {
    "ocr/fast_models.py": {"trueocr", "onnxruntime"},
    "ocr/engines/tesserocr.py": {"tesserocr"},
}
MOST_LINES = 400
MOST_FUNCTION_LINES = 60


@cache
def tracked_files() -> tuple[str, ...]:
    """Paths that git keeps, relative to the checkout."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return tuple(name for name in listing.stdout.split("\0") if name and (ROOT / name).exists())


def tracked_texts() -> Iterator[tuple[str, str]]:
    """(path, text) of every tracked file that is text."""
    for name in tracked_files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8")


@cache
def modules(*folders: str) -> tuple[tuple[str, ast.Module], ...]:
    """(path, syntax tree) of every Python module under these folders."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_drawing_in_the_readme_shows_exactly_the_folders_there_are() -> None:
    drawn = set(re.findall(r"^[├└]── ([a-z]+)/", read("README.md"), flags=re.MULTILINE))
    present = {name.split("/")[0] for name in tracked_files() if "/" in name and not name.startswith(".")}
    assert drawn == present


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS)
def test_every_make_verb_that_a_page_names_exists(page: str) -> None:
    verbs = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", read(page), flags=re.MULTILINE))
    assert {first or second for first, second in named} <= verbs


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS)
def test_every_sohoa_command_that_a_page_names_exists(page: str) -> None:
    from pipelines.cli.command import COMMANDS

    named = set(re.findall(r"(?:`|^|bin/)sohoa ([a-z]+)", read(page), flags=re.MULTILINE))
    assert named <= set(COMMANDS)


def test_every_setting_is_documented_for_operators() -> None:
    from pipelines.settings import SETTINGS

    documented = set(re.findall(r"^\| `([A-Z_]+)`", read("docs/operations.md"), flags=re.MULTILINE))
    assert documented == {setting.name for setting in SETTINGS}


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        path
        for path, tree in modules(*ROOMS)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "getenv")
        or (isinstance(node, ast.Attribute) and node.attr == "get" and ast.unparse(node.value) == "os.environ")
    }
    assert readers <= {"pipelines/settings.py"}


def test_no_handler_swallows_everything_but_those_around_a_scan_and_a_page() -> None:
    swallowing = [
        f"{path}:{node.lineno}"
        for path, tree in modules(*CODE_FOLDERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node) and not _raises_again(node)
    ]
    assert sorted(place.partition(":")[0] for place in swallowing) == ["pipelines/batch_run.py", "web/application.py"]


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)


def test_modules_are_named_for_what_lives_in_them() -> None:
    assert [path for path, _ in modules(*CODE_FOLDERS) if Path(path).stem in VAGUE_NAMES] == []


def test_no_module_outgrows_a_reader() -> None:
    sizes = {path: len(read(path).splitlines()) for path, _ in modules(*CODE_FOLDERS)}
    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_no_function_outgrows_a_screen() -> None:
    sizes = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree in modules(*CODE_FOLDERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    }
    assert {name: size for name, size in sizes.items() if size > MOST_FUNCTION_LINES} == {}


def test_no_test_is_skipped() -> None:
    words = ("skip", "skipif", "xfail", "importorskip", "skipTest")
    skipped = [
        f"{path}:{node.lineno}"
        for path, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in words and ast.unparse(node).startswith(("pytest.", "self."))
    ]
    assert skipped == []


def test_no_tracked_file_names_a_package_registry() -> None:
    # Put together here, so that this file does not name them either.
    hosts = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "crates" + ".io", "golang" + ".org/x"]
    hosts += ["maven" + ".org", "deb.debian" + ".org", "--index" + "-url", "--extra-index" + "-url"]
    assert [(name, host) for name, text in tracked_texts() for host in hosts if host in text] == []


def test_no_tracked_file_holds_a_path_of_somebodys_machine() -> None:
    personal = re.compile("/" + "(?:work/(?:main|shared)|root/[.a-z]|home/[a-z]+/|Users/[A-Za-z]+/)")
    assert [(name, found[0]) for name, text in tracked_texts() if (found := personal.search(text))] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_its_direct_dependencies_and_a_hash_for_each(lock: str) -> None:
    project = tomllib.loads(read("pyproject.toml"))
    direct = [requirement for group in LOCKS[lock] for requirement in project["dependency-groups"][group]]
    if lock == "requirements.lock":
        direct += project["project"]["dependencies"]
    locked = {line.split()[0].lower() for line in read(lock).splitlines() if re.match(r"[a-z0-9]", line)}
    assert {_plain(requirement.split("==")[0]) + "==" + requirement.split("==")[1] for requirement in direct} <= locked
    entries = re.split(r"\n(?=[a-z0-9])", read(lock))[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_group_of_dependencies_is_in_one_lock() -> None:
    groups = tomllib.loads(read("pyproject.toml"))["dependency-groups"]
    assert sorted(groups) == sorted(group for groups in LOCKS.values() for group in groups)


def test_no_package_is_in_both_locks() -> None:
    # The second lock is installed over the first: it must not change what is there.
    first, second = (set(re.findall(r"^([a-z0-9-]+)==", read(lock), flags=re.MULTILINE)) for lock in LOCKS)
    assert first & second == set()


def test_one_cv2_and_no_gpl_heic_reader_are_locked() -> None:
    locked = "\n".join(map(read, LOCKS))
    names = set(re.findall(r"^([a-z0-9-]+)==", locked, flags=re.MULTILINE))
    assert "opencv-python" in names
    assert names.isdisjoint({"opencv-python-headless", "opencv-contrib-python", "pillow-heif"})


def test_no_lock_holds_the_tesseract_that_is_linked_with_gpl_code() -> None:
    assert not any(re.search(r"^tesserocr==", read(lock), flags=re.MULTILINE) for lock in LOCKS)


@pytest.mark.parametrize("package", ["pytesseract", "cv2", "pdfplumber", "prefect", "minio", "elasticsearch", "pytest"])
def test_the_product_itself_uses_each_package_the_customer_named(package: str) -> None:
    used = {
        name.split(".")[0] for _, tree in modules(*ROOMS) for node in ast.walk(tree) for name in _imported_names(node)
    }
    assert package in used


def test_whatever_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    requirements = [*project["project"]["dependencies"], *project["dependency-groups"]["measure"]]
    declared = {_plain(requirement.split("==")[0]) for requirement in requirements}
    providers = packages_distributions()
    imported = {
        name.split(".")[0]
        for path, tree in modules(*CODE_FOLDERS)
        for node in ast.walk(tree)
        for name in _imported_names(node)
        if name.split(".")[0] not in OPTIONAL_IMPORTS.get(path, ())
    }
    foreign = imported - set(sys.stdlib_module_names) - set(CODE_FOLDERS)
    assert {name for name in foreign if declared.isdisjoint(map(_plain, providers.get(name, [])))} == set()


@pytest.mark.parametrize("path", OPTIONAL_IMPORTS)
def test_a_module_loads_where_its_optional_packages_are_missing(path: str) -> None:
    module = path.removesuffix(".py").replace("/", ".")
    hidden = "".join(f"sys.modules[{name!r}] = None; " for name in sorted(OPTIONAL_IMPORTS[path]))
    code = f"import sys, importlib; {hidden}importlib.import_module({module!r})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
