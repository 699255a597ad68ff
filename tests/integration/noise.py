"""Noise whose every place can be told, and what came out of it.

noise.py make FILE SECONDS [RATE]   16 bit, stereo
noise.py check NAME RECORDING FILE LOST REPEATED [STRETCHES]
    RECORDING: raw float32 stereo. Finds the stretches of FILE in it; between two of them
    at most LOST frames may be missing and REPEATED may come twice, a fade counts as there.
    STRETCHES: so many, or at least N for "N+". Prints "ok NAME: ..." or "not ok NAME: ...".
noise.py turned NAME RECORDING FILE FRAME... END
    Every frame of FILE is there once, up to frame END of RECORDING, at whatever volume;
    within .4 s of each FRAME it changes.
"""
import sys
import wave

import numpy as np

KEY = 4  # samples that tell a place


def make(path, seconds, rate=44100):
    r = np.random.RandomState(7)
    x = r.randint(-12000, 12000, int(float(seconds) * rate)).astype("<i2")
    x[x == 0] = 1
    with wave.open(path, "wb") as w:
        w.setnchannels(2)
        w.setsampwidth(2)
        w.setframerate(rate)
        w.writeframes(np.repeat(x[:, None], 2, 1).tobytes())


def read(path):
    with wave.open(path) as w:
        return np.frombuffer(w.readframes(w.getnframes()), "<i2")[::2].astype(int)


def keys(x):
    k = np.zeros(max(0, len(x) - KEY + 1), np.int64)
    for i in range(KEY):
        k = k * 32768 + (x[i:len(x) - KEY + 1 + i] + 16384)
    return k


def volumes(y, x):
    """Per block of 64 frames: how loud it is, and how unlike x it is (0 to 1)."""
    n = min(len(x), len(y)) // 64
    a, b = x[:n * 64].reshape(n, 64).astype(float), y[:n * 64].reshape(n, 64)
    gain = (a * b).sum(1) / (a * a).sum(1)
    rest = np.sqrt(((b - gain[:, None] * a)**2).sum(1))
    return gain, rest / np.maximum(np.sqrt((b * b).sum(1)), 1e-9)


def turned(name, recording, path, *frames):
    y = np.fromfile(recording, "<f4")[::2].astype(float) * 32768
    x = read(path)
    exact = stretches(np.round(y).astype(int), x)
    if not exact:
        return False, "%s: nothing of it was recorded" % name
    frames = [int(f) for f in frames]
    first = exact[0][0]
    gain, unlike = volumes(y[first:frames[-1]], x[exact[0][1]:])
    if unlike.max() > .4:
        return False, "%s: the music breaks off at frame %d" % (
            name, first + 64 * int(np.argmax(unlike > .4)))
    later = []
    for f in frames[:-1]:
        at = max(0, (f - first) // 64)
        moved = np.nonzero(np.abs(gain[at:] / gain[at] - 1) > .1)[0]
        later.append(64 * int(moved[0]) / 44100 if len(moved) else 99)
    return max(later) < .4, "%s: after %s ms" % (
        name, ", ".join("%.0f" % (1000 * s) for s in later))


def stretches(y, x):
    """[(first frame in y, first frame in x, frames)], all bit-exact."""
    order = np.argsort(keys(x), kind="stable")
    known = keys(x)[order]
    k = keys(y)
    at = np.searchsorted(known, k)
    at[at == len(known)] = 0
    hit = np.where(known[at] == k, order[at], -1)
    i, found = 0, []
    places = np.nonzero(hit >= 0)[0]
    while len(places):
        i = places[0]
        s = hit[i]
        n = min(len(y) - i, len(x) - s)
        wrong = np.nonzero(y[i:i + n] != x[s:s + n])[0]
        n = int(wrong[0]) if len(wrong) else n
        if n >= 64:
            found.append((int(i), int(s), n))
        places = places[places >= i + max(n, 1)]
    return found


def check(name, recording, path, lost, repeated, want=None):
    y = np.fromfile(recording, "<f4").reshape(-1, 2)[:, 0].astype(float) * 32768
    whole = y == np.round(y)
    x = read(path)
    found = stretches(np.where(whole, y, 20000).astype(int), x)
    faults, told = [], []
    for (r, s, n), (q, t, _) in zip(found, found[1:]):
        faded = int(np.count_nonzero(y[r + n:q]))
        jump = t - (s + n) - faded
        told.append(f"{jump:+d} frames after {(q - r - n) / 44100:.2f} s")
        if jump > int(lost) or -jump > int(repeated):
            faults.append(f"at {s + n} of the file it jumps by {jump} frames")
    if not found:
        faults.append("no music came out")
    n = len(found)
    if want and (n < int(want[:-1]) if want.endswith("+") else n != int(want)):
        faults.append(f"{n} stretches, not {want}: "
                      + ", ".join(f"{s}..{s + k}" for _, s, k in found))
    if found and found[-1][1] + found[-1][2] < len(x) and "whole" in name:
        faults.append(f"the last {len(x) - found[-1][1] - found[-1][2]} frames are missing")
    text = "; ".join(faults) or ", ".join(told) or "no missing or extra sample"
    print(f"{'not ok' if faults else 'ok'} {name}: {text}")


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:]))
elif sys.argv[1] == "turned":
    good, line = turned(*sys.argv[2:])
    print("ok" if good else "not ok", line)
else:
    check(*sys.argv[2:])
