"""Small valid inputs of every kind: what the mutations start from."""

import gzip
import math
import random
import struct
import zlib

from .readers import message, npy_bytes

TECHNOLOGY = b"""# An array of ohmic cells.
schema = 1
name = "array"
source = "the fuzzer"
[cell]
topology = "1R"
device = "ohmic"
on_resistance_ohm = 10e3
off_resistance_ohm = 600e3
levels = 4
[wires]
row_segment_resistance_ohm = 2.5
column_segment_resistance_ohm = 5
[driver]
resistance_ohm = 500
[sense]
resistance_ohm = 100
[read]
voltage_volt = 0.25
temperature_celsius = 27
"""

RECIPE = b"""schema = 1
name = "tiny"
technology = "array.toml"
seed = 5
[[cases]]
rows = 4
columns = 3
batch = 2
programming = "levels"
levels = 4
inputs = ["binary", "sparse"]
"""

MAPPING = b"""[tile]
rows = 8
columns = 8
[weights]
bits = 3
bits_per_cell = 2
[inputs]
bits = 6
"""

PREPROCESSING = b"""[preprocess]
scale = 0.00392156862745098
mean = [0.5]
std = [0.25]
"""

CELLS = b"""# wanted and measured
target_siemens,measured_siemens,instance
""" + b"".join(b"%de-6,%.3fe-6,%d\n" % (5 * (k % 4 + 1), 5 * (k % 4 + 1) + 0.1 * math.sin(7 * k), k // 20)
               for k in range(60))

CONDUCTANCES = npy_bytes((4, 3), [k * 1e-6 for k in (10, 60, 40, 40, 20, 70, 70, 50, 30, 30, 10, 60)])
VOLTAGES = npy_bytes((2, 4), [0.1, 0.2, 0.05, 0.25, 0, -0.1, 0.25, 0.125])

SIDE, CLASSES, IMAGES = 4, 3, 5


def pixels():
    chance = random.Random(7)
    return bytes(chance.randrange(256) for _ in range(IMAGES * SIDE * SIDE))


CLASS_OF = bytes(k % CLASSES for k in range(IMAGES))


def idx_file(shape, body):
    return b"\0\0\x08" + bytes([len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + body


def tensor(name, dims, numbers):
    return message(*[(1, n) for n in dims], (2, 1), (8, name), (9, struct.pack(f"<{len(numbers)}f", *numbers)))


def node(kind, output, *inputs):
    return message(*[(1, name) for name in inputs], (2, output), (3, "n" + output), (4, kind))


def value(name, *dims, kind=1):
    shape = message(*[(1, message((1, n)) if n else message((2, "N"))) for n in dims])
    return message((1, name), (2, message((1, message((1, kind), (2, shape))))))


TOKENS, POSITIONS, TEXTS = 5, 3, 4
TABLE = [((7 * k * k + 3 * k) % 31) / 8 - 2 for k in range(TOKENS * TOKENS)]
TEXT = [(k * k * 5 + k) % TOKENS for k in range(TEXTS * (POSITIONS + 1))]


def token_network():
    """A network that looks up the logits of the next token in a table."""
    graph = message(
        (1, node("Gather", "logits", "table", "input")), (2, "tokens"),
        (5, tensor("table", (TOKENS, TOKENS), TABLE)), (11, value("input", 0, POSITIONS, kind=7)),
        (12, value("logits", 0, POSITIONS, TOKENS)))
    return message((1, 8), (2, "fuzz"), (7, graph), (8, message((2, 13))))


def split_network():
    """The bytes of a network of one layer on 4 × 4 images, and of the file that holds its matrix."""
    numbers = [((11 * k * k + k) % 29) / 29 - 0.5 for k in range(SIDE * SIDE * CLASSES)]
    body = struct.pack(f"<{len(numbers)}f", *numbers)

    def entry(key, text):
        return (13, message((1, key), (2, text)))

    matrix = message((1, SIDE * SIDE), (1, CLASSES), (2, 1), (8, "w"), entry("location", "net.onnx.data"),
                     entry("offset", "16"), entry("length", str(len(body))), (14, 1))
    graph = message(
        (1, node("Flatten", "flat", "input")), (1, node("MatMul", "logits", "flat", "w")), (2, "split"),
        (5, matrix), (11, value("input", 0, 1, SIDE, SIDE)), (12, value("logits", 0, CLASSES)))
    return message((1, 8), (2, "fuzz"), (7, graph), (8, message((2, 13)))), bytes(16) + body


def network():
    """A network of one hidden layer on 4 × 4 images."""
    chance = random.Random(11)

    def drawn(name, *dims):
        return tensor(name, dims, [chance.gauss(0, 0.4) for _ in range(math.prod(dims))])

    graph = message(
        (1, node("Flatten", "flat", "input")), (1, node("MatMul", "hidden", "flat", "w1")),
        (1, node("Add", "biased", "hidden", "b1")), (1, node("Relu", "positive", "biased")),
        (1, node("MatMul", "last", "positive", "w2")), (1, node("Add", "logits", "last", "b2")), (2, "tiny"),
        (5, drawn("w1", SIDE * SIDE, 6)), (5, drawn("b1", 1, 6)), (5, drawn("w2", 6, CLASSES)),
        (5, drawn("b2", 1, CLASSES)), (11, value("input", 0, 1, SIDE, SIDE)), (12, value("logits", 0, CLASSES)))
    return message((1, 8), (2, "fuzz"), (7, graph), (8, message((2, 13))))


def png(body, columns=SIDE, rows=SIDE):
    lines = b"".join(b"\0" + body[r * columns:(r + 1) * columns] for r in range(rows))
    pieces = [(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(lines)),
              (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in pieces)


def jpeg():
    """A gray picture of one block of 8 × 8, of which 4 × 4 are shown: the shortest codes, no difference."""
    def segment(mark, body):
        return bytes([0xff, mark]) + struct.pack(">H", len(body) + 2) + body

    one_code = bytes([1] + [0] * 15 + [0])
    return (b"\xff\xd8" + segment(0xdb, b"\0" + b"\1" * 64)
            + segment(0xc0, struct.pack(">BHHB", 8, SIDE, SIDE, 1) + b"\1\x11\0")
            + segment(0xc4, b"\0" + one_code) + segment(0xc4, b"\x10" + one_code)
            + segment(0xda, b"\1\1\0\0\x3f\0") + b"\x3f\xff\xd9")


def cifar():
    chance = random.Random(3)
    return b"".join(bytes([k % 3]) + bytes(chance.randrange(256) for _ in range(3072)) for k in range(2))


def compressed(data):
    return gzip.compress(data, mtime=0)
