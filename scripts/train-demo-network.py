#!/usr/bin/env python3
"""Draws the demo's data set and trains the demo's network; writes both into demo/.

    pip install numpy onnx
    python3 scripts/train-demo-network.py

Ten classes of simple shapes on 16 x 16 grey images, with random place, size, tilt, stroke, contrast,
clutter and noise, so that a small network errs on a few images of a hundred and a loss of accuracy
on crossbars shows. Everything is drawn and trained here, from fixed seeds, with numpy alone; there
is no other source. Takes about a minute. The images are the same bytes everywhere; the weights are
the same bytes with the same numpy and BLAS, since another order of summation rounds differently.
"""

import gzip
import hashlib
import pathlib
import struct

import numpy as np
import onnx
import onnx.reference
from onnx import TensorProto, helper, numpy_helper

SIDE = 16
CLASSES = ["disk", "ring", "square", "frame", "triangle", "plus", "cross", "tee", "ell", "chevron"]
TRAINING, TEST, LOGITS = 12000, 1500, 64
EPOCHS, BATCH, RATE = 14, 64, 2e-3
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "demo"


# MARK: drawing


def segment(x, y, ax, ay, bx, by):
    """The distance of every pixel from the line segment a-b."""
    along = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2), 0, 1)
    return np.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def box(x, y, half):
    return np.maximum(np.abs(x), np.abs(y)) - half


def triangle(x, y, half):
    """An upright equilateral triangle: the largest of three signed distances to its sides."""
    return np.maximum.reduce([y - half * 0.7, 0.866 * x - 0.5 * y - half * 0.6, -0.866 * x - 0.5 * y - half * 0.6])


def strokes(x, y, half, lines, width):
    return np.minimum.reduce([segment(x, y, *(half * np.array(line))) for line in lines]) - width


LINES = {
    "plus": [(-1, 0, 1, 0), (0, -1, 0, 1)],
    "cross": [(-0.75, -0.75, 0.75, 0.75), (-0.75, 0.75, 0.75, -0.75)],
    "tee": [(-0.9, -0.8, 0.9, -0.8), (0, -0.8, 0, 0.9)],
    "ell": [(-0.6, -0.9, -0.6, 0.8), (-0.6, 0.8, 0.8, 0.8)],
    "chevron": [(-0.8, 0.5, 0, -0.6), (0, -0.6, 0.8, 0.5)],
}


def draw(label, chance):
    """One image, as bytes in multiples of 17: sixteen grey levels, which gzip packs well."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    x = columns - (SIDE - 1) / 2 - chance.uniform(-2.5, 2.5)
    y = rows - (SIDE - 1) / 2 - chance.uniform(-2.5, 2.5)
    tilt = chance.uniform(-0.35, 0.35)
    x, y = x * np.cos(tilt) + y * np.sin(tilt), y * np.cos(tilt) - x * np.sin(tilt)
    half, width = chance.uniform(2.8, 5.4), chance.uniform(0.4, 1.1)
    name = CLASSES[label]
    if name == "disk":
        distance = np.hypot(x, y) - half * 0.9
    elif name == "ring":
        distance = np.abs(np.hypot(x, y) - half * 0.9) - width
    elif name == "square":
        distance = box(x, y, half * 0.8)
    elif name == "frame":
        distance = np.abs(box(x, y, half * 0.8)) - width
    elif name == "triangle":
        distance = triangle(x, y, half)
    else:
        distance = strokes(x, y, half, LINES[name], width)
    image = np.clip(0.5 - distance, 0, 1) * chance.uniform(0.45, 1)
    for _ in range(chance.integers(0, 3)):
        ax, ay = chance.uniform(0, SIDE, 2)
        angle, length = chance.uniform(0, 2 * np.pi), chance.uniform(2, 5)
        scratch = segment(columns, rows, ax, ay, ax + length * np.cos(angle), ay + length * np.sin(angle))
        image = np.maximum(image, np.clip(0.9 - scratch, 0, 1) * chance.uniform(0.2, 0.6))
    image = image + chance.normal(0, chance.uniform(0.02, 0.16), image.shape)
    return (np.rint(np.clip(image, 0, 1) * 15) * 17).astype(np.uint8)


def draw_set(count, seed):
    chance = np.random.Generator(np.random.PCG64(seed))
    labels = chance.permutation(np.arange(count) % len(CLASSES)).astype(np.uint8)
    return np.stack([draw(label, chance) for label in labels]), labels


# MARK: the network: two convolutions with pooling, two dense layers


def patches(x):
    """batch x channels x h x w to batch x h x w x (channels * 9), with one pixel of zero padding."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(*windows.shape[:1], *windows.shape[2:4], -1)


