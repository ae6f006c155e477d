"""`python -m generators.download DATASET`: fetch a data set from its public address, or copy it, and check it."""

from __future__ import annotations

import gzip
import hashlib
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.error import URLError

import typer

from generators.data import DataError
from generators.settings import GeneratorSettings

Name = Literal["mnist", "fashion-mnist", "tinyshakespeare"]
Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set is published, under which licence, and the SHA-256 of each file once uncompressed."""

    address: str
    licence: str
    files: Mapping[str, str]


SOURCES: dict[Name, Source] = {
    "mnist": Source(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "CC BY-SA 3.0, as usually stated; LeCun, Cortes, Burges",
        {
            "train-images-idx3-ubyte.gz": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "train-labels-idx1-ubyte.gz": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "t10k-images-idx3-ubyte.gz": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "t10k-labels-idx1-ubyte.gz": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        },
    ),
    "fashion-mnist": Source(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "MIT; Zalando SE",
        {
            "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
    ),
    "tinyshakespeare": Source(
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/",
        "public domain; collected by Andrej Karpathy",
        {"input.txt": "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"},
    ),
}


def fetch(name: str, source: Source, root: Path, read: Read) -> list[Path]:
    """Put the files of a set into root/name, each only once its hash is right. Raises DataError.

    `read` returns what lies at an address, or a path, formed as source.address + file name.
    """
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file, expected in source.files.items():
        content = read(source.address + file)
        found = hashlib.sha256(_plain(file, content)).hexdigest()
        if found != expected:
            raise DataError(
                f"{source.address}{file} is not the published file: its SHA-256 is {found}, not {expected}. "
                "Nothing was written for it; try another copy with --from DIR."
            )
        draft = folder / f"{file}.part"
        draft.write_bytes(content)
        written.append(draft.replace(folder / file))
    return written


def read_address(address: str) -> bytes:
    """What an https address holds. Raises DataError when it cannot be reached."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  (from SOURCES)
            return bytes(answer.read())
    except (URLError, TimeoutError) as error:
        raise DataError(
            f"{address} cannot be reached: {error}. Use --from DIR with local files."
        ) from error


def read_path(path: str) -> bytes:
    """What a local file holds. Raises DataError when it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def _plain(name: str, content: bytes) -> bytes:
    if not name.endswith(".gz"):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{name} is damaged or cut short: {error}. Try again, or use --from DIR."
        ) from error


def download(
    name: Annotated[Name, typer.Argument(help="The data set.")],
    data: Annotated[Path | None, typer.Option(help="Folder for data sets.")] = None,
    copy_from: Annotated[
        Path | None,
        typer.Option("--from", help="Copy from this folder instead, with the same checks."),
    ] = None,
) -> None:
    """Fetch a data set and check it; nothing that is not the published file is kept."""
    source = SOURCES[name]
    read: Read = read_address
    if copy_from is not None:
        source, read = Source(f"{copy_from}/", source.licence, source.files), read_path
    try:
        written = fetch(name, source, data or GeneratorSettings().datasets, read)
    except DataError as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(1) from error
    typer.echo(f"{len(written)} files in {written[0].parent} ({source.licence})")


if __name__ == "__main__":
    typer.run(download)
