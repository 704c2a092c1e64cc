"""Small independent readers: what a damaged input still means, if anything, and the number it stands for.

Nothing here is shared with the program under test. A reader returns None where an input means nothing; then
the program may not end with status 0. Where a reader does not know (an operator, a cell law), it raises
Undecided: then the program must be deterministic and its numbers finite, and no more can be said.
"""

import ast
import gzip
import json
import math
import re
import struct
import tomllib
import unicodedata
import zlib


class Undecided(Exception):
    """This reader does not know."""


# MARK: - Text formats

def toml(data):
    """A document, or None. A byte order mark is accepted, numbers beyond a double are not."""
    try:
        text = data.decode("utf-8")
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    return document if len(data) <= 1 << 20 and bounded(document, 0) else None


def bounded(value, depth):
    if isinstance(value, dict):
        return depth < 32 and all("\0" not in k and bounded(v, depth + 1) for k, v in value.items())
    if isinstance(value, list):
        return depth < 32 and all(bounded(v, depth + 1) for v in value)
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -2**63 <= value < 2**63
    if isinstance(value, float):
        return True
    return not isinstance(value, str) or "\0" not in value


def alike(one, other):
    """Whether two documents are the same to a reader of numbers: 2 and 2.0 are, true and 1 are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other or (one != one and other != other)
    return type(one) is type(other) and one == other


def keys(document):
    """All keys of a document, at any depth."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from keys(value)
    elif isinstance(document, list):
        for value in document:
            yield from keys(value)


def record(data):
    """A JSON value without repeated keys, or None."""
    def pairs(items):
        result = dict(items)
        if len(result) != len(items):
            raise ValueError("a key twice")
        return result

    def constant(word):
        raise ValueError(word)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None


def table(data):
    """The header and the rows of comma-separated values without comments, or None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    lines = [line.strip(" \t") for line in re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)]
    rows = [[f.strip() for f in line.split(",")] for line in lines if line and line[0] != "#"]
    return rows or None


def card(data):
    """The words of a transistor's card without its comments, or None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    lines = [" ".join(line.split()) for line in re.split("\r\n|\n|\r", text)]
    plain = all(unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") for c in text if c not in "\t\r\n")
    if not plain or any(re.match(r"\*[*\s]*#", line) or line.endswith("\\") for line in lines):
        return None
    return [line for line in lines if line and line[0] != "*"]


# MARK: - Arrays

def npy(data):
    """The shape and the numbers, in C order, of an array of real numbers, or None."""
    try:
        if data[:6] != b"\x93NUMPY" or data[6] not in (1, 2, 3) or data[7] != 0:
            return None
        size = 2 if data[6] == 1 else 4
        length = int.from_bytes(data[8:8 + size], "little")
        start = 8 + size + length
        if start > len(data):
            return None
        header = ast.literal_eval(data[8 + size:start].decode("latin-1"))
        if set(header) != {"descr", "fortran_order", "shape"} or type(header["fortran_order"]) is not bool:
            return None
        match = re.fullmatch(r"([<>|=]?)([fiu])([1248])", header["descr"])
        if not match:
            raise Undecided
        kind = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H",
                "u4": "I", "u8": "Q"}[match[2] + match[3]]
        order = ">" if match[1] == ">" else "<"
        shape = header["shape"]
        if not isinstance(shape, tuple) or not all(type(n) is int and n >= 0 for n in shape):
            return None
        body = data[start:]
        count = math.prod(shape)
        if len(body) != count * struct.calcsize(order + kind):
            return None
        numbers = struct.unpack(f"{order}{count}{kind}", body)
        if header["fortran_order"] and len(shape) == 2:
            numbers = tuple(numbers[c * shape[0] + r] for r in range(shape[0]) for c in range(shape[1]))
        elif header["fortran_order"] and len(shape) > 2:
            raise Undecided
        return (shape, numbers) if all(map(math.isfinite, numbers)) else None
    except (IndexError, KeyError, ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def single(number):
    """A number as single precision keeps it; beyond its range an infinity."""
    try:
        return struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)


def npy_bytes(shape, numbers, kind="d"):
    """An array as NumPy writes it."""
    header = f"{{'descr': '<{'f8' if kind == 'd' else 'f4'}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
            + struct.pack(f"<{len(numbers)}{kind}", *numbers))


# MARK: - One array of ohmic cells