class Convolution:
    def __init__(self, inputs, outputs, chance):
        self.weight = chance.normal(0, np.sqrt(2 / (9 * inputs)), (outputs, inputs * 9)).astype(np.float32)
        self.bias = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.shape, self.seen = x.shape, patches(x)
        return (self.seen @ self.weight.T + self.bias).transpose(0, 3, 1, 2)

    def backward(self, gradient):
        rows = gradient.transpose(0, 2, 3, 1).reshape(-1, len(self.bias))
        self.gradients = [rows.T @ self.seen.reshape(len(rows), -1), rows.sum(0)]
        batch, channels, height, width = self.shape
        spread = (rows @ self.weight).reshape(batch, height, width, channels, 3, 3)
        result = np.zeros((batch, channels, height + 2, width + 2), np.float32)
        for i in range(3):
            for j in range(3):
                result[:, :, i : i + height, j : j + width] += spread[..., i, j].transpose(0, 3, 1, 2)
        return result[:, :, 1:-1, 1:-1]


class Dense:
    def __init__(self, inputs, outputs, chance):
        self.weight = chance.normal(0, np.sqrt(2 / inputs), (outputs, inputs)).astype(np.float32)
        self.bias = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.seen = x
        return x @ self.weight.T + self.bias

    def backward(self, gradient):
        self.gradients = [gradient.T @ self.seen, gradient.sum(0)]
        return gradient @ self.weight


class Rectifier:
    def forward(self, x):
        self.open = x > 0
        return x * self.open

    def backward(self, gradient):
        return gradient * self.open


