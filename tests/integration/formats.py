"""Signals for formats.sh, and what it compares.

    signal FILE RATE CHANNELS FRAMES       float32: a sweep, another in each channel
    within OURS REF CHANNELS AT TOLERANCE  all of OURS is in REF from frame AT on
    ends OURS CHANNELS FRAMES              it has that many frames
    delay OURS SOURCE CHANNELS LIMIT       decoded loss stays below LIMIT, at no delay
    join A B WHOLE CHANNELS LIMIT          A and B follow each other like WHOLE
    dsd KIND FILE SECONDS                  DSF or DFF: 1 kHz left, 3 kHz right
    tones FILE RATE                        what those are decoded to
    smpb FROM TO DELAY SAMPLES             an M4A whose gapless data are in iTunSMPB
"""
import struct
import sys

import numpy as np


def load(path, channels):
    return np.fromfile(path, "<f4").reshape(-1, int(channels)).astype(np.float64)


def signal(path, rate, channels, frames):
    rate, channels, frames = int(rate), int(channels), int(frames)
    t = np.arange(frames) / rate
    out = np.empty((frames, channels))
    noise = np.random.default_rng(5)
    for c in range(channels):
        top = min(6000, rate * .3)
        phase = 2 * np.pi * (100 + 40 * c) * t + np.pi * (top - 140) / t[-1] * t * t
        out[:, c] = .35 * np.sin(phase) + .02 * noise.standard_normal(frames)
    out.astype("<f4").tofile(path)


def within(ours, ref, channels, at, tolerance):
    a, b = load(ours, channels), load(ref, channels)[int(at):]
    assert 0 < len(a) <= len(b), "%d frames, the reference has %d" % (len(a), len(b))
    worst = np.abs(a - b[:len(a)]).max()
    assert worst <= float(tolerance), "differs by %g" % worst


def ends(ours, channels, frames):
    n = len(load(ours, channels))
    assert n == int(frames), "%d frames, not %s" % (n, frames)


def delay(ours, source, channels, limit):
    a, b = load(ours, channels), load(source, channels)
    n = min(len(a), len(b))
    error = {}
    for lag in range(-3, 4):
        x, y = a[max(0, lag):n + min(0, lag)], b[max(0, -lag):n - max(0, lag)]
        error[lag] = np.sqrt(np.mean((x[:len(y)] - y[:len(x)]) ** 2))
    best = min(error, key=error.get)
    assert best == 0, "%d frames late" % best
    assert error[0] < float(limit), "the error is %g" % error[0]


def join(a, b, whole, channels, limit):
    left, right, ref = load(a, channels), load(b, channels), load(whole, channels)
    assert len(left) + len(right) == len(ref), "%d + %d frames, not %d" % (
        len(left), len(right), len(ref))
    both, at = np.concatenate([left, right]), len(left)
    error = np.abs(both - ref)
    # Encoded apart, what is around the join is a little worse, and no more.
    worst = error[at - 200:at + 200].max()
    assert worst < float(limit), "the join differs by %g" % worst


def modulate(x):
    """Second-order sigma-delta: bits of a signal of less than half of full scale."""
    bits = np.empty(len(x), np.uint8)
    a = b = 0.0
    for i, v in enumerate(x):
        y = 1.0 if b >= 0 else -1.0
        a += v - y
        b += a - y
        bits[i] = y > 0
    return bits


def dsd(kind, path, seconds):
    rate, n = 2822400, int(2822400 * float(seconds)) // 8 * 8
    t = np.arange(n) / rate
    channels = [modulate(.25 * np.sin(2 * np.pi * f * t)) for f in (1000, 3000)]
    if kind == "dsf":
        block = 4096
        packed = [np.packbits(c, bitorder="little").tobytes() for c in channels]
        size = (len(packed[0]) + block - 1) // block * block
        data = b"".join(p.ljust(size, b"\0")[i:i + block]
                        for i in range(0, size, block) for p in packed)
        fmt = b"fmt " + struct.pack("<QIIIIIIQII", 52, 1, 0, 2, 2, rate, 1, n, block, 0)
        body = fmt + b"data" + struct.pack("<Q", len(data) + 12) + data
        out = b"DSD " + struct.pack("<QQQ", 28, 28 + len(body), 0) + body
    else:
        packed = [np.packbits(c) for c in channels]
        data = np.stack(packed, axis=1).tobytes()

        def chunk(name, body):
            return name + struct.pack(">Q", len(body)) + body + b"\0" * (len(body) & 1)

        prop = b"SND " + chunk(b"FS  ", struct.pack(">I", rate))
        prop += chunk(b"CHNL", struct.pack(">H", 2) + b"SLFTSRGT")
        prop += chunk(b"CMPR", b"DSD \x0enot compressed\0")
        form = b"DSD " + chunk(b"FVER", struct.pack(">I", 0x01050000))
        form += chunk(b"PROP", prop) + chunk(b"DSD ", data)
        out = chunk(b"FRM8", form)
    with open(path, "wb") as f:
        f.write(out)


def tones(path, rate):
    x = load(path, 2)
    rate = int(rate)
    for c, hertz in enumerate((1000, 3000)):
        n = len(x)
        t = np.arange(n) / rate
        inner = slice(rate // 50, n - rate // 50)
        s, k = np.sin(2 * np.pi * hertz * t)[inner], np.cos(2 * np.pi * hertz * t)[inner]
        y = x[inner, c]
        a, b = 2 * np.mean(y * s), 2 * np.mean(y * k)
        size, phase = np.hypot(a, b), np.arctan2(b, a)
        assert abs(size - .25) < .003, "channel %d: amplitude %g" % (c, size)
        # In place to a few of the eight bits that a float comes from.
        late = -phase / (2 * np.pi * hertz) * rate
        assert abs(late) < .6, "channel %d: %g frames late" % (c, late)
        # What is left below 20 kHz.
        rest = (y - a * s - b * k) * np.hanning(len(y))
        spectrum = np.abs(np.fft.rfft(rest)) / len(y) * 2
        audible = spectrum[:int(20000 * len(y) / rate)]
        assert np.sqrt(np.sum(audible ** 2)) < .002, "noise"


def smpb(source, to, delay_samples, samples):
    """Takes the edit list away and tells the same in an iTunSMPB tag."""
    data = bytearray(open(source, "rb").read())
    at = data.find(b"edts")
    assert at > 0
    data[at:at + 4] = b"free"
    text = " 00000000 %08X %08X %016X 00000000 00000000" % (
        int(delay_samples), 0, int(samples))

    def atom(name, body):
        return struct.pack(">I", len(body) + 8) + name + body

    tag = atom(b"----", atom(b"mean", bytes(4) + b"com.apple.iTunes") +
               atom(b"name", bytes(4) + b"iTunSMPB") +
               atom(b"data", struct.pack(">II", 1, 0) + text.encode()))
    meta = atom(b"meta", bytes(4) + atom(b"hdlr", bytes(8) + b"mdirappl" + bytes(9)) +
                atom(b"ilst", tag))
    moov = data.find(b"moov") - 4
    old = data.find(b"udta", moov)
    if old > 0:
        data[old:old + 4] = b"free"
    # moov comes last here, so nothing that is pointed to moves.
    size = struct.unpack(">I", data[moov:moov + 4])[0]
    assert moov + size == len(data)
    data += atom(b"udta", meta)
    data[moov:moov + 4] = struct.pack(">I", len(data) - moov)
    with open(to, "wb") as f:
        f.write(data)


globals()[sys.argv[1]](*sys.argv[2:])
