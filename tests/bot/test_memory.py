from __future__ import annotations

import subprocess
import sys


def test_a_large_piece_goes_back_to_the_system_when_it_is_freed() -> None:
    """In a process of its own, since the setting holds for a whole one; elsewhere than on Linux there is none."""
    code = (
        "import sys; from pathlib import Path; from bot.memory import *\n"
        "resident = lambda: int(Path('/proc/self/statm').read_text().split()[1])\n"
        "give_back_large_pieces(); give_back_all()\n"
        "if sys.platform == 'linux':\n"
        "    before = resident(); pieces = [b'x' * 300_000 for _ in range(100)]; del pieces\n"
        "    print(resident() - before < 1000)\n"
        "else:\n    print(True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stdout == "True\n", done.stderr
