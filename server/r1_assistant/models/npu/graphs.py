"""A graph in the making: each call adds a node and gives the name of its result."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper

CONTRIB = "com.microsoft"
_OPSETS = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]


class Graph:
    """Collects the nodes, inputs and outputs of a graph of fixed shapes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def input(self, name: str, kind: int, shape: list[int | str]) -> str:
        """Declare an input; a string in `shape` is a dimension that is free."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name: str, kind: int, shape: list[int | str]) -> str:
        """Declare an output, which a node of that name gives."""
        self._outputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def node(self, operator: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        """Add a node with one result."""
        name = output or f"{operator}_{len(self._nodes)}"
        node = helper.make_node(operator, inputs, [name], name=f"{name}.node", **attributes)
        self._nodes.append(node)
        return name

    def split(self, x: str, sizes: list[int], axis: int) -> list[str]:
        """Cut a tensor into parts of these sizes."""
        names = [f"Split_{len(self._nodes)}_{index}" for index in range(len(sizes))]
        inputs = [x, self.integers(sizes)]
        node = helper.make_node("Split", inputs, names, name=f"{names[0]}.node", axis=axis)
        self._nodes.append(node)
        return names

    def reshape(self, x: str, shape: list[int]) -> str:
        """Give the same values in another shape."""
        return self.node("Reshape", [x, self.integers(shape)])

    def integers(self, values: list[int]) -> str:
        """Give a constant of 64-bit integers."""
        return self.constant("i" + "_".join(map(str, values)), np.array(values, np.int64))

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Give a small constant that stands in the graph's own file."""
        if name not in self._constants:
            self._constants[name] = onnx.numpy_helper.from_array(values, name)
        return name

    def model(self, weights: list[onnx.TensorProto]) -> onnx.ModelProto:
        """Give the finished graph, with those of the weights that it uses."""
        used = {name for node in self._nodes for name in node.input}
        graph = helper.make_graph(self._nodes, self._name, self._inputs, self._outputs)
        graph.initializer.extend(self._constants.values())
        graph.initializer.extend(tensor for tensor in weights if tensor.name in used)
        return helper.make_model(graph, opset_imports=_OPSETS, ir_version=10)
