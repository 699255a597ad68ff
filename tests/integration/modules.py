"""Writes four tiny tracker modules of the same tune: DIR/tune.{mod,s3m,xm,it}.

Two patterns of 64 rows, four channels, one looped sample; the fourth channel slides and
bends, so that what is heard depends on what came before.
"""
import math
import struct
import sys

ROWS, CHANNELS, LENGTH = 64, 4, 1024
# Two octaves of a pentatonic scale in semitones above C.
SCALE = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21]


def sample():
    wave = [math.sin(2 * math.pi * i / 32) + .4 * math.sin(2 * math.pi * i / 8.5)
            for i in range(LENGTH)]
    return [max(-128, min(127, round(80 * v))) for v in wave]


def tune(pattern, row, channel):
    """Semitone, or None."""
    step = [4, 8, 6, 16][channel]
    if row % step:
        return None
    return SCALE[(row // step * (3 + channel) + 5 * pattern + 2 * channel) % len(SCALE)]


def padded(text, n):
    return text.encode()[:n].ljust(n, b"\0")


def mod():
    out = padded("A tune", 20)
    out += padded("wave", 22) + struct.pack(">HBBHH", LENGTH // 2, 0, 64, 0, LENGTH // 2)
    out += (padded("", 22) + struct.pack(">HBBHH", 0, 0, 0, 0, 1)) * 30
    out += bytes([2, 127]) + bytes([0, 1]).ljust(128, b"\0") + b"M.K."
    for p in range(2):
        for r in range(ROWS):
            for c in range(CHANNELS):
                note = tune(p, r, c)
                period = 0 if note is None else round(428 / 2 ** (note / 12))
                period = max(113, period) if period else 0
                effect, value = (1, 4) if c == 3 else (0xC, 40 + r % 20) if note else (0, 0)
                number = 1 if note is not None else 0
                out += bytes([number & 0xF0 | period >> 8, period & 255,
                              (number & 15) << 4 | effect, value])
    return out + struct.pack("%db" % LENGTH, *sample())


def s3m():
    def para(b):
        return b.ljust((len(b) + 15) // 16 * 16, b"\0")

    patterns = []
    for p in range(2):
        body = b""
        for r in range(ROWS):
            for c in range(CHANNELS):
                note = tune(p, r, c)
                if note is not None:
                    body += bytes([c | 32 | 64, (4 + note // 12) << 4 | note % 12, 1, 50])
                elif c == 3:
                    body += bytes([c | 128, 6, 2])  # a slide up
            body += b"\0"
        patterns.append(para(struct.pack("<H", len(body) + 2) + body))
    orders = bytes([0, 1, 255, 255])
    head_size = len(para(b"\0" * (96 + len(orders) + 2 * 3)))
    instrument_at = head_size
    pattern_at = instrument_at + 80
    data_at = pattern_at + sum(map(len, patterns))
    head = padded("A tune", 28) + bytes([0x1A, 16, 0, 0])
    head += struct.pack("<HHHHHH", len(orders), 1, 2, 0, 0x1320, 2) + b"SCRM"
    head += bytes([64, 6, 125, 0xB0, 0, 0]) + b"\0" * 10
    head += bytes([0, 8, 1, 9] + [255] * 28) + orders
    head += struct.pack("<HHH", instrument_at // 16, pattern_at // 16,
                        (pattern_at + len(patterns[0])) // 16)
    data = bytes(v + 128 for v in sample())
    instrument = bytes([1]) + padded("wave", 12)
    seg = data_at // 16
    instrument += bytes([seg >> 16 & 255]) + struct.pack("<H", seg & 0xFFFF)
    instrument += struct.pack("<III", LENGTH, 0, LENGTH) + bytes([60, 0, 0, 1])
    instrument += struct.pack("<I", 8363) + b"\0" * 12 + padded("wave", 28) + b"SCRS"
    return para(head) + instrument + b"".join(patterns) + data


def xm():
    out = b"Extended Module: " + padded("A tune", 20) + b"\x1a" + padded("tests", 20)
    out += struct.pack("<H", 0x0104)
    out += struct.pack("<IHHHHHHHH", 276, 2, 0, CHANNELS, 2, 1, 1, 6, 125)
    out += bytes([0, 1]).ljust(256, b"\0")
    for p in range(2):
        body = b""
        for r in range(ROWS):
            for c in range(CHANNELS):
                note = tune(p, r, c)
                if note is not None:
                    body += bytes([49 + note, 1, 0x10 + 50, 0, 0])
                elif c == 3:
                    body += bytes([0, 0, 0, 1, 2])
                else:
                    body += bytes(5)
        out += struct.pack("<IBHH", 9, 0, ROWS, len(body)) + body
    out += struct.pack("<I", 263) + padded("wave", 22) + struct.pack("<BHI", 0, 1, 40)
    out += bytes(263 - 33)
    out += struct.pack("<IIIBbBBBB", LENGTH, 0, LENGTH, 60, 0, 1, 128, 0, 0)
    out += padded("wave", 22)
    last, deltas = 0, b""
    for v in sample():
        deltas += bytes([(v - last) & 255])
        last = v
    return out + deltas


def it():
    patterns = []
    for p in range(2):
        body = b""
        for r in range(ROWS):
            for c in range(CHANNELS):
                note = tune(p, r, c)
                if note is not None:
                    body += bytes([c + 1 | 128, 7, 60 + note, 1, 50])
                elif c == 3:
                    body += bytes([c + 1 | 128, 8, 6, 2])
            body += b"\0"
        patterns.append(struct.pack("<HHI", len(body), ROWS, 0) + body)
    orders = bytes([0, 1, 255])
    at = 192 + len(orders) + 4 * 3
    sample_at, pattern_at = at, at + 80
    data_at = pattern_at + sum(map(len, patterns))
    head = b"IMPM" + padded("A tune", 26) + bytes([4, 16])
    head += struct.pack("<HHHHHHHH", len(orders), 0, 1, 2, 0x214, 0x200, 9, 0)
    head += bytes([128, 48, 6, 125, 128, 0]) + struct.pack("<HII", 0, 0, 0)
    head += bytes([16, 48, 20, 44] + [160] * 60) + bytes([64] * 64) + orders
    head += struct.pack("<III", sample_at, pattern_at, pattern_at + len(patterns[0]))
    one = b"IMPS" + padded("wave.raw", 12) + bytes([0, 64, 0x11, 60]) + padded("wave", 26)
    one += bytes([1, 32]) + struct.pack("<IIIIIII", LENGTH, 0, LENGTH, 8363, 0, 0, data_at)
    one += bytes(4)
    assert len(head) == at and len(one) == 80
    return head + one + b"".join(patterns) + struct.pack("%db" % LENGTH, *sample())


for name, made in (("mod", mod()), ("s3m", s3m()), ("xm", xm()), ("it", it())):
    with open("%s/tune.%s" % (sys.argv[1], name), "wb") as f:
        f.write(made)
