"""Damage to bytes and texts, all of it drawn from one generator."""

import re
import struct
import zlib

TOKENS = [b"[", b"]", b"[[", b"]]", b"{", b"}", b"=", b".", b",", b'"', b"'", b'"""', b"\\", b"#", b"\n", b"\r\n",
          b"\r", b" ", b"\t", b"*#", b"+", b"-", b"\0", b"\x7f", b"\x1b[31m", b"\x07", b"\xc2\x9b", b"\xe2\x80\xae",
          b"\xff", b"\xc3\xa9", b"\xef\xbb\xbf", b"nan", b"inf", b"-inf", b"true", b"null", b"{1/0}", b".control",
          b".include x", b"a.b.c", b"[a]\n", b"$(touch x)", b"`touch x`", b"../", b"/dev/zero", b"%s%n"]
NUMBERS = [b"0", b"-0.0", b"-1", b"1", b"1e400", b"-1e400", b"nan", b"inf", b"1e308", b"-1e308", b"1e-308", b"5e-324",
           b"1e-30", b"1e30", b"2", b"3", b"7.5", b"1e6", b"65536", b"4294967296", b"9223372036854775807",
           b"9223372036854775808", b"-9223372036854775808", b"0x10", b"1_0", b"'1'", b"true", b"[1]", b"", b"1e-3"]
FACTORS = [0, -1, 0.5, 0.9, 1.1, 2, 3, 10, 1e-3, 1e3, 1e-6, 1e6, 1e12, 1e-12]
NUMBER = re.compile(rb"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])")
INTEGERS = [0, 1, 2, 3, 255, 256, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff, 2**63 - 1, 2**63, 2**64 - 1]


def text(data, chance):
    """A damaged text; a third of them in their numbers alone."""
    data = bytearray(data)
    only_numbers = chance.random() < 0.35
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        place = chance.randrange(len(data) + 1)
        way = 5 if only_numbers else chance.randrange(12)
        if way == 0 and data:
            data[place % len(data)] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[place:place] = chance.choice(TOKENS)
        elif way == 2:
            data[place:place + chance.choice([1, 1, 2, 8])] = chance.choice(TOKENS)
        elif way == 3:
            del data[place:place + chance.choice([1, 1, 2, 8, 40])]
        elif way == 4:
            start = chance.randrange(len(data) + 1)
            data[place:place] = data[start:start + chance.randrange(1, 60)]
        elif way in (5, 6, 7):
            found = list(NUMBER.finditer(bytes(data)))
            if found:
                one = chance.choice(found)
                number = chance.choice(NUMBERS)
                if chance.random() < 0.5:
                    # A number that might be meant goes further than one that cannot be.
                    scaled = float(one[0]) * chance.choice(FACTORS)
                    number = b"%d" % scaled if abs(scaled) < 1e15 and scaled == int(scaled) else b"%r" % scaled
                data[one.start():one.end()] = number
        elif way == 8:
            lines = bytes(data).split(b"\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            data = bytearray(b"\n".join(lines))
        elif way == 9:
            lines = bytes(data).split(b"\n")
            line = chance.choice(lines)
            if chance.random() < 0.5:
                lines.insert(chance.randrange(len(lines) + 1), line)
            else:
                lines.remove(line)
            data = bytearray(b"\n".join(lines))
        elif way == 10:
            del data[place:]
        else:
            words = sorted(set(re.findall(rb"[A-Za-z_]{3,}", bytes(data))))
            if words:
                one, other = chance.choice(words), chance.choice(words)
                data = bytearray(bytes(data).replace(one, other, 1))
    return bytes(data)


def harmless(data, chance, comment=b"#"):
    """The same text to its reader: comments, empty lines and blanks at the ends of lines."""
    lines = data.split(b"\n")
    for _ in range(chance.randrange(1, 6)):
        lines.insert(chance.randrange(len(lines)), chance.choice([b"", b"  ", comment + b" a comment, nan = [1e400"]))
    return b"\n".join(lines)


def binary(data, chance):
    """Damaged bytes."""
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 4, 16])):
        place = chance.randrange(len(data) + 1)
        # Headers decide more than what follows them.
        if chance.random() < 0.5:
            place = chance.randrange(min(len(data), 128) + 1)
        way = chance.randrange(10)
        if way < 3 and data:
            data[place % len(data)] ^= 1 << chance.randrange(8)
        elif way == 3 and data:
            data[place % len(data)] = chance.choice([0, 1, 127, 128, 255])
        elif way == 4:
            del data[place:place + chance.choice([1, 2, 4, 8, 100])]
        elif way == 5:
            data[place:place] = bytes(chance.randrange(256) for _ in range(chance.choice([1, 2, 4, 8])))
        elif way == 6:
            start = chance.randrange(len(data) + 1)
            data[place:place + 1] = data[start:start + chance.randrange(1, 40)]
        elif way == 7:
            del data[place:]
        elif way == 8:
            form = chance.choice(["<I", ">I", "<Q", ">Q", "<H"])
            value = chance.choice(INTEGERS) & (256 ** struct.calcsize(form) - 1)
            data[place:place + struct.calcsize(form)] = struct.pack(form, value)
        else:
            number = chance.choice([0.0, -0.0, 1e308, -1e308, float("nan"), float("inf"), 5e-324, 1e-300, -1e-5, 1e5])
            place -= place % 8
            data[place:place + 8] = struct.pack("<d", number)
    return bytes(data)


