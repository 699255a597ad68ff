"""Music cut in two, and what was heard when both parts were played one after the other.

joins.py make DIR
    a.wav b.wav     16 bit, mono as stereo, 44.1 kHz; x.f32: the whole
    b48.wav         part b at 48 kHz, 24 bit, for a join of two rates
    o.wav p.wav     both parts at 48 kHz (for Opus); x48.f32: the whole
joins.py check NAME RECORDING WHOLE exact|lossy|resampled RATE
    RECORDING: raw float32, stereo. Prints "ok NAME: …" or "not ok NAME: …".

The music is a sweep and noise below 9 kHz: any piece of it fits at one place only.
"""
import sys
import wave

import numpy as np

RATE, SECONDS, CUT_S = 44100, 3, 1.4
WINDOW, REACH = 4096, 3000
HEAD_S = 0.04  # the monitor of a sink gives up to 20 ms before a stream's start as silence
TAIL = 32


def music():
    n = RATE * SECONDS
    t = np.arange(n) / RATE
    noise = np.fft.rfft(np.random.RandomState(1).randn(n))
    noise[9000 * SECONDS:] = 0
    x = 0.4 * np.sin(2 * np.pi * (200 * t + 1200 * t * t)) + 0.1 * np.fft.irfft(noise, n)
    return np.clip(x, -1, 1)


def write(path, x, rate, width):
    ints = np.round(x * (2 ** (8 * width - 1) - 1)).astype("<i4")
    data = np.repeat(ints[:, None], 2, 1).copy().view("u1").reshape(-1, 4)[:, :width]
    with wave.open(path, "wb") as w:
        w.setnchannels(2)
        w.setsampwidth(width)
        w.setframerate(rate)
        w.writeframes(data.tobytes())


def make(folder):
    x = np.round(music() * 32767) / 32767
    x[-1] = x[-2] = 0.27  # the last samples can be told from silence
    cut = round(CUT_S * RATE)
    write(f"{folder}/a.wav", x[:cut], RATE, 2)
    write(f"{folder}/b.wav", x[cut:], RATE, 2)
    (np.round(x * 32767) / 32768).astype("<f4").tofile(f"{folder}/x.f32")
    y = np.fft.irfft(np.fft.rfft(x), SECONDS * 48000) * 48000 / RATE
    at = round(CUT_S * 48000)
    write(f"{folder}/b48.wav", y[at:], 48000, 3)
    write(f"{folder}/o.wav", y[:at], 48000, 2)
    write(f"{folder}/p.wav", y[at:], 48000, 2)
    y.astype("<f4").tofile(f"{folder}/x48.f32")


def place(y, x, at, near):
    """Where x[at:at + WINDOW] lies in y, near the place where it should."""
    lo = max(0, near - REACH)
    c = np.correlate(y[lo:near + WINDOW + REACH], x[at:at + WINDOW], "valid")
    return lo + int(np.argmax(c))


def start_of(y, x):
    size = 1 << int(np.ceil(np.log2(len(x) + len(y))))
    c = np.fft.irfft(np.fft.rfft(y, size) * np.conj(np.fft.rfft(x, size)), size)
    return int(np.argmax(c)) if np.argmax(c) < len(y) else int(np.argmax(c)) - size


def rms(v):
    return float(np.sqrt(np.mean(v * v)))


def shifts(y, x, start, cut, head):
    before = None
    for at in [head, cut - 2 * WINDOW, cut - WINDOW, cut, cut + WINDOW,
               len(x) - 2 * WINDOW, len(x) - WINDOW]:
        shift = place(y, x, at, start + at) - start - at
        if before is not None and shift != before:
            what = "extra or repeated" if shift > before else "missing"
            yield (f"{abs(shift - before)} samples {what} before sample {at}"
                   f" (the join is at {cut})")
        before = shift


def judge(y, x, how, cut, head):
    """(faults, figures)"""
    start = start_of(y, x)
    if start < 0 or start + len(x) > len(y):
        return [f"the recording holds samples {-start} to {len(y) - start} of {len(x)}"], ""
    faults = list(shifts(y, x, start, cut, head))
    z = y[start:start + len(x)]
    error = z - x
    usual = rms(np.concatenate((error[head:cut - WINDOW], error[cut + WINDOW:-WINDOW])))
    join, worst = rms(error[cut - 512:cut + 512]), float(np.abs(error[cut - 64:cut + 64]).max())
    tail = rms(z[-TAIL:]) / rms(x[-TAIL:])
    wrong = np.nonzero(error[head:])[0]
    if how == "exact" and len(wrong):
        faults.append(f"{len(wrong)} samples differ, the first at {head + wrong[0]}")
    if how == "exact" and np.any(y[start + len(x):]):
        faults.append("something follows the last sample")
    # Both parts were encoded on their own: their edges are what the encoder knew of them.
    if join > 0.1 or worst > 0.3 or usual > 0.03:
        faults.append("it does not sound as it should")
    if not 0.7 < tail < 1.4:
        faults.append(f"of the last {TAIL} samples {100 * tail:.0f} % came")
    return faults, (f"0 missing, 0 extra; error {usual:.5f}, at the join {join:.5f} "
                    f"(largest {worst:.4f}); to the last sample")


def check(name, recording, whole, how, rate):
    y = np.fromfile(recording, "<f4")
    y = y[:len(y) // 2 * 2].reshape(-1, 2)[:, 0].astype(float)
    x = np.fromfile(whole, "<f4").astype(float)
    faults, figures = [f"only {len(y)} samples were recorded"], ""
    if len(y) > len(x) // 2:
        faults, figures = judge(y, x, how, round(CUT_S * rate), round(HEAD_S * rate))
    print(f"{'not ok' if faults else 'ok'} {name}: {'; '.join(faults) or figures}")


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    check(*sys.argv[2:6], int(sys.argv[6]))
