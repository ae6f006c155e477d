"""The word embeddings of an exported model, in a file of their own.

They are most of a small model, and a question needs a dozen rows of them: a process that reads those from a file needs
45 MiB less memory (MiniLM) than one that holds the table.
"""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import numpy_helper

INPUT = "words"
"""What the graph calls the rows it is given: (batch, tokens, dimensions) float32."""


def take_words_out(model_file: Path, table_file: Path) -> None:
    """Move the table from the graph to a file, row after row as float32; the graph then takes rows as an input.

    Where the graph does not look words up by `input_ids` as they are, or needs the table twice, it stays as it is.
    """
    model = onnx.load(model_file)
    graph = model.graph
    lookup = _lookup(graph)
    if lookup is None:
        return
    entry = next(entry for entry in graph.initializer if entry.name == lookup.input[0])
    table = numpy_helper.to_array(entry).astype("<f4")
    table_file.write_bytes(table.tobytes())
    graph.initializer.remove(entry)
    graph.node.remove(lookup)
    _take_as_input(graph, lookup.output[0], table.shape[1])
    onnx.save(model, model_file)


def _lookup(graph: onnx.GraphProto) -> onnx.NodeProto | None:
    tables = {entry.name for entry in graph.initializer}
    used = [name for node in graph.node for name in node.input]
    for node in graph.node:
        if node.op_type == "Gather" and node.input[1] == "input_ids" and node.input[0] in tables:
            return node if used.count(node.input[0]) == 1 else None
    return None


def _take_as_input(graph: onnx.GraphProto, rows: str, dimensions: int) -> None:
    for node in graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = INPUT if name == rows else name
    shape: list[str | int | None] = ["batch", "tokens", dimensions]
    graph.input.append(onnx.helper.make_tensor_value_info(INPUT, onnx.TensorProto.FLOAT, shape))
