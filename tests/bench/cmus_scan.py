#!/usr/bin/env python3
"""How long cmus takes to add a folder, and to look through it again.

    cmus_scan.py HOME DIR

Prints "scan_s N scan_cpu_s N rescan_s N". cmus says nowhere that it is done: the end is
the last moment before a second in which none of its threads ran. HOME keeps the library
that it saves when it quits.
"""
import glob
import os
import pty
import subprocess
import sys
import threading
import time

STILL_S, IDLE_NS = 1.0, 2_000_000


def run_ns(pid):
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        try:
            with open(path) as f:
                total += int(f.read().split()[0])
        except OSError:
            pass
    return total


def drain(fd):
    try:
        while os.read(fd, 65536):
            pass
    except OSError:
        pass


def timed(pid, socket, command):
    """Seconds and processor seconds from the command until nothing runs."""
    first, begin = run_ns(pid), time.monotonic()
    subprocess.run(["cmus-remote", "--server", socket, "-C", command], check=True)
    last, end = run_ns(pid), time.monotonic()
    while time.monotonic() - end < STILL_S:
        time.sleep(0.01)
        now = run_ns(pid)
        if now - last > IDLE_NS:
            last, end = now, time.monotonic()
    return end - begin, (last - first) / 1e9


def main():
    home, folder = sys.argv[1:]
    socket = home + "/scan.socket"
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp("cmus", ["cmus", "--listen", socket])
    threading.Thread(target=drain, args=(fd,), daemon=True).start()
    for _ in range(200):
        if os.path.exists(socket):
            break
        time.sleep(0.05)
    time.sleep(0.3)
    scan = timed(pid, socket, "add -l " + folder)
    again = timed(pid, socket, "update-cache")
    subprocess.run(["cmus-remote", "--server", socket, "-C", "quit"], check=True)
    os.waitpid(pid, 0)
    print(f"scan_s {scan[0]:.3f} scan_cpu_s {scan[1]:.3f} rescan_s {again[0]:.3f}")


if __name__ == "__main__":
    main()
