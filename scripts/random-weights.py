#!/usr/bin/env python3
"""Writes an ONNX network again with random weights: normal, of the variance 2 / inputs (He and others, 2015), biases 0.
For trainings from nothing.

usage: random-weights.py NETWORK.onnx RANDOM.onnx [SEED]     needs numpy and onnx
"""

import sys

import numpy as np
import onnx
from onnx import numpy_helper

if len(sys.argv) not in (3, 4):
    sys.exit(__doc__)
model = onnx.load(sys.argv[1])
generator = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) == 4 else 1)
for tensor in model.graph.initializer:
    values = numpy_helper.to_array(tensor)
    if values.dtype != np.float32:
        continue
    deviation = np.sqrt(2 / max(1, np.prod(values.shape[1:]))) if values.ndim > 1 else 0
    drawn = (generator.standard_normal(values.shape) * deviation if deviation else np.zeros(values.shape))
    tensor.CopyFrom(numpy_helper.from_array(drawn.astype(np.float32), tensor.name))
onnx.save(model, sys.argv[2])