def currents(document, conductances, inputs, solver):
    """The column currents of a crossbar, by Gaussian elimination of its nodes; or None.

    Raises Undecided where the technology is more than ohmic cells, wires and resistances in the standard
    read, or where rounding leaves too few digits to compare.
    """
    if conductances is None or inputs is None:
        return None
    (shape, g), (batch, v) = conductances, inputs
    if len(shape) != 2 or len(batch) != 2 or 0 in shape or batch[0] == 0 or batch[1] != shape[0]:
        return None
    if any(x < 0 or 0 < x < 1e-24 or x > 1e12 for x in g):
        return None
    rows, columns = shape
    if rows * columns > 200 or batch[0] > 50:
        raise Undecided
    if solver == "ideal":
        return [sum(v[s * rows + i] * g[i * columns + j] for i in range(rows))
                for s in range(batch[0]) for j in range(columns)]
    if set(document) - {"schema", "name", "source", "cell", "wires", "driver", "sense", "read"}:
        raise Undecided
    read = document["read"]
    if document["cell"].get("device") != "ohmic" or document["cell"].get("topology") != "1R" \
            or set(read) - {"voltage_volt", "temperature_celsius"}:
        raise Undecided
    wires = document["wires"]
    resistances = [wires["row_segment_resistance_ohm"], wires["column_segment_resistance_ohm"],
                   document["driver"]["resistance_ohm"], document["sense"]["resistance_ohm"]]
    if any(r and not 1e-3 <= r <= 1e9 for r in resistances) or any(x and not 1e-12 <= x <= 10 for x in g):
        raise Undecided
    return [i for s in range(batch[0])
            for i in solved(rows, columns, g, v[s * rows:(s + 1) * rows], *resistances)]


def solved(rows, columns, g, voltages, row, column, driver, sense):
    """The column currents of one input vector: Kirchhoff's current law at every node."""
    cells = rows * columns
    ground, first = 2 * cells, 2 * cells + 1
    parent = list(range(2 * cells + 1 + rows))

    def find(node):
        while parent[node] != node:
            node = parent[node]
        return node

    edges = []

    def join(a, b, resistance):
        if resistance:
            edges.append((a, b, 1 / resistance))
        else:
            a, b = find(a), find(b)
            parent[min(a, b)] = max(a, b)

    for i in range(rows):
        join(first + i, i * columns, driver)
        for j in range(columns - 1):
            join(i * columns + j, i * columns + j + 1, row)
    for j in range(columns):
        for i in range(rows - 1):
            join(cells + i * columns + j, cells + (i + 1) * columns + j, column)
        join(cells + (rows - 1) * columns + j, ground, sense)
    edges += [(k, cells + k, g[k]) for k in range(cells) if g[k]]
    known = {ground: 0.0} | {first + i: voltages[i] for i in range(rows)}
    known = {find(node): value for node, value in known.items()}
    unknown = sorted({find(n) for n in range(2 * cells)} - set(known))
    place = {node: k for k, node in enumerate(unknown)}
    n = len(unknown)
    a = [[0.0] * (n + 1) for _ in range(n)]
    for one, other, conductance in edges:
        one, other = find(one), find(other)
        for here, there in ((one, other), (other, one)):
            if here in place:
                a[place[here]][place[here]] += conductance
                if there in place:
                    a[place[here]][place[there]] -= conductance
                else:
                    a[place[here]][n] += conductance * known[there]
    for k in range(n):
        pivot = max(range(k, n), key=lambda r: abs(a[r][k]))
        if a[pivot][k] == 0:
            raise Undecided
        a[k], a[pivot] = a[pivot], a[k]
        for r in range(k + 1, n):
            factor = a[r][k] / a[k][k]
            if factor:
                for c in range(k, n + 1):
                    a[r][c] -= factor * a[k][c]
    x = [0.0] * n
    for k in reversed(range(n)):
        x[k] = (a[k][n] - sum(a[k][c] * x[c] for c in range(k + 1, n))) / a[k][k]

    def voltage(node):
        node = find(node)
        return x[place[node]] if node in place else known[node]

    return [sum(g[i * columns + j] * (voltage(i * columns + j) - voltage(cells + i * columns + j))
                for i in range(rows)) for j in range(columns)]


# MARK: - Data sets

