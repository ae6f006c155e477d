"""`backprep run` as a program of its own, and browsers that look at its playground."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 30_000
"""After which something that does not appear is taken for missing; the machine may be busy."""
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
_SAID = re.compile(r"Backprep is ready: (\S+)")
_PASSED_ON = ("PATH", "HOME", "LANG")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def data_folder(folder: Path) -> Path:
    """An empty data folder, but for the model and the vectors that `make setup` prepared."""
    for name in ("models", "vectors"):
        shutil.copytree(Settings().data / name, folder / name, copy_function=os.link)
    return folder


def environment(data: Path, port: int, **more: str) -> dict[str, str]:
    ours = os.environ  # noqa: TID251 - what any program needs to start
    kept = {name: ours[name] for name in _PASSED_ON if name in ours}
    ours_alone = {"BACKPREP_DATA": str(data), "WEB_PORT": str(port), "BACKPREP_WORKERS": "0"}
    return {**kept, **ours_alone, **more}


class Server:
    """`backprep run` on one port and one data folder; it can be stopped and started again."""

    def __init__(self, data: Path, **settings: str) -> None:
        self._settings = environment(data, free_port(), **settings)
        self._program: subprocess.Popen[str] | None = None
        self.address = ""

    def start(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=self._settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.address = _address(self._program)

    def stop(self) -> int:
        """Press Ctrl-C; the exit code."""
        assert self._program
        self._program.send_signal(signal.SIGINT)
        self._program.communicate(timeout=30)
        return self._program.returncode


@contextmanager
def running(data: Path, **settings: str) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = Server(data, **settings)
    server.start()
    try:
        yield server
    finally:
        assert server.stop() == 0


def _address(program: subprocess.Popen[str]) -> str:
    assert program.stdout
    said: list[str] = []
    for line in program.stdout:
        said.append(line)
        if found := _SAID.search(line):
            return found[1]
    raise AssertionError("".join(said))


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def look(page: Page, address: str) -> Page:
    """Open the playground and wait until it knows who we are."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    settled(page)
    return page


def settled(page: Page) -> None:
    """Wait until the channel's messages are there."""
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false", timeout=PATIENCE_MS)
    expect(page.get_by_label("Your name")).to_be_attached(timeout=PATIENCE_MS)


def ask(page: Page, question: str) -> None:
    """Use /ask with words of one's own, by keyboard."""
    page.get_by_label("Message", exact=True).click()
    page.keyboard.type(f"/ask {question}")
    page.keyboard.press("Enter")
