from __future__ import annotations

import os
import subprocess
import sys

from storage.leases import is_owner_dead, lease_owner


def test_this_process_is_alive() -> None:
    assert lease_owner() == lease_owner()
    assert not is_owner_dead(lease_owner())


def test_a_process_that_ended_is_dead_even_unburied() -> None:
    code = "import sys; from storage.leases import lease_owner; print(lease_owner(), flush=True); sys.stdin.read()"
    pipe = subprocess.PIPE
    child = subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True)
    assert child.stdout is not None and child.stdin is not None
    owner = child.stdout.readline().strip()
    assert not is_owner_dead(owner)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_owner_dead(owner)
    child.communicate()
    assert is_owner_dead(owner)


def test_a_later_process_with_the_same_number_is_another_one() -> None:
    host, pid, started = lease_owner().split(":")
    assert is_owner_dead(f"{host}:{pid}:{int(started) - 1}")


def test_another_machine_or_container_of_the_same_name_is_another() -> None:
    host, pid, started = lease_owner().split(":")
    name, boot, namespace = host.rsplit("+", 2)
    for other in (f"{name}+00000000+{namespace}", f"{name}+{boot}+1", name):
        assert not is_owner_dead(f"{other}:{pid}:{int(started) - 1}")


def test_whoever_lived_before_this_machine_was_started_is_dead_where_it_is_known_to_be_ours() -> None:
    host, pid, started = lease_owner().split(":")
    name, boot, namespace = host.rsplit("+", 2)
    assert is_owner_dead(f"{name}+00000000+{namespace}:{pid}:{started}", is_ours=True)
    assert not is_owner_dead(f"{name}+{boot}+1:{pid}:{started}", is_ours=True)
    assert not is_owner_dead(lease_owner(), is_ours=True)


def test_nothing_is_said_of_other_machines() -> None:
    assert not is_owner_dead("another-machine:1:1")
    assert not is_owner_dead("nonsense")
    assert not is_owner_dead("")


def test_the_process_of_an_earlier_release_is_not_dead_by_its_name() -> None:
    _, pid, started = lease_owner().split(":")
    assert not is_owner_dead(f"office:{pid}:{started}", is_ours=True)
