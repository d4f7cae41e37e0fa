"""The stack of servers for developers: told when a port is taken, stopped whole, its settings true while it runs."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks.servers.running import ServerUnavailable, as_nobody
from benchmarks.servers.stack import Stack, find_reachable, find_stack_ports, to_shell


def test_a_taken_port_is_named_with_who_needs_it(tmp_path: Path) -> None:
    ports = find_stack_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports[1]))
        with pytest.raises(ServerUnavailable, match=rf"port {ports[1]}, which PostgreSQL needs"):
            Stack(tmp_path).start(ports)


def test_what_does_not_run_has_no_settings(tmp_path: Path) -> None:
    stack = Stack(tmp_path)
    stack.settings_file.write_text("export SOHOA_HOME=/nowhere\n")
    assert stack.read_settings() == {}
    stack.stop()
    assert not stack.settings_file.exists()


def test_servers_that_outlived_a_killed_keeper_are_stopped_and_strangers_are_not(tmp_path: Path) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        notes = [[left.pid, psutil.Process(left.pid).create_time()], [stranger.pid, 1.0]]
        (tmp_path / "keeper.json").write_text(json.dumps(notes))
        Stack(tmp_path).stop()
        assert left.wait(10) is not None
        assert stranger.poll() is None
    finally:
        left.kill()
        stranger.kill()
        stranger.wait()


def test_settings_survive_the_way_through_a_shell(tmp_path: Path) -> None:
    settings = {"SOHOA_OBJECTS": "s3://k:a%2Fb+1@127.0.0.1:1/b?secure=false&x='1'", "SOHOA_HOME": "/a folder"}
    script = to_shell(settings) + 'printf "%s\\n%s\\n" "$SOHOA_OBJECTS" "$SOHOA_HOME"'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == list(settings.values())


def test_data_lie_where_a_server_without_roots_rights_can_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = find_reachable(closed)
    try:
        assert subprocess.run(as_nobody(["test", "-x", str(place)]), check=False).returncode == 0
        assert find_reachable(closed) == place
    finally:
        if place != closed:
            shutil.rmtree(place)
