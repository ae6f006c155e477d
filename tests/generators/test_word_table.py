from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from generators.word_table import take_words_out

TABLE = np.arange(12, dtype=np.float32).reshape(4, 3)


def graph_of(nodes: list[onnx.NodeProto], file: Path) -> None:
    """Save a graph from `input_ids` to `out` that has TABLE."""
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "g", [ids], [out], [numpy_helper.from_array(TABLE, "table")])
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), file)


LOOKUP = helper.make_node("Gather", ["table", "input_ids"], ["found"])


def test_a_graph_gives_the_same_from_rows_read_from_the_file(tmp_path: Path) -> None:
    model, table = tmp_path / "model.onnx", tmp_path / "words.bin"
    graph_of([LOOKUP, helper.make_node("Neg", ["found"], ["out"])], model)
    ids = np.array([[3, 0, 3]])
    (before,) = onnxruntime.InferenceSession(model).run(None, {"input_ids": ids})

    take_words_out(model, table)

    rows = np.fromfile(table, "<f4").reshape(-1, 3)[ids]
    session = onnxruntime.InferenceSession(model)
    (after,) = session.run(["out"], {"input_ids": ids, "words": rows})
    assert np.array_equal(before, after)
    assert not onnx.load(model).graph.initializer


@pytest.mark.parametrize(
    "nodes",
    [
        [LOOKUP, helper.make_node("Add", ["found", "table"], ["out"])],
        [
            helper.make_node("Neg", ["input_ids"], ["ids"]),
            helper.make_node("Gather", ["table", "ids"], ["out"]),
        ],
    ],
    ids=["the table is needed twice", "the ids are changed first"],
)
def test_a_graph_that_uses_the_table_in_another_way_stays_as_it_is(
    tmp_path: Path, nodes: list[onnx.NodeProto]
) -> None:
    model, table = tmp_path / "model.onnx", tmp_path / "words.bin"
    graph_of(nodes, model)
    before = model.read_bytes()

    take_words_out(model, table)

    assert model.read_bytes() == before
    assert not table.exists()
