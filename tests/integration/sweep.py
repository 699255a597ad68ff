"""A sweep cut in two, and what came out when both parts were played one after the other.

sweep.py make DIR             ref.s16 and a.wav, b.wav: 16 bit, stereo, 44.1 kHz
sweep.py check NAME RECORDING REFERENCE exact|near HEAD
    RECORDING: raw float32 stereo. HEAD: frames that the recorder may lose at the start.
    Prints "ok NAME: …" or "not ok NAME: …".
"""
import sys
import wave

import numpy as np

RATE, SECONDS, CUT, WINDOW = 44100, 6, 123457, 4096


def make(folder):
    n = RATE * SECONDS
    t = np.arange(n) / RATE
    phase = 2 * np.pi * 200 * SECONDS / np.log(40) * (40 ** (t / SECONDS) - 1)
    x = 0.5 * np.sin(phase) + 0.05 * np.random.RandomState(1).randn(n)
    x = np.round(np.clip(x, -1, 1) * 32767).astype("<i2")
    x[-1] = 9000  # the last sample can be told from silence
    for name, part in (("a", x[:CUT]), ("b", x[CUT:])):
        with wave.open(f"{folder}/{name}.wav", "wb") as w:
            w.setnchannels(2)
            w.setsampwidth(2)
            w.setframerate(RATE)
            w.writeframes(np.repeat(part[:, None], 2, 1).tobytes())
    x.tofile(f"{folder}/ref.s16")


def place_of(y, x, at, near, reach):
    """Where x[at:at+WINDOW] lies in y, looked for within reach of near."""
    lo = max(0, near - reach)
    c = np.correlate(y[lo:near + WINDOW + reach], x[at:at + WINDOW], "valid")
    return lo + int(np.argmax(c))


def start_of(y, x):
    size = 1 << int(np.ceil(np.log2(len(x) + len(y))))
    c = np.fft.irfft(np.fft.rfft(y, size) * np.conj(np.fft.rfft(x, size)), size)
    return int(np.argmax(c)) if np.argmax(c) < len(y) else int(np.argmax(c)) - size


def faults(y, x, exact, head):
    start = start_of(y, x)
    if start < 0 or start + len(x) > len(y):
        yield f"the recording holds frames {-start} to {len(y) - start} of {len(x)} only"
        return
    around = list(range(CUT - 3 * WINDOW, CUT + 2 * WINDOW, WINDOW // 4))
    for at in [head] + around + [len(x) - WINDOW]:
        shift = place_of(y, x, at, start + at, 2000) - start - at
        if shift:
            yield f"frame {at} is {shift} frames off"
            return
    z = y[start:start + len(x)]
    if exact:
        wrong = np.nonzero(z[head:] != x[head:])[0]
        if len(wrong):
            yield f"{len(wrong)} samples differ, the first at {head + wrong[0]}"
    elif np.sqrt(np.mean((z[head:] - x[head:]) ** 2)) > 0.1:
        yield "it sounds different"
    if np.any(y[start + len(x):]):
        yield "something follows the last sample"
    if not z[-1]:
        yield f"the last {len(x) - 1 - np.nonzero(z)[0][-1]} samples are missing"


def check(name, recording, reference, how, head):
    y = np.fromfile(recording, "<f4").reshape(-1, 2)[:, 0].astype(float)
    x = np.fromfile(reference, "<i2") / 32768
    found = list(faults(y, x, how == "exact", int(head))) if len(y) > len(x) // 2 \
        else [f"only {len(y)} frames came out"]
    text = "; ".join(found) or "no missing or extra sample"
    print(f"{'not ok' if found else 'ok'} {name}: {text}")


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    check(*sys.argv[2:])
