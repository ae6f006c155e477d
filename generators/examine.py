"""What `backprep doctor` asks a machine about its worker, in a process of its own: torch, the device, the weights."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from generators.worker_settings import WorkerSettings


def main() -> None:
    """Print the findings as one line of JSON; a device that cannot be used and weights not as recorded are faults."""
    import torch

    from generators.weights import FOLDER

    device, trouble = _device(WorkerSettings().device)
    report = {
        "torch": torch.__version__,
        "device": device,
        "trouble": trouble,
        "models": len(list(FOLDER.glob("*.json"))),
        "faults": _faults(FOLDER),
    }
    sys.stdout.write(json.dumps(report) + "\n")


def _device(wanted: str) -> tuple[str, str]:
    """What the worker computes on, as people call it; what is wrong with it, if anything."""
    import torch

    from generators.runtime import choose_device

    try:
        device = choose_device(wanted)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:  # AssertionError: this build has no CUDA
        return wanted, str(error).partition("\n")[0]
    name = f" ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else ""
    return f"{device}{name}", ""


def _faults(folder: Path) -> list[str]:
    from generators.weights import PICKLES, WeightsError, load_weights

    pickles = [file for file in sorted(folder.iterdir()) if file.suffix in PICKLES]
    found = [f"{file} looks like a pickle, which is never opened." for file in pickles]
    for sidecar in sorted(folder.glob("*.json")):
        try:
            load_weights(sidecar.with_suffix(""))
        except WeightsError as error:
            found.append(str(error))
    return found


if __name__ == "__main__":
    main()
