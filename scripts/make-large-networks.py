#!/usr/bin/env python3
"""Writes networks of the size of ResNet-50 and VGG-16 with random weights, for time and memory.

    pip install numpy onnx
    python3 scripts/make-large-networks.py FOLDER [resnet50] [vgg16]

Layers, strides and paddings are those of torchvision's resnet50 (a stage's stride in its 3 x 3
convolution) and vgg16, with batch normalization folded: every convolution has a bias. Weights are
normal, of variance 2 over the inputs of an output (He et al. 2015), so that activations keep their
magnitude through any number of layers; the last convolution of a residual branch has half that
deviation, so that the sum of sixteen branches grows by less than a factor of 30. The seed is fixed:
the same files with any version of numpy that has PCG64. FOLDER gets NAME.onnx and NAME.toml with the
usual preprocessing (a centered crop of 224, mean and deviation of ImageNet).

What such a network classifies means nothing; what it costs is what a trained one costs.
"""

import argparse
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper

PREPROCESSING = """[preprocess]
scale = 0.00392156862745098
mean = [0.485, 0.456, 0.406]
std = [0.229, 0.224, 0.225]
crop = 224
"""


class Graph:
    """A network under construction; every method gives the name of its output."""

    def __init__(self, seed):
        self.chance = np.random.Generator(np.random.PCG64(seed))
        self.nodes, self.constants = [], []

    def constant(self, name, values):
        self.constants.append(
            helper.make_tensor(name, TensorProto.FLOAT, values.shape, values.tobytes(), raw=True))
        return name

    def node(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def weights(self, shape, inputs, scale):
        deviation = scale * np.sqrt(2 / inputs)
        return (deviation * self.chance.standard_normal(shape, np.float32)).astype(np.float32)

    def convolution(self, x, name, channels, outputs, size, stride=1, relu=True, scale=1.0):
        weights = self.weights((outputs, channels, size, size), channels * size * size, scale)
        bias = (0.01 * self.chance.standard_normal(outputs, np.float32)).astype(np.float32)
        pad = size // 2
        x = self.node(
            "Conv", [x, self.constant(f"{name}.weight", weights), self.constant(f"{name}.bias", bias)],
            name, kernel_shape=[size, size], strides=[stride, stride], pads=[pad] * 4)
        return self.node("Relu", [x], f"{name}.relu") if relu else x

    def linear(self, x, name, inputs, outputs, relu):
        weights = self.weights((outputs, inputs), inputs, 1.0)
        x = self.node(
            "Gemm",
            [x, self.constant(f"{name}.weight", weights),
             self.constant(f"{name}.bias", np.zeros(outputs, np.float32))],
            name if relu else "logits", transB=1)
        return self.node("Relu", [x], f"{name}.relu") if relu else x

    def write(self, name, folder):
        graph = helper.make_graph(
            self.nodes, name,
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["images", 3, 224, 224])],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["images", 1000])],
            self.constants)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8,
            producer_name="make-large-networks")
        onnx.save(model, str(folder / f"{name}.onnx"))
        (folder / f"{name}.toml").write_text(PREPROCESSING, encoding="utf-8")
        count = sum(int(np.prod(item.dims)) for item in self.constants)
        print(f"{folder / name}.onnx: {count:,} parameters")


def resnet50(folder):
    graph = Graph(seed=50)
    x = graph.convolution("input", "conv1", 3, 64, 7, stride=2)
    x = graph.node(
        "MaxPool", [x], "maxpool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    channels = 64
    for stage, (width, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 1):
        for block in range(blocks):
            name = f"layer{stage}.{block}"
            stride = 2 if block == 0 and stage > 1 else 1
            y = graph.convolution(x, f"{name}.conv1", channels, width, 1)
            y = graph.convolution(y, f"{name}.conv2", width, width, 3, stride=stride)
            y = graph.convolution(y, f"{name}.conv3", width, 4 * width, 1, relu=False, scale=0.5)
            if block == 0:
                x = graph.convolution(
                    x, f"{name}.downsample", channels, 4 * width, 1, stride=stride, relu=False,
                    scale=np.sqrt(0.5))
            x = graph.node("Relu", [graph.node("Add", [y, x], f"{name}.add")], f"{name}.relu")
            channels = 4 * width
    x = graph.node("GlobalAveragePool", [x], "avgpool")
    x = graph.node("Flatten", [x], "flatten", axis=1)
    graph.linear(x, "fc", channels, 1000, relu=False)
    graph.write("resnet50", folder)


def vgg16(folder):
    graph = Graph(seed=16)
    x, channels, number = "input", 3, 0
    for width, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(count):
            x = graph.convolution(x, f"features.{number}", channels, width, 3)
            channels, number = width, number + 1
        x = graph.node("MaxPool", [x], f"pool{number}", kernel_shape=[2, 2], strides=[2, 2])
    x = graph.node("Flatten", [x], "flatten", axis=1)
    x = graph.linear(x, "classifier.0", 512 * 7 * 7, 4096, relu=True)
    x = graph.linear(x, "classifier.3", 4096, 4096, relu=True)
    graph.linear(x, "classifier.6", 4096, 1000, relu=False)
    graph.write("vgg16", folder)


NETWORKS = {"resnet50": resnet50, "vgg16": vgg16}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("networks", nargs="*", choices=[[], *NETWORKS])
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.networks or NETWORKS:
        NETWORKS[name](options.folder)


if __name__ == "__main__":
    main()
