#!/usr/bin/env python3
"""The gradients that PyTorch has for the small network of Tests/NetworksTests/TorchGradientTests.swift, as its list of
numbers: weights of a layer as inputs x outputs, then its bias.

usage: torch-gradients.py     needs torch
"""

import torch


def pattern(count, seed):
    """The numbers of the tests' function of this name."""
    state, numbers = seed * 0x9E3779B97F4A7C15 % 2**64, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        numbers.append((state >> 40) / 2**23 - 1)
    return torch.tensor(numbers, dtype=torch.float64)


def parameter(shape, seed):
    count = torch.Size(shape).numel()
    return pattern(count, seed).reshape(shape).requires_grad_()


first, first_bias = parameter([3, 2, 3, 3], 1), parameter([3], 2)
second, second_bias = parameter([12, 4], 3), parameter([4], 4)
images = pattern(3 * 2 * 4 * 4, 5).reshape(3, 2, 4, 4)
values = torch.relu(torch.nn.functional.conv2d(images, first, first_bias, padding=1))
values = torch.nn.functional.max_pool2d(values, 2).flatten(1)
logits = values @ second + second_bias
loss = torch.nn.functional.cross_entropy(logits, torch.tensor([2, 0, 3]), label_smoothing=0.1)
loss.backward()
found = [loss.detach().reshape(1), first.grad.reshape(3, -1).T.reshape(-1), first_bias.grad,
         second.grad.reshape(-1), second_bias.grad]
for start in range(0, len(torch.cat(found)), 8):
    print(" ".join(f"{number:.7g}," for number in torch.cat(found)[start:start + 8].tolist()))
