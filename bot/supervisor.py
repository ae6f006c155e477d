"""What `backprep run` is: starts the bot as a process of its own and starts it again when it crashes.

It imports little, since it stays in memory only to wait.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import BinaryIO

from bot.back_off import BackOff
from bot.datafolder import AlreadyRunningError, make_private, only_one
from bot.settings import Settings, SettingsError, unknown_names

CONFIGURATION = 78
"""Exit code of a process that cannot run as it is set up (EX_CONFIG of sysexits.h): not started again."""


@dataclass(frozen=True, slots=True)
class Program:
    """A process to keep running. On its standard input is a pipe that ends when the supervisor does."""

    name: str
    command: tuple[str, ...]
    speaks_to_people: bool = False
    """Whether its output goes to the terminal as it is; of others each line begins with the program's name."""


BOT = Program(
    "bot", (sys.executable, "-m", "bot", "run-bot", "--supervised"), speaks_to_people=True
)
WORKER = Program("worker", (sys.executable, "-m", "generators", "--supervised"))


class Supervisor:
    """Keeps programs running until it is told to stop by SIGINT, SIGTERM or SIGHUP."""

    def __init__(
        self,
        programs: Sequence[Program],
        say: Callable[[str], None],
        back_off: Callable[[], BackOff],
        *,
        grace_s: float = 4.0,
        keep_open: Sequence[int] = (),
    ) -> None:
        self._programs, self._say, self._back_off = programs, say, back_off
        self._grace_s, self._keep_open = grace_s, tuple(keep_open)

    async def run(self) -> int:
        """Start every program; the exit code is 0 after a signal, 78 when settings left nothing to run."""
        lifeline, held = os.pipe()
        keeping = asyncio.gather(
            *(self._keep(program, lifeline) for program in self._programs), return_exceptions=True
        )

        def stop() -> None:  # a second time, it cuts the grace time short
            self._say("Stopping …")
            keeping.cancel()

        loop, stopping = asyncio.get_running_loop(), heeded_signals()
        for number in stopping:
            loop.add_signal_handler(number, stop)
        try:
            faults = [fault for fault in await keeping if fault]
        except asyncio.CancelledError:
            return 0
        finally:
            for number in stopping:
                loop.remove_signal_handler(number)
            os.close(held)
            os.close(lifeline)
        if faults:
            raise faults[0]
        return CONFIGURATION

    async def _keep(self, program: Program, lifeline: int) -> None:
        back_off, clock = self._back_off(), asyncio.get_running_loop().time
        while True:
            began_s = clock()
            code = await self._run_once(program, lifeline)
            if code == CONFIGURATION:
                self._say(
                    f"The {program.name} is not started again before its settings are mended."
                )
                return
            pause_s = back_off.after(clock() - began_s)
            self._say(
                f"The {program.name} stopped unexpectedly ({_cause(code)}); next start in {pause_s:.1f} s."
            )
            await asyncio.sleep(pause_s)

    async def _run_once(self, program: Program, lifeline: int) -> int:
        straight = program.speaks_to_people or len(self._programs) == 1
        output = None if straight else asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *program.command, stdin=lifeline, stdout=output, stderr=output,
            start_new_session=True, pass_fds=self._keep_open,
        )  # fmt: skip
        passing = asyncio.gather(*_passed_on(process, f"{program.name:<7}"))
        try:
            return await process.wait()
        finally:
            await _end(process, self._grace_s)
            await passing


def heeded_signals() -> list[signal.Signals]:
    """What tells us to stop; not what we were started to ignore, as `nohup` does with SIGHUP."""
    usual = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return [number for number in usual if signal.getsignal(number) != signal.SIG_IGN]


async def _end(process: Process, grace_s: float) -> None:
    """Ask the process and all it started to stop; what is still there after the grace time is killed."""
    try:
        with suppress(TimeoutError):
            if process.returncode is None:
                _signal_group(process.pid, signal.SIGTERM)
                await asyncio.wait_for(process.wait(), grace_s)
    finally:
        _signal_group(process.pid, signal.SIGKILL)
        await process.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses where Linux finds nobody
        os.killpg(leader, number)


def _passed_on(process: Process, prefix: str) -> list[asyncio.Task[None]]:
    streams = ((process.stdout, sys.stdout.buffer), (process.stderr, sys.stderr.buffer))
    return [
        asyncio.create_task(_pass_on(source, sink, prefix.encode()))
        for source, sink in streams
        if source
    ]


async def _pass_on(source: asyncio.StreamReader, sink: BinaryIO, prefix: bytes) -> None:
    """Copy whole lines, each with the program's name before it."""
    rest = b""
    while piece := await source.read(65536):
        *lines, rest = (rest + piece).split(b"\n")
        sink.write(b"".join(prefix + line + b"\n" for line in lines))
        sink.flush()
    if rest:
        sink.write(prefix + rest + b"\n")
        sink.flush()


def _cause(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def supervise(settings: Settings) -> int:
    """Run Backprep on its data folder until it is stopped; gives the exit code."""
    make_private(settings.data)
    with only_one(settings.data) as lock:
        _tell("Backprep is starting … Ctrl-C stops it.")
        programs = [BOT, *[WORKER] * settings.workers]
        supervisor = Supervisor(programs, _tell, lambda: BackOff(Random()), keep_open=[lock])
        return asyncio.run(supervisor.run())


def main() -> None:
    """Run Backprep; what the person has to mend is said in words, with exit code 78."""
    try:
        for warning in unknown_names():
            _tell(warning)
        raise SystemExit(supervise(Settings()))
    except SettingsError as error:
        _tell(str(error))
    except AlreadyRunningError as error:
        _tell(str(error))
        raise SystemExit(1) from None
    except OSError as error:
        _tell(f"The data folder cannot be used (BACKPREP_DATA): {error}")
    except KeyboardInterrupt:
        raise SystemExit(0) from None
    raise SystemExit(CONFIGURATION)


if __name__ == "__main__":
    main()
