"""The supervisor, with real processes.

Nobody sleeps: every process of a test holds the writing end of one pipe, which ends when the last of them is gone.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from bot.back_off import BackOff
from bot.datafolder import AlreadyRunningError, make_private, only_one
from bot.supervisor import CONFIGURATION, Program, Supervisor, heeded_signals

ROOT = Path(__file__).parents[2]

SUPERVISE = f"""
import asyncio, sys
from random import Random
sys.path.insert(0, {str(ROOT)!r})
from bot.back_off import BackOff
from bot.supervisor import Program, Supervisor
programs = [Program(f"p{{n}}", (sys.executable, "-c", code)) for n, code in enumerate(sys.argv[2:])]
say = lambda text: print(text, flush=True)
sys.exit(asyncio.run(Supervisor(programs, say, lambda: BackOff(Random(0)), grace_s=float(sys.argv[1])).run()))
"""
LIFELINE = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from bot.lifeline import end_with_parent
end_with_parent(grace_s=0.5)
"""
POLITE = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("goodbye", flush=True), sys.exit(0)))
print("ready", flush=True)
while True:
    signal.pause()
"""
STUBBORN = POLITE.replace("goodbye", "no").replace("sys.exit(0)", "None")
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {POLITE.replace("ready", "grandchild ready")!r}])
"""


def supervise(*codes: str, grace_s: float = 20) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SUPERVISE, str(grace_s), *codes]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def read_until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout
    assert any(words in line for line in process.stdout)


def rest_of(process: subprocess.Popen[str]) -> str:
    """All that is still written; comes back only when no process of the test is left."""
    return process.communicate(timeout=30)[0]


def impatient() -> BackOff:
    return BackOff(Random(0), first_s=0.001)


def program(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code))


def test_each_crash_doubles_the_wait_up_to_a_minute_and_calm_resets_it() -> None:
    back_off = BackOff(Random(0))

    waits = [back_off.after(ran_s=1) for _ in range(9)]

    for wait, longest in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60], strict=True):
        assert longest / 2 <= wait <= longest
    assert len(set(waits)) == 9, "bots that crashed together do not come back together"
    assert back_off.after(ran_s=61) <= 1


async def test_a_program_that_crashes_is_started_again_until_its_settings_are_at_fault(
    tmp_path: Path,
) -> None:
    starts = tmp_path / "starts"
    code = (
        f"file = open({str(starts)!r}, 'a+'); file.write('x'); file.flush(); file.seek(0)\n"
        "raise SystemExit(78 if len(file.read()) == 4 else 5)"
    )
    said: list[str] = []

    ended = await Supervisor([program("bot", code)], said.append, impatient).run()

    assert ended == CONFIGURATION
    assert starts.read_text() == "xxxx"
    assert [re.sub(r"[\d.]+ s", "… s", line) for line in said] == [
        *["The bot stopped unexpectedly (exit code 5); next start in … s."] * 3,
        "The bot is not started again before its settings are mended.",
    ]


async def test_a_program_that_is_killed_is_started_again(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = (
        f"import os, pathlib; mark = pathlib.Path({str(mark)!r})\n"
        "if mark.exists(): raise SystemExit(78)\n"
        "mark.touch(); os.kill(os.getpid(), 9)"
    )
    said: list[str] = []

    await Supervisor([program("bot", code)], said.append, impatient).run()

    assert said[0].startswith("The bot stopped unexpectedly (signal 9)")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_lets_programs_say_goodbye_and_ends_with_exit_code_0(
    number: signal.Signals,
) -> None:
    process = supervise(POLITE)
    read_until(process, "ready")

    process.send_signal(number)

    assert rest_of(process) == "Stopping …\ngoodbye\n"
    assert process.returncode == 0


def test_what_nohup_has_us_ignore_does_not_stop_us() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert heeded_signals() == [signal.SIGINT, signal.SIGTERM]
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_program_that_does_not_stop_is_killed() -> None:
    process = supervise(STUBBORN, grace_s=0.2)
    read_until(process, "ready")

    process.terminate()

    assert rest_of(process) == "Stopping …\nno\n"
    assert process.returncode == 0


def test_a_second_signal_cuts_the_grace_time_short() -> None:
    process = supervise(STUBBORN, grace_s=60)
    read_until(process, "ready")

    process.terminate()
    read_until(process, "no")
    process.terminate()

    rest_of(process)
    assert process.returncode == 0


def test_no_program_outlives_a_supervisor_that_is_killed() -> None:
    process = supervise(LIFELINE + POLITE)
    read_until(process, "ready")

    process.kill()

    assert rest_of(process) == "goodbye\n"


def test_not_even_a_program_that_ignores_everything_outlives_its_supervisor() -> None:
    process = supervise(LIFELINE + STUBBORN)
    read_until(process, "ready")

    process.kill()

    assert rest_of(process) == "no\n"


def test_what_a_program_started_goes_with_it() -> None:
    process = supervise(LIFELINE + PARENT)
    read_until(process, "grandchild ready")

    process.terminate()

    rest_of(process)
    assert process.returncode == 0


def test_several_programs_are_told_apart_and_one_without_settings_does_not_stop_the_other() -> None:
    process = supervise("print('no token'); raise SystemExit(78)", POLITE)
    seen = ""
    assert process.stdout
    while not ("ready" in seen and "mended" in seen):
        seen += process.stdout.readline()

    process.terminate()

    lines = (seen + rest_of(process)).splitlines()
    assert {"p0     no token", "p1     ready", "p1     goodbye"} <= set(lines)


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    wide, missing = tmp_path / "wide", tmp_path / "a" / "b"
    wide.mkdir(mode=0o755)

    make_private(wide)
    make_private(missing)

    assert [folder.stat().st_mode & 0o777 for folder in (wide, missing)] == [0o700, 0o700]


def test_a_second_backprep_on_the_same_folder_is_told_which_process_has_it(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(AlreadyRunningError, match=rf"process {os.getpid()}\).*BACKPREP_DATA"),
        only_one(tmp_path),
    ):
        pass

    with only_one(tmp_path):
        pass


def test_the_folder_is_free_once_nothing_of_a_killed_supervisor_is_left(tmp_path: Path) -> None:
    holder = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import os, signal, subprocess; from pathlib import Path\n"
        "from bot.datafolder import only_one\n"
        f"with only_one(Path({str(tmp_path)!r})) as lock:\n"
        f"    subprocess.Popen([sys.executable, '-c', {LIFELINE + POLITE!r}], pass_fds=[lock],\n"
        "        stdin=subprocess.PIPE, start_new_session=True)\n"
        "    signal.pause()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    read_until(process, "ready")

    process.kill()
    process.wait()

    with only_one(tmp_path):
        assert rest_of(process) == "goodbye\n"