class Pooling:
    """The largest of every 2 x 2 block."""

    def forward(self, x):
        batch, channels, height, width = x.shape
        blocks = x.reshape(batch, channels, height // 2, 2, width // 2, 2).transpose(0, 1, 2, 4, 3, 5)
        self.shape, blocks = x.shape, blocks.reshape(batch, channels, height // 2, width // 2, 4)
        self.chosen = blocks.argmax(-1)
        return blocks.max(-1)

    def backward(self, gradient):
        batch, channels, height, width = self.shape
        blocks = np.zeros((*gradient.shape, 4), np.float32)
        np.put_along_axis(blocks, self.chosen[..., None], gradient[..., None], -1)
        blocks = blocks.reshape(batch, channels, height // 2, width // 2, 2, 2)
        return blocks.transpose(0, 1, 2, 4, 3, 5).reshape(self.shape)


class Flattening:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, gradient):
        return gradient.reshape(self.shape)


def forward(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x


def train(layers, images, labels, chance):
    """Adam on the cross-entropy, with a learning rate that falls to zero along a half cosine."""
    weighted = [layer for layer in layers if hasattr(layer, "weight")]
    moments = [[np.zeros_like(p), np.zeros_like(p)] for layer in weighted for p in (layer.weight, layer.bias)]
    steps, step = EPOCHS * (len(images) // BATCH), 0
    for epoch in range(EPOCHS):
        order, losses = chance.permutation(len(images)), []
        for start in range(0, len(images) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            logits = forward(layers, images[chosen])
            shares = np.exp(logits - logits.max(1, keepdims=True))
            shares /= shares.sum(1, keepdims=True)
            losses.append(-np.log(shares[np.arange(BATCH), labels[chosen]] + 1e-12).mean())
            gradient = shares.copy()
            gradient[np.arange(BATCH), labels[chosen]] -= 1
            gradient /= BATCH
            for layer in reversed(layers):
                gradient = layer.backward(gradient)
            step += 1
            rate = RATE * (0.5 + 0.5 * np.cos(np.pi * step / steps))
            parameters = [p for layer in weighted for p in (layer.weight, layer.bias)]
            slopes = [g for layer in weighted for g in layer.gradients]
            for parameter, slope, (mean, square) in zip(parameters, slopes, moments):
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope * slope - square)
                scaled = np.sqrt(square / (1 - 0.999**step)) + 1e-8
                parameter -= np.float32(rate) * (mean / (1 - 0.9**step) / scaled).astype(np.float32)
        print(f"epoch {epoch + 1:2d} of {EPOCHS}: loss {np.mean(losses):.4f}")


# MARK: writing


def write_gzip(path, data):
    # No name and no time in the header: the same bytes give the same file.
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)


def write_idx(path, array):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    write_gzip(path, header + array.tobytes())


def write_onnx(path, layers):
    first, second, hidden, last = [layer for layer in layers if hasattr(layer, "weight")]
    constants = {
        "conv1.weight": first.weight.reshape(-1, 1, 3, 3), "conv1.bias": first.bias,
        "conv2.weight": second.weight.reshape(len(second.bias), -1, 3, 3), "conv2.bias": second.bias,
        "fc1.weight": hidden.weight, "fc1.bias": hidden.bias,
        "fc2.weight": last.weight, "fc2.bias": last.bias,
    }
    conv = dict(kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1])
    pool = dict(kernel_shape=[2, 2], strides=[2, 2])
    node = helper.make_node
    nodes = [
        node("Conv", ["input", "conv1.weight", "conv1.bias"], ["conv1"], name="conv1", **conv),
        node("Relu", ["conv1"], ["relu1"], name="relu1"),
        node("MaxPool", ["relu1"], ["pool1"], name="pool1", **pool),
        node("Conv", ["pool1", "conv2.weight", "conv2.bias"], ["conv2"], name="conv2", **conv),
        node("Relu", ["conv2"], ["relu2"], name="relu2"),
        node("MaxPool", ["relu2"], ["pool2"], name="pool2", **pool),
        node("Flatten", ["pool2"], ["flat"], name="flatten", axis=1),
        node("Gemm", ["flat", "fc1.weight", "fc1.bias"], ["fc1"], name="fc1", transB=1),
        node("Relu", ["fc1"], ["relu3"], name="relu3"),
        node("Gemm", ["relu3", "fc2.weight", "fc2.bias"], ["logits"], name="fc2", transB=1),
    ]
    graph = helper.make_graph(
        nodes, "glyphs",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 1, SIDE, SIDE])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", len(CLASSES)])],
        [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in constants.items()],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 15)], producer_name="train-demo-network.py")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString(deterministic=True))
    return model


def main():
    FOLDER.mkdir(exist_ok=True)
    training, training_labels = draw_set(TRAINING, seed=1)
    test, test_labels = draw_set(TEST, seed=2)
    chance = np.random.Generator(np.random.PCG64(3))
    layers = [
        Convolution(1, 8, chance), Rectifier(), Pooling(),
        Convolution(8, 16, chance), Rectifier(), Pooling(),
        Flattening(), Dense(256, 32, chance), Rectifier(), Dense(32, len(CLASSES), chance),
    ]
    scaled = lambda images: images[:, None].astype(np.float32) / np.float32(255)
    train(layers, scaled(training), training_labels.astype(int), chance)

    logits = forward(layers, scaled(test))
    right = int((logits.argmax(1) == test_labels).sum())
    fifth = np.sort(logits, 1)[:, -5]
    right_in_five = int((logits[np.arange(TEST), test_labels] >= fifth).sum())

    write_idx(FOLDER / "test-images-idx3-ubyte.gz", test)
    write_idx(FOLDER / "test-labels-idx1-ubyte.gz", test_labels)
    model = write_onnx(FOLDER / "glyphs.onnx", layers)
    # The reference logits come from ONNX's own evaluator, not from the code that trained.
    reference = onnx.reference.ReferenceEvaluator(model).run(None, {"input": scaled(test[:LOGITS])})[0]
    assert np.abs(reference - logits[:LOGITS]).max() < 1e-4
    np.save(FOLDER / "reference-logits.npy", reference.astype(np.float32))

    print(f"test images right: {right} of {TEST}; among the first five: {right_in_five}")
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in (".gz", ".onnx", ".npy"):
            print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name} ({path.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
