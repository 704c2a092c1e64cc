#!/usr/bin/env python3
"""Trains a small language model on licence texts and writes it for `assay evaluate`.

    pip install torch onnx onnxscript onnxruntime     # torch's CPU build is enough
    python3 scripts/train-language-model.py FOLDER

The text is that of Debian's package base-files, in /usr/share/common-licenses: every Debian system
has it. Two blocks of a decoder (width 64, four heads, a context of 64 characters, GELU, the layer
normalizations first) learn the next character of some licences; others are held out. Takes some
minutes on one core. The seeds are fixed; the weights are the same with the same PyTorch and
processor, since another order of summation rounds differently.

FOLDER gets
  characters.onnx, characters.onnx.data   as PyTorch's default exporter writes it
  characters-legacy.onnx                  as its older exporter does
  held-out.npy      texts x 65 numbers of characters, for --dataset tokens:held-out.npy
  calibration.npy   the same of training text, for --calibration
  logits.npy        ONNX Runtime's logits of the first 64 held-out texts
"""

import argparse
import math
import pathlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional

TEXTS = pathlib.Path("/usr/share/common-licenses")
HELD_OUT = ["Artistic", "BSD", "CC0-1.0", "MPL-2.0"]
# The characters of a text: blank to tilde of ASCII.
FIRST, COUNT = 32, 95
CONTEXT, WIDTH, HEADS, BLOCKS = 64, 64, 4, 2
BATCH, RATE = 32, 3e-3


def characters(name):
    """The numbers of a text's characters; runs of blanks and line ends are one blank."""
    text = " ".join((TEXTS / name).read_text("utf-8", errors="ignore").split())
    codes = np.frombuffer(text.encode("ascii", errors="ignore"), np.uint8).astype(np.int64)
    return codes[(codes >= FIRST) & (codes < FIRST + COUNT)] - FIRST


def windows(texts):
    """Rows of CONTEXT + 1 characters; each begins where the one before ends, with its last one."""
    rows = [text[start : start + CONTEXT + 1]
            for text in texts for start in range(0, len(text) - CONTEXT, CONTEXT)]
    return np.stack(rows)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.before_attention, self.before_layers = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.projections, self.output = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        batch, length, _ = x.shape
        parts = self.projections(self.before_attention(x)).view(batch, length, 3, HEADS, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.output(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        return x + self.narrow(functional.gelu(self.wide(self.before_layers(x))))


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(COUNT, WIDTH)
        self.places = nn.Parameter(0.02 * torch.randn(CONTEXT, WIDTH))
        self.blocks = nn.Sequential(*[Block() for _ in range(BLOCKS)])
        self.last, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, COUNT)

    def forward(self, tokens):
        return self.head(self.last(self.blocks(self.table(tokens) + self.places)))


def loss(model, rows):
    logits = model(rows[:, :-1])
    return functional.cross_entropy(logits.reshape(-1, COUNT), rows[:, 1:].reshape(-1))


def train(model, text, steps):
    """AdamW, with a rate that rises over a twentieth of the steps and falls along a half cosine."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.05)
    text = torch.from_numpy(text)
    generator = torch.Generator().manual_seed(1)
    for step in range(steps):
        share = step / steps
        rate = RATE * min(share / 0.05, 0.5 + 0.5 * math.cos(math.pi * share))
        for group in optimizer.param_groups:
            group["lr"] = rate
        starts = torch.randint(len(text) - CONTEXT, (BATCH,), generator=generator)
        rows = text[starts[:, None] + torch.arange(CONTEXT + 1)]
        found = loss(model, rows)
        optimizer.zero_grad()
        found.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 200 == 0:
            print(f"step {step + 1} of {steps}: perplexity {math.exp(found.item()):.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=3000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(1)

    # Links such as GPL lead to a version of the licence, which counts once.
    names = sorted(path.name for path in TEXTS.iterdir() if not path.is_symlink())
    training = [characters(name) for name in names if name not in HELD_OUT]
    held_out = windows([characters(name) for name in HELD_OUT])
    model = LanguageModel()
    train(model, np.concatenate(training), options.steps)
    model.eval()
    with torch.no_grad():
        perplexity = math.exp(loss(model, torch.from_numpy(held_out)).item())
    count = sum(parameter.numel() for parameter in model.parameters())
    print(f"{count} parameters; held-out perplexity {perplexity:.3f} on {len(held_out)} texts of "
          f"{CONTEXT} characters")

    np.save(options.folder / "held-out.npy", held_out)
    rows = windows(training)
    np.save(options.folder / "calibration.npy", rows[:: max(1, len(rows) // 128)][:128])
    example = torch.from_numpy(held_out[:2, :-1].copy())
    file = options.folder / "characters.onnx"
    torch.onnx.export(
        model, (example,), str(file), dynamo=True, input_names=["tokens"],
        output_names=["logits"], dynamic_shapes=({0: torch.export.Dim("texts")},), verbose=False)
    torch.onnx.export(
        model, (example,), str(options.folder / "characters-legacy.onnx"), dynamo=False,
        opset_version=17, input_names=["tokens"], output_names=["logits"],
        dynamic_axes={"tokens": {0: "texts"}, "logits": {0: "texts"}})

    import onnxruntime

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    np.save(options.folder / "logits.npy", session.run(None, {"tokens": held_out[:64, :-1]})[0])


if __name__ == "__main__":
    main()
