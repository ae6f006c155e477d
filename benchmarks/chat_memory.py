"""Memory of the running chat process, with the playground open in a browser and in use.

    python -m benchmarks.chat_memory

Starts `backprep run` on a data folder of its own, opens the playground in headless Chromium, asks questions there, and
reads the resident memory of bot and supervisor (Linux only).
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.playground import ask, chromium, data_folder, look, running

TARGET_MIB = 260
QUESTIONS = (
    "y does my val loss go up while train loss goes down",
    "how does dropout work",
    "what are vanishing gradients",
    "how do I bake sourdough bread",
    "resnet skip connections why",
)
ROUNDS = 6
_MARKS = {"bot": "run-bot", "supervisor": "bot.supervisor", "worker": "generators"}
"""What tells our processes apart by their command lines."""


def resident_mib(data: Path) -> dict[str, float]:
    """Resident memory of the processes that work on a data folder, in MiB."""
    found: dict[str, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode()
            ours = f"BACKPREP_DATA={data}".encode() in (folder / "environ").read_bytes()
            status = (folder / "status").read_text()
        except OSError:
            continue
        name = next((name for name, mark in _MARKS.items() if mark in command), "")
        if ours and name and (rss := re.search(r"VmRSS:\s+(\d+)", status)):
            found[name] = int(rss[1]) / 1024
    return found


def main() -> None:
    """Print the memory at the start, with the page open, and after each round of questions."""
    with tempfile.TemporaryDirectory() as folder, running(data_folder(Path(folder))) as server:
        data = Path(folder)
        rows = [("ready", resident_mib(data))]
        with chromium() as browser:
            page = look(browser.new_page(), server.address)
            rows.append(("playground open", resident_mib(data)))
            for asked in range(1, ROUNDS * len(QUESTIONS) + 1):
                ask(page, QUESTIONS[asked % len(QUESTIONS)])
                expect(page.get_by_role("article")).to_have_count(asked, timeout=30_000)
                if asked % len(QUESTIONS) == 0:
                    rows.append((f"{asked} questions", resident_mib(data)))
    for name, memory in rows:
        print(f"{name:<18}" + "  ".join(f"{k} {v:6.1f} MiB" for k, v in memory.items()))
    most = max(memory["bot"] for _, memory in rows)
    print(f"most: {most:.0f} MiB, target {TARGET_MIB}")


if __name__ == "__main__":
    main()