def recompressed(data, chance):
    """A gzip file whose content is damaged, or which is itself."""
    import gzip
    if chance.random() < 0.5:
        return binary(data, chance)
    return gzip.compress(binary(gzip.decompress(data), chance), mtime=0)


def picture(data, chance):
    """A PNG file with damage, in a part of them below right checksums."""
    if chance.random() < 0.4:
        return binary(data, chance)
    pieces, place = [], 8
    while place + 12 <= len(data):
        length, = struct.unpack(">I", data[place:place + 4])
        pieces.append([data[place + 4:place + 8], data[place + 8:place + 8 + length]])
        place += 12 + length
    piece = chance.choice(pieces)
    if piece[0] == b"IDAT" and chance.random() < 0.7:
        piece[1] = zlib.compress(binary(zlib.decompress(piece[1]), chance))
    else:
        piece[1] = binary(piece[1], chance)
    if chance.random() < 0.2:
        chance.shuffle(pieces)
    return data[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in pieces)


def protobuf(data, chance, depth=0):
    """A message with damage to one of its fields, whose enclosing lengths are right."""
    from .readers import fields, message
    inner = fields(data)
    if not inner or chance.random() < 0.1:
        return binary(data, chance)
    index = chance.randrange(len(inner))
    number, kind, value = inner[index]
    way = chance.randrange(10)
    if way == 0:
        del inner[index]
    elif way == 1:
        inner.insert(index, inner[index])
    elif way == 2:
        inner[index] = (chance.choice([number + 1, 1, 2, 3, 5, 20, 536870911]), kind, value)
    elif kind == 0:
        inner[index] = (number, kind, chance.choice(INTEGERS + [value + 1, max(value - 1, 0)]))
    elif kind == 2 and value and depth < 5 and fields(value) and chance.random() < 0.8:
        inner[index] = (number, kind, protobuf(value, chance, depth + 1))
    elif kind == 2:
        inner[index] = (number, kind, binary(value, chance) if chance.random() < 0.5 else
                        chance.choice(TOKENS) + value)
    else:
        inner[index] = (number, kind, binary(value, chance)[:len(value)].ljust(len(value), b"\0"))
    parts = []
    for number, kind, value in inner:
        if kind in (1, 5):
            parts.append(varint(number << 3 | kind) + value)
        else:
            parts.append(message((number, value)))
    return b"".join(parts)


def varint(value):
    result = b""
    while value > 127:
        result += bytes([value & 127 | 128])
        value >>= 7
    return result + bytes([value])
