#!/usr/bin/env python3
"""Writes an ONNX network again with random weights: normal, of the variance 2 / inputs (He and others, 2015), biases 0,
normalizations that change nothing. For trainings from nothing. NETWORK.toml, the preprocessing, is copied beside it.

usage: random-weights.py NETWORK.onnx RANDOM.onnx [SEED]     needs numpy and onnx
"""

import pathlib
import shutil
import sys

try:
    import numpy as np
    import onnx
    from onnx import numpy_helper
except ImportError as error:
    sys.exit(f"{error}: this needs numpy and onnx")

if len(sys.argv) not in (3, 4):
    sys.exit(__doc__)
model = onnx.load(sys.argv[1])
generator = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) == 4 else 1)
# Scales and variances of normalizations are 1.
ones = set()
for node in model.graph.node:
    places = {"BatchNormalization": (1, 4), "LayerNormalization": (1,), "GroupNormalization": (1,),
              "InstanceNormalization": (1,)}.get(node.op_type, ())
    ones.update(node.input[place] for place in places if place < len(node.input))
for tensor in model.graph.initializer:
    values = numpy_helper.to_array(tensor)
    if values.dtype != np.float32:
        continue
    deviation = np.sqrt(2 / max(1, np.prod(values.shape[1:]))) if values.ndim > 1 else 0
    drawn = generator.standard_normal(values.shape) * deviation if deviation else np.zeros(values.shape)
    if tensor.name in ones:
        drawn = np.ones(values.shape)
    tensor.CopyFrom(numpy_helper.from_array(drawn.astype(np.float32), tensor.name))
onnx.save(model, sys.argv[2])
preprocessing, copy = (pathlib.Path(name).with_suffix(".toml") for name in sys.argv[1:3])
if preprocessing.exists() and not copy.exists():
    shutil.copyfile(preprocessing, copy)
