#!/usr/bin/env python3
"""How long another player takes to add a folder, and to look through it again.

    peer_scan.py cmus|mpd|moc HOME DIR

Prints "scan_s N scan_cpu_s N" and, where it can be asked to look again, "rescan_s N".
cmus and moc say nowhere that they are done: the end is the last moment before a second in
which none of their threads ran. mpd says it ("updating_db"). HOME keeps cmus's library.
"""
import glob
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time

STILL_S, IDLE_NS = 1.0, 2_000_000


def run_ns(pids):
    total = 0
    for pid in pids:
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


def in_terminal(*command):
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    threading.Thread(target=drain, args=(fd,), daemon=True).start()
    return pid


def until_still(pids, act):
    """Seconds and processor seconds from act() until nothing runs."""
    first, begin = run_ns(pids), time.monotonic()
    act()
    last, end = run_ns(pids), time.monotonic()
    while time.monotonic() - end < STILL_S:
        time.sleep(0.01)
        now = run_ns(pids)
        if now - last > IDLE_NS:
            last, end = now, time.monotonic()
    return end - begin, (last - first) / 1e9


def wait_for(path):
    for _ in range(200):
        if os.path.exists(path):
            break
        time.sleep(0.05)
    time.sleep(0.3)


def cmus(home, folder):
    path = home + "/scan.socket"
    pid = in_terminal("cmus", "--listen", path)
    wait_for(path)

    def say(command):
        subprocess.run(["cmus-remote", "--server", path, "-C", command], check=True)

    # It listens before it is ready: its sound output may look for a server for seconds.
    subprocess.run(["cmus-remote", "--server", path, "-Q"], check=True,
                   stdout=subprocess.DEVNULL)
    scan = until_still([pid], lambda: say("add -l " + folder))
    again = until_still([pid], lambda: say("update-cache"))
    say("quit")
    os.waitpid(pid, 0)
    return scan, again


def mpd(home, folder):
    """A server without a database looks through the folder when it starts."""
    path, config = home + "/mpd.socket", home + "/mpd.conf"
    with open(config, "w") as f:
        f.write(f'music_directory "{folder}"\ndb_file "{home}/mpd.db"\n'
                f'bind_to_address "{path}"\nlog_file "/dev/null"\nauto_update "no"\n'
                'audio_output {\n type "null"\n name "none"\n}\n')
    begin = time.monotonic()
    server = subprocess.Popen(["mpd", "--no-daemon", config],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    s = socket.socket(socket.AF_UNIX)
    while s.connect_ex(path) != 0:
        if server.poll() is not None:
            sys.exit("mpd did not start")
        time.sleep(0.002)
    lines = s.makefile("rw")
    lines.readline()

    def ask(command):
        lines.write(command + "\n")
        lines.flush()
        answer = {}
        while not (line := lines.readline()).startswith(("OK", "ACK")):
            if not line:
                sys.exit("mpd ended")
            name, _, value = line.rstrip().partition(": ")
            answer[name] = value
        return answer

    def until_done():
        # It answers before it has begun.
        while "updating_db" in ask("status") or ask("stats")["songs"] == "0":
            time.sleep(0.005)
        return time.monotonic() - begin, run_ns([server.pid]) / 1e9

    scan = until_done()
    begin = time.monotonic()
    ask("update")
    again = until_done()
    server.terminate()
    server.wait()
    return scan, again


def count_files(folder):
    return sum(len(files) for _, _, files in os.walk(folder))


def moc_titles(path):
    """Entries that have a length and a title, which only the tags of a file tell."""
    try:
        with open(path, errors="replace") as f:
            return sum(1 for line in f
                       if line.startswith("#EXTINF:") and not line.startswith("#EXTINF:0,"))
    except OSError:
        return 0


def moc(home, folder):
    os.makedirs(home + "/.moc", mode=0o700, exist_ok=True)
    with open(home + "/.moc/config", "w") as f:
        f.write("SoundDriver = null\nReadTags = yes\n")
    os.chmod(home + "/.moc/config", 0o600)
    subprocess.run(["mocp", "-S"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    with open(home + "/.moc/pid") as f:
        server = int(f.read())

    def add():
        subprocess.run(["mocp", "-a", folder], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    scan = until_still([server], add)
    os.kill(server, signal.SIGKILL)
    # Now and then its client gives up early; the list it leaves tells.
    have, want = moc_titles(home + "/.moc/playlist.m3u"), count_files(folder)
    if have < want:
        sys.exit(f"moc read the tags of {have} of {want} files only")
    return scan, None


def main():
    player, home, folder = sys.argv[1:]
    scan, again = {"cmus": cmus, "mpd": mpd, "moc": moc}[player](home, folder)
    print(f"scan_s {scan[0]:.3f} scan_cpu_s {scan[1]:.3f}"
          + (f" rescan_s {again[0]:.3f}" if again else ""))


if __name__ == "__main__":
    main()
