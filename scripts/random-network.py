#!/usr/bin/env python3
"""Writes a network with random weights: normal, of the variance 2 / inputs (He and others, 2015), biases 0, ReLU between
its layers. For trainings from nothing, of wide networks of two-state cells. A layer is a number, the outputs of a full
one, or cN, a convolution of 3 × 3 with N outputs and padding, or cNsM, the same with stride M; convolutions come first.
NETWORK.toml, the preprocessing that brings bytes to numbers from 0 to 1, is written beside it. With --signs the weights of
an output are all of one magnitude, the mean of the drawn ones: what cells of two states hold.

usage: random-network.py NETWORK.onnx SHAPE LAYER … CLASSES [--seed SEED] [--signs]     needs numpy and onnx
   as: random-network.py wide.onnx 1x28x28 1000 10
       random-network.py deep.onnx 3x32x32 c64 c64s2 c128s2 10 --signs
"""

import pathlib
import re
import sys

try:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:
    sys.exit(f"{error}: this needs numpy and onnx")

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
layers = arguments[2:]
generator = np.random.default_rng(seed)
nodes, numbers = [], []
extents, value = list(shape), "image"
for layer, text in enumerate(layers, start=1):
    found = re.fullmatch(r"(c?)([1-9]\d*)(?:s([1-9]\d*))?", text)
    if not found or found[3] and not found[1] or found[1] and len(extents) != 3:
        sys.exit(f"layer {layer} is {text}; accepted: N, or before all of these cN or cNsM\n{__doc__}")
    outputs, stride = int(found[2]), int(found[3] or 1)
    if not found[1] and len(extents) > 1:
        nodes.append(helper.make_node("Flatten", [value], ["flat"], name="flat"))
        extents, value = [int(np.prod(extents))], "flat"
    kernel = [3, 3] if found[1] else []
    inputs = extents[0] * int(np.prod(kernel))
    weights = generator.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)
    if has_signs:
        weights = np.sign(weights) * np.abs(weights).mean(axis=1, keepdims=True)
    name = f"conv{layer}" if found[1] else f"fc{layer}"
    numbers.append(numpy_helper.from_array(
        weights.reshape([outputs, extents[0]] + kernel).astype(np.float32), f"{name}.weight"))
    numbers.append(numpy_helper.from_array(np.zeros(outputs, np.float32), f"{name}.bias"))
    is_last = layer == len(layers)
    result = "logits" if is_last else f"{name}.sum"
    operands = [value, f"{name}.weight", f"{name}.bias"]
    if found[1]:
        nodes.append(helper.make_node(
            "Conv", operands, [result], name=name, kernel_shape=kernel, strides=[stride] * 2, pads=[1] * 4))
        extents = [outputs] + [(extent - 1) // stride + 1 for extent in extents[1:]]
    else:
        nodes.append(helper.make_node("Gemm", operands, [result], name=name, transB=1))
        extents = [outputs]
    if not is_last:
        value = f"{name}.out"
        nodes.append(helper.make_node("Relu", [result], [value], name=f"relu{layer}"))
if len(extents) != 1:
    sys.exit(f"the last layer is {layers[-1]}; accepted: a number of classes\n{__doc__}")
graph = helper.make_graph(
    nodes, "random", [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n"] + shape)],
    [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n"] + extents)], numbers)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, arguments[0])
preprocessing = pathlib.Path(arguments[0]).with_suffix(".toml")
if not preprocessing.exists():
    preprocessing.write_text("[preprocess]\nscale = 0.00392156862745098\nmean = [0.0]\nstd = [1.0]\n")
