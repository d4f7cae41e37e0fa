"""The files under deploy/ hold what they promise; Docker itself is not needed to see it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.settings import SETTINGS

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = ("sohoa-worker.service", "sohoa-watch@.service")
# What belongs to an image or to Prefect, not to our table of settings.
FOREIGN = {"PREFECT_API_AUTH_STRING", "SOHOA_VERSION"}


def read_compose() -> dict[str, Any]:
    answer: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return answer


def read_example() -> dict[str, str]:
    lines = (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_variable_is_asked_for_and_stands_empty_in_the_example() -> None:
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert used == set(read_example())
    assert set(read_example().values()) == {""}


def test_no_variable_has_a_default() -> None:
    uses = re.findall(r"\$\{[A-Z0-9_]+([^}]*)\}", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert uses and all(use.startswith(":?") for use in uses)


def test_no_secret_is_written_down() -> None:
    for service in read_compose()["services"].values():
        for name, value in service["environment"].items() if "environment" in service else ():
            if re.search(r"PASSWORD|SECRET|AUTH|KEY", name):
                assert re.fullmatch(r"\$\{[A-Z_0-9]+:\?\}", value), name


@pytest.mark.parametrize("name", list(read_compose()["services"]))
def test_each_service_has_a_health_check_and_comes_again(name: str) -> None:
    service = read_compose()["services"][name]
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert service["restart"] == "unless-stopped"


def test_images_are_pinned_and_named_without_a_host() -> None:
    images = [service["image"] for service in read_compose()["services"].values()]
    images += re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for image in images:
        name, _, tag = image.partition(":")
        assert tag and tag != "latest" and "." not in name, image


def test_every_volume_is_named() -> None:
    compose = read_compose()
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", ())}
    assert {volume for volume in used if not volume.startswith("./")} == set(compose["volumes"])


def test_what_is_published_stays_on_loopback() -> None:
    ports = [port for service in read_compose()["services"].values() for port in service.get("ports", ())]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_every_setting_named_is_one_of_the_product() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DEPLOY.iterdir() if path.is_file()]
    named = {name for text in texts for name in re.findall(r"\bSOHOA_[A-Z0-9_]+|PREFECT_API_[A-Z0-9_]+", text)}
    assert named - FOREIGN <= {setting.name for setting in SETTINGS}


def test_whoever_waits_for_another_waits_for_its_health() -> None:
    services = read_compose()["services"]
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert name in services and how == {"condition": "service_healthy"}


def test_the_image_runs_as_nobody_of_importance() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (\S+)", text, flags=re.MULTILINE) == ["sohoa"]


def test_the_image_carries_no_data_and_no_secret() -> None:
    ignored = set((DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines())
    assert {"var", "var-services", "deploy/.env", "sohoa.toml", ".venv"} <= ignored


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_hardened_and_comes_again(name: str) -> None:
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    wanted = {"NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "User=sohoa"}
    assert wanted | {"Restart=always", "KillMode=mixed", "CapabilityBoundingSet="} <= set(lines)


@pytest.mark.parametrize("name", UNITS)
def test_a_units_command_is_one_of_the_product(name: str) -> None:
    from pipelines.cli.command import COMMANDS

    (command,) = re.findall(r"^ExecStart=/opt/sohoa/.venv/bin/sohoa (\w+)", (DEPLOY / name).read_text(), re.MULTILINE)
    assert command in COMMANDS


def test_the_database_script_is_sound_shell() -> None:
    subprocess.run(["sh", "-n", str(DEPLOY / "prefect-database.sh")], check=True)
