"""Reads a recording (raw float32, mono, 44.1 kHz) of a sine of 441 Hz as it comes, and
prints at its end what was wrong in it, from the first sound to the last:

    seconds S  silent_ms M  breaks N  at S S S …

A break is a place where the sine does not go on: there samples are missing, silent,
repeated or wrong.
"""
import sys

import numpy as np

RATE, HERTZ, BLOCK, SHOWN = 44100, 441, 1 << 16, 8
TWICE_COS = 2 * np.cos(2 * np.pi * HERTZ / RATE)
WRONG, SILENT, APART = 0.03, 1e-4, 2205  # of the peak; of full scale; samples


def main():
    rest = np.zeros(0, "<f4")
    at, first, last, silent, peak, breaks = 0, None, None, 0, 0.0, []
    while block := sys.stdin.buffer.read(4 * BLOCK):
        y = np.concatenate((rest, np.frombuffer(block[: len(block) // 4 * 4], "<f4")))
        loud = np.nonzero(np.abs(y) > SILENT)[0]
        if len(loud):
            # The recorder may lose the first 20 ms after silence.
            first = at + loud[0] + 2000 if first is None else first
            last = at + loud[-1]
            peak = max(peak, float(np.abs(y).max()))
            wrong = np.abs(y[2:] - TWICE_COS * y[1:-1] + y[:-2]) > WRONG * peak
            for i in at + 2 + np.nonzero(wrong)[0]:
                if i > first and (not breaks or i - breaks[-1][1] > APART):
                    breaks.append([i, i])
                elif i > first:
                    breaks[-1][1] = i
        if first is not None:
            run = np.abs(y[max(2, first - at):]) <= SILENT
            silent += int(np.count_nonzero(run[:-2] & run[1:-1] & run[2:]))
        at += len(y) - 2 if len(y) > 2 else 0
        rest = y[-2:]
    if first is None:
        print("seconds 0  silent_ms 0  breaks 0  at")
        return
    # The player is stopped while it plays: that end is no break, and what follows silence.
    silent -= max(0, at - last)
    breaks = [b for b in breaks if b[0] < last - 4410]
    print(f"seconds {(last - first) / RATE:.1f}  silent_ms {max(0, silent) * 1000 / RATE:.1f}"
          f"  breaks {len(breaks)}  at",
          " ".join(f"{(b[0] - first) / RATE:.2f}" for b in breaks[:SHOWN]))


main()
