#!/usr/bin/env python3
"""Writes a network of full layers with random weights: normal, of the variance 2 / inputs (He and others, 2015), biases
0, ReLU between them. For trainings from nothing, of wide networks of two-state cells. NETWORK.toml, the preprocessing
that brings bytes to numbers from 0 to 1, is written beside it. With --signs the weights of an output are all of one
magnitude, the mean of the drawn ones: what cells of two states hold.

usage: random-mlp.py NETWORK.onnx SHAPE WIDTH … CLASSES [--seed SEED] [--signs]     needs numpy and onnx
   as: random-mlp.py wide.onnx 1x28x28 1000 10
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

arguments = sys.argv[1:]
seed = 1
if "--seed" in arguments:
    place = arguments.index("--seed")
    seed = int(arguments[place + 1])
    del arguments[place:place + 2]
has_signs = "--signs" in arguments
if has_signs:
    arguments.remove("--signs")
if len(arguments) < 3:
    sys.exit(__doc__)
shape = [int(extent) for extent in arguments[1].split("x")]
widths = [int(np.prod(shape))] + [int(width) for width in arguments[2:]]
generator = np.random.default_rng(seed)
nodes = [helper.make_node("Flatten", ["image"], ["flat"], name="flat")]
numbers = []
value = "flat"
for layer, (inputs, outputs) in enumerate(zip(widths[:-1], widths[1:]), start=1):
    weights = generator.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)
    if has_signs:
        weights = np.sign(weights) * np.abs(weights).mean(axis=1, keepdims=True)
    numbers.append(numpy_helper.from_array(weights.astype(np.float32), f"fc{layer}.weight"))
    numbers.append(numpy_helper.from_array(np.zeros(outputs, np.float32), f"fc{layer}.bias"))
    is_last = layer == len(widths) - 1
    result = "logits" if is_last else f"fc{layer}.sum"
    nodes.append(helper.make_node(
        "Gemm", [value, f"fc{layer}.weight", f"fc{layer}.bias"], [result], name=f"fc{layer}", transB=1))
    if not is_last:
        value = f"fc{layer}.out"
        nodes.append(helper.make_node("Relu", [result], [value], name=f"relu{layer}"))
graph = helper.make_graph(
    nodes, "mlp", [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n"] + shape)],
    [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", widths[-1]])], numbers)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, arguments[0])
preprocessing = pathlib.Path(arguments[0]).with_suffix(".toml")
if not preprocessing.exists():
    preprocessing.write_text("[preprocess]\nscale = 0.00392156862745098\nmean = [0.0]\nstd = [1.0]\n")
