#!/usr/bin/env python3
"""Pictures of pixels: what the program writes to a terminal that says it can show them.

pixels.py PROTOCOL PROGRAM [ARGUMENT…]: sixel answers the question of the terminal's
attributes, kitty and iterm are told by the environment or the option. Prints "ok …" and
"not ok …" lines. The library has an album whose cover is found.
"""
import array
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

protocol, program = sys.argv[1], sys.argv[2:]
SOON = 15
BEGINS = {"sixel": rb"\x1bP[0-9;]*q", "kitty": rb"\x1b_G[^\x1b]*a=T",
          "iterm": rb"\x1b\]1337;File="}[protocol]
seen = b""
bad = 0


def size(fd, columns, lines):
    fcntl.ioctl(fd, termios.TIOCSWINSZ,
                struct.pack("HHHH", lines, columns, columns * 8, lines * 16))


pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    for name in ("TMUX", "STY", "KITTY_WINDOW_ID", "TERM_PROGRAM", "LC_TERMINAL"):
        os.environ.pop(name, None)
    if protocol == "kitty":
        os.environ["KITTY_WINDOW_ID"] = "1"
    if protocol == "iterm":
        os.environ["TERM_PROGRAM"] = "WezTerm"
    time.sleep(.2)
    os.execv(program[0], program)
size(fd, 120, 40)


def read(seconds):
    """What comes in that time; answers what is asked."""
    global seen
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([fd], [], [], max(0, end - time.monotonic()))
        if not ready:
            continue
        try:
            data = os.read(fd, 65536)
        except OSError:
            return
        seen += data
        if b"\x1b[c" in data:
            os.write(fd, b"\x1b[?64;1;4;22c" if protocol == "sixel" else b"\x1b[?64c")


def soon(name, pattern):
    """The pattern comes among what has come since the last time; that is then forgotten."""
    global seen, bad
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        found = re.search(pattern, seen, re.S)
        if found:
            seen = seen[found.end():]
            print("ok %s: %s" % (protocol, name))
            return
        read(.05)
    print("not ok %s: %s" % (protocol, name))
    bad = 1
    print("# " + repr(seen[-300:]))


def keys(text):
    os.write(fd, text)


soon("it begins", rb"For You")
keys(b"2j\t\t")
soon("tracks", rb"Teardrop")
read(.3)
keys(b"\r4")
soon("the cover is drawn, at its place", rb"\x1b7\x1b\[4;[0-9]+H" + BEGINS)
read(.5)
seen = b""
keys(b"?")
if protocol == "kitty":
    soon("a popup takes it away", rb"\x1b_Ga=d")
soon("the popup", rb"Moving")
read(.3)
if re.search(BEGINS, seen):
    print("not ok %s: drawn below a popup" % protocol)
    bad = 1
keys(b"\x1b")
soon("it is back", BEGINS)
read(.3)
seen = b""
keys(b"m")
soon("another line changes", rb"muted")
read(.3)
if re.search(BEGINS, seen):
    print("not ok %s: drawn again for nothing" % protocol)
    bad = 1
else:
    print("ok %s: not drawn again for nothing" % protocol)
size(fd, 140, 45)
os.kill(pid, signal.SIGWINCH)
soon("drawn anew for another size", BEGINS)
keys(b"2")
if protocol == "kitty":
    soon("another view takes it away", rb"\x1b_Ga=d")
read(.3)
keys(b"q")
read(1)
os.close(fd)
_, status = os.waitpid(pid, 0)
if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != 0:
    print("not ok %s: it ended with %d" % (protocol, status))
    bad = 1
sys.exit(bad)
