"""Start-to-sound: from the byte of a key written to the terminal until the first frame of
music is handed to the sound device (the device's own latency comes on top).

start_sound.py LINNET OUTPUT MUSIC [COUNT]
    MUSIC: a folder of which the library is made; HOME and XDG_… point to a private place.
Prints: first_ms FIRST enter_ms MEDIAN enter_max MAX next_ms MEDIAN next_max MAX
"""
import fcntl
import glob
import json
import os
import pty
import select
import socket
import statistics
import struct
import subprocess
import sys
import termios
import time

REST_S, LIMIT_S = 0.3, 5


class Player:
    def __init__(self, linnet, output):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(linnet, [linnet, "--output", output])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.wait(1.5)

    def wait(self, seconds):
        """Takes what the program draws, as a terminal does."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                os.read(self.fd, 65536)

    def state(self):
        (path,) = glob.glob(os.environ["XDG_RUNTIME_DIR"] + "/linnet/**/control.sock",
                            recursive=True)
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(path)
            s.sendall(b"json status\n")
            text = b""
            while not text.endswith(b"\nok\n"):
                text += s.recv(65536)
        return json.loads(text.split(b"\n")[0])

    def press(self, key):
        """Milliseconds until music began; None: it did not."""
        before = time.monotonic_ns() // 1000
        os.write(self.fd, key)
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            self.wait(REST_S)
            began = self.state()["began_us"]
            if began >= before:
                return (began - before) / 1000
        return None

    def quit(self):
        os.write(self.fd, b"q")
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            try:
                self.wait(0.05)
            except OSError:
                pass
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


def show(name, times):
    good = [t for t in times if t is not None]
    if not good:
        return f"{name}_ms - {name}_max -"
    return f"{name}_ms {statistics.median(good):.1f} {name}_max {max(good):.1f}"


def main():
    linnet, output, music = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 9
    subprocess.run([linnet, "scan", music], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    p = Player(linnet, output)
    try:
        p.wait(0.5)
        os.write(p.fd, b"2")
        p.wait(0.5)
        first = p.press(b"\r")  # it loads what every later one finds there
        enter = [p.press(b"\r") for _ in range(count)]
        following = [p.press(b"b") for _ in range(count)]
    finally:
        p.quit()
    print(f"first_ms {'-' if first is None else round(first, 1)}",
          show("enter", enter), show("next", following))


main()
