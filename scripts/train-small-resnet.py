#!/usr/bin/env python3
"""Trains an eight-layer ResNet on CIFAR-10 and writes it for `assay evaluate`.

    pip install torch onnx onnxscript onnxruntime     # torch's CPU build is enough
    python3 scripts/train-small-resnet.py FOLDER --train data_batch_*.bin --test test_batch.bin

The files are those of CIFAR-10's binary version (www.cs.toronto.edu/~kriz/cifar.html): a label and
3 x 32 x 32 bytes an image; one file with all training images does as well. A convolution, three blocks
of two convolutions with 16, 32 and 64 channels and shortcuts without weights (K. He et al.,
arXiv:1512.03385, option A), and a matrix behind the mean over all positions: small enough that every
array of the network can be solved exactly for some hundred images. Takes some minutes on one core.
The seeds are fixed; the weights are the same with the same PyTorch and processor, since another order
of summation rounds differently.

FOLDER gets
  cifar10-resnet8.onnx   batch normalization folded into the convolutions
  cifar10-resnet8.toml   the preprocessing, which `assay` finds beside it
  logits.npy             ONNX Runtime's logits of the first 64 test images
"""

import argparse
import pathlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
WIDTHS = (16, 32, 64)
SIZE, CLASSES, BATCH, RATE = 32, 10, 128, 0.2
RECORD = 1 + 3 * SIZE * SIZE


def images_of(files):
    """Pixels, images x 3 x 32 x 32 bytes, and labels."""
    records = []
    for file in files:
        data = np.fromfile(file, np.uint8)
        if data.size == 0 or data.size % RECORD:
            raise SystemExit(f"{file}: {data.size} bytes; accepted: images of {RECORD} bytes each")
        records.append(data.reshape(-1, RECORD))
    records = np.concatenate(records)
    if records[:, 0].max() >= CLASSES:
        raise SystemExit(f"label {records[:, 0].max()}; accepted: 0 to {CLASSES - 1}")
    pixels = torch.from_numpy(records[:, 1:].reshape(-1, 3, SIZE, SIZE).copy())
    return pixels, torch.from_numpy(records[:, 0].astype(np.int64))


def inputs_of(pixels):
    """What the network gets: (pixel / 255 - mean) / deviation."""
    mean, deviation = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, DEVIATION))
    return (pixels.float() / 255 - mean) / deviation


class Convolution(nn.Sequential):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs))


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.stride, self.more = outputs // inputs, outputs - inputs
        self.first, self.second = Convolution(inputs, outputs, self.stride), Convolution(outputs, outputs)

    def forward(self, x):
        # Every second position, and channels of zeros on either side.
        shortcut = functional.pad(
            x[:, :, :: self.stride, :: self.stride],
            (0, 0, 0, 0, self.more // 2, self.more - self.more // 2)) if self.more else x
        return functional.relu(self.second(functional.relu(self.first(x))) + shortcut)


class ResNet8(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Convolution(3, WIDTHS[0])
        self.blocks = nn.Sequential(
            *[Block(inputs, outputs) for inputs, outputs in zip(WIDTHS[:1] + WIDTHS, WIDTHS)])
        self.last = nn.Linear(WIDTHS[-1], CLASSES)

    def forward(self, x):
        x = self.blocks(functional.relu(self.first(x)))
        return self.last(functional.adaptive_avg_pool2d(x, 1).flatten(1))


def moved(pixels, generator):
    """Images shifted by up to two pixels, half of them mirrored."""
    mirrored = torch.rand(len(pixels), generator=generator) < 0.5
    pixels = torch.where(mirrored.view(-1, 1, 1, 1), pixels.flip(3), pixels)
    row, column = torch.randint(5, (2,), generator=generator).tolist()
    return functional.pad(pixels, (2, 2, 2, 2))[:, :, row : row + SIZE, column : column + SIZE]


def train(model, pixels, labels, epochs):
    """Stochastic gradients with a momentum; the rate rises for a quarter of the steps and falls to 0."""
    optimizer = torch.optim.SGD(
        model.parameters(), lr=RATE, momentum=0.9, weight_decay=5e-4, nesterov=True)
    generator = torch.Generator().manual_seed(1)
    steps = epochs * (len(pixels) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.25 * steps), (steps - step) / (0.75 * steps)))
    for epoch in range(epochs):
        order = torch.randperm(len(pixels), generator=generator)
        total = 0.0
        for start in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[start : start + BATCH]
            loss = functional.cross_entropy(
                model(inputs_of(moved(pixels[rows], generator))), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {epochs}: loss {total / (len(order) // BATCH):.3f}", flush=True)


def folded(model):
    """The network with its batch normalization in the convolutions."""
    for module in model.modules():
        if isinstance(module, Convolution):
            module[0], module[1] = nn.utils.fuse_conv_bn_eval(module[0], module[1]), nn.Identity()
    return model


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--train", type=pathlib.Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--test", type=pathlib.Path, required=True, metavar="FILE")
    parser.add_argument("--epochs", type=int, default=6)
    options = parser.parse_args()
    pixels, labels = images_of(options.train)
    test_pixels, test_labels = images_of([options.test])
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(1)

    model = ResNet8()
    train(model, pixels, labels, options.epochs)
    model = folded(model.eval())
    with torch.no_grad():
        found = torch.cat([model(inputs_of(part)).argmax(1) for part in test_pixels.split(500)])
    right = int((found == test_labels).sum())
    count = sum(parameter.numel() for parameter in model.parameters())
    print(f"{count} parameters; {right} of {len(test_labels)} test images right "
          f"({100 * right / len(test_labels):.2f} %)")

    file = options.folder / "cifar10-resnet8.onnx"
    torch.onnx.export(
        model, (inputs_of(test_pixels[:2]),), str(file), dynamo=True, external_data=False,
        input_names=["input"], output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("images")},), verbose=False)
    file.with_suffix(".toml").write_text(
        f"[preprocess]\nscale = {1 / 255!r}\nmean = {list(MEAN)}\nstd = {list(DEVIATION)}\n", "utf-8")

    import onnxruntime

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    np.save(options.folder / "logits.npy",
            session.run(None, {"input": inputs_of(test_pixels[:64]).numpy()})[0])


if __name__ == "__main__":
    main()