def idx(data):
    """The extents and the bytes of an IDX file of bytes, plain or compressed; or None."""
    try:
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        if data[:3] != b"\0\0\x08":
            if data[:2] == b"\0\0" and data[2:3] in (b"\x09", b"\x0b", b"\x0c", b"\x0d", b"\x0e"):
                raise Undecided
            return None
        shape = struct.unpack(f">{data[3]}I", data[4:4 + 4 * data[3]])
        body = data[4 + 4 * data[3]:]
        return (shape, body) if len(body) == math.prod(shape) and shape else None
    except (OSError, EOFError, zlib.error, struct.error, IndexError):
        return None


def png(data):
    """The extents and bytes, channels last, of an 8-bit picture without interlace; or None."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        return None
    place, header, packed, ended = 8, None, b"", False
    while not ended:
        if place + 12 > len(data):
            return None
        length, = struct.unpack(">I", data[place:place + 4])
        kind, body = data[place + 4:place + 8], data[place + 8:place + 8 + length]
        tail = data[place + 8 + length:place + 12 + length]
        if len(tail) < 4 or zlib.crc32(kind + body) != struct.unpack(">I", tail)[0]:
            return None
        place += 12 + length
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body) if len(body) == 13 else None
            if header is None:
                return None
        elif kind == b"IDAT":
            packed += body
        elif kind == b"IEND":
            ended = True
        else:
            raise Undecided
    if header is None or header[2] != 8 or header[3] not in (0, 2) or header[4:] != (0, 0, 0):
        raise Undecided
    columns, rows, channels = header[0], header[1], 3 if header[3] == 2 else 1
    if not 0 < rows * columns < 10000:
        raise Undecided
    try:
        lines = zlib.decompress(packed)
    except zlib.error:
        return None
    width = columns * channels
    if len(lines) != rows * (width + 1):
        raise Undecided
    before, pixels = bytes(width), b""
    for r in range(rows):
        kind, line = lines[r * (width + 1)], bytearray(lines[r * (width + 1) + 1:(r + 1) * (width + 1)])
        for c in range(width):
            left = line[c - channels] if c >= channels else 0
            up, corner = before[c], before[c - channels] if c >= channels else 0
            if kind == 4:
                guess = left + up - corner
                pairs = [(abs(guess - left), left), (abs(guess - up), up), (abs(guess - corner), corner)]
                added = min(pairs, key=lambda pair: pair[0])[1]
            elif kind < 4:
                added = [0, left, up, (left + up) // 2][kind]
            else:
                return None
            line[c] = (line[c] + added) & 255
        before = bytes(line)
        pixels += before
    return (rows, columns, channels), pixels


def labels(data):
    """Pairs of a file and a class, or None."""
    try:
        lines = [line.strip() for line in re.split("\r\n|[\n\r]", data.decode("utf-8")) if line.strip()]
    except UnicodeDecodeError:
        return None
    pairs = []
    for line in lines:
        match = re.fullmatch(r"(\S.*?)\s+\+?([0-9]+)", line)
        if not match:
            return None
        pairs.append((match[1], int(match[2])))
    return pairs or None


# MARK: - Networks

def fields(data):
    """The fields of a protobuf message, or None: (number, wire type, value)."""
    result, place = [], 0

    def varint():
        nonlocal place
        value = shift = 0
        while True:
            if place >= len(data) or shift > 63:
                raise ValueError
            byte = data[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value & (2**64 - 1)

    try:
        while place < len(data):
            tag = varint()
            number, kind = tag >> 3, tag & 7
            if number == 0:
                return None
            if kind == 0:
                value = varint()
            elif kind in (1, 5):
                size = 8 if kind == 1 else 4
                value, place = data[place:place + size], place + size
                if len(value) < size:
                    return None
            elif kind == 2:
                size = varint()
                value, place = data[place:place + size], place + size
                if len(value) < size:
                    return None
            else:
                return None
            result.append((number, kind, value))
        return result
    except ValueError:
        return None


def message(*items):
    """The bytes of a protobuf message of (number, value): integers, bytes, texts and messages."""
    def varint(value):
        result = b""
        value &= 2**64 - 1
        while value > 127:
            result += bytes([value & 127 | 128])
            value >>= 7
        return result + bytes([value])

    data = b""
    for number, value in items:
        if isinstance(value, int):
            data += varint(number << 3) + varint(value)
        elif isinstance(value, float):
            data += varint(number << 3 | 5) + struct.pack("<f", value)
        else:
            value = value.encode() if isinstance(value, str) else value
            data += varint(number << 3 | 2) + varint(len(value)) + value
    return data


def network(data):
    """A function from one image to its logits, of a network of MatMul, Add, Relu, Flatten and Gemm.

    None if the bytes are no message; Undecided where they hold anything else than such a network has.
    """
    model = fields(data)
    if model is None:
        return None
    graphs = [value for number, kind, value in model if number == 7 and kind == 2]
    others = [number for number, _, _ in model if number not in (1, 2, 7, 8)]
    versions = [fields(value) for number, kind, value in model if number == 8 and kind == 2]
    if len(graphs) != 1 or others or versions != [[(2, 0, 13)]]:
        raise Undecided
    graph = fields(graphs[0])
    if graph is None:
        return None
    constants, nodes, inputs, outputs = {}, [], [], []
    for number, kind, value in graph:
        if kind != 2 or number not in (1, 2, 5, 11, 12):
            raise Undecided
        inner = fields(value)
        if inner is None and number != 2:
            return None
        if number == 1:
            nodes.append(inner)
        elif number == 5:
            name, tensor = constant(inner)
            constants[name] = tensor
        elif number == 11:
            inputs.append(declared(inner))
        elif number == 12:
            outputs.append(declared(inner))
    if len(inputs) != 1 or len(outputs) != 1:
        raise Undecided

    def run(image):
        values = {inputs[0]: [image]}
        for node in nodes:
            ins = [v.decode() for n, _, v in node if n == 1]
            outs = [v.decode() for n, _, v in node if n == 2]
            kind = [v.decode() for n, _, v in node if n == 4]
            if len(outs) != 1 or len(kind) != 1 or any(n not in (1, 2, 3, 4) for n, _, _ in node):
                raise Undecided
            values[outs[0]] = apply(kind[0], [values.get(i) or constants.get(i) for i in ins])
        if outputs[0] not in values:
            raise Undecided
        return values[outputs[0]][0]

    return run


def stored(data, name):
    """The extents and the numbers of a constant of a network, of its raw bytes."""
    graph = next(value for number, _, value in fields(data) if number == 7)
    for number, _, value in fields(graph):
        if number != 5:
            continue
        inner = fields(value)
        if any(n == 8 and v == name.encode() for n, _, v in inner):
            raw = next(v for n, _, v in inner if n == 9)
            shape = tuple(v for n, k, v in inner if n == 1 and k == 0)
            return shape, struct.unpack(f"<{len(raw) // 4}f", raw)
    raise ValueError(name)


def declared(value):
    name = [v for n, k, v in value if n == 1 and k == 2]
    if len(name) != 1:
        raise Undecided
    return name[0].decode("utf-8", "replace")


def constant(tensor):
    dims, raw, kind, name = [], None, None, None
    for number, wire, value in tensor:
        if number == 1 and wire == 0:
            dims.append(value)
        elif number == 2 and wire == 0:
            kind = value
        elif number == 8 and wire == 2:
            name = value.decode("utf-8", "replace")
        elif number == 9 and wire == 2:
            raw = value
        else:
            raise Undecided
    if kind != 1 or raw is None or not dims or len(dims) > 2 or len(raw) != 4 * math.prod(dims):
        raise Undecided
    numbers = struct.unpack(f"<{len(raw) // 4}f", raw)
    width = dims[-1]
    if not width:
        raise Undecided
    return name, [list(numbers[k:k + width]) for k in range(0, len(numbers), width)]


def apply(kind, values):
    if any(value is None for value in values):
        raise Undecided
    if kind == "Flatten" and len(values) == 1:
        return values[0]
    if kind == "Relu" and len(values) == 1:
        return [[max(x, 0.0) for x in row] for row in values[0]]
    if kind == "MatMul" and len(values) == 2:
        a, b = values
        if len(a[0]) != len(b):
            raise Undecided
        return [[sum(x * b[k][c] for k, x in enumerate(row)) for c in range(len(b[0]))] for row in a]
    if kind == "Add" and len(values) == 2:
        a, b = values
        if len(b) != 1 or len(a[0]) != len(b[0]):
            raise Undecided
        return [[x + y for x, y in zip(row, b[0])] for row in a]
    raise Undecided
