#!/usr/bin/env python3
"""A generated music library for measurements: N small tagged files.

    make_library.py DIR N [--links]

A few short templates are rendered once (with lame, flac, oggenc and opusenc, whichever
there are), then only their tags are rewritten, so that 10,000 files take seconds. The
same N gives the same files. Every file has its own length, so that each is a recording of
its own. With --links, files beyond the first 10,000 are hard links to them under other
names (what a scanner must read, without the disk space).

Artists have 2 albums of 10 tracks: DIR/Artist 0001/Album 1/03 Title.mp3.
"""
import math
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

TEMPLATES = 6  # of each format
REAL = 10000
WORDS = ("amber river stone glass winter copper silent golden paper hollow velvet iron "
         "northern distant broken summer midnight harbour lantern meadow thunder crystal "
         "shadow ember marble willow falcon island mirror signal Björk Ærø Łódź naïve "
         "夜 空 café Ólafur señor garden machine orchid static vapour").split()
GENRES = "Rock Jazz Ambient Electronic Folk Classical Metal Pop Blues Soul".split()


def wav(path, seconds, hz, seed):
    rnd, rate = random.Random(seed), 22050
    level = [rnd.random() * .02 for _ in range(64)]
    data = bytearray()
    for i in range(int(seconds * rate)):
        v = .3 * math.sin(2 * math.pi * hz * i / rate) * (1 - i / (seconds * rate))
        data += struct.pack("<h", int(32767 * (v + level[i % 64])))
    with open(path, "wb") as f:
        f.write(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt "
                + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16)
                + b"data" + struct.pack("<I", len(data)) + data)


def encode(tool, wav_path, out):
    commands = {
        "mp3": ["lame", "--quiet", "-t", "--cbr", "-b", "48", wav_path, out],
        "flac": ["flac", "--silent", "-f", "-o", out, wav_path],
        "ogg": ["oggenc", "-Q", "--serial", "7", "-q", "1", "-o", out, wav_path],
        "opus": ["opusenc", "--quiet", "--serial", "7", "--bitrate", "32", wav_path, out],
    }
    subprocess.run(commands[tool], check=True, stderr=subprocess.DEVNULL)


def templates():
    tools = {"mp3": "lame", "flac": "flac", "ogg": "oggenc", "opus": "opusenc"}
    made = {}
    with tempfile.TemporaryDirectory() as tmp:
        for ext, tool in tools.items():
            if not shutil.which(tool):
                print(f"make_library: without {tool}: no {ext} files", file=sys.stderr)
                continue
            made[ext] = []
            for k in range(TEMPLATES):
                w, out = f"{tmp}/{k}.wav", f"{tmp}/{k}.{ext}"
                wav(w, 3 + k, 220 * 1.19 ** k, k)
                encode(ext, w, out)
                with open(out, "rb") as f:
                    made[ext].append(f.read())
    if not made:
        sys.exit("make_library: install one of lame, flac, vorbis-tools, opus-tools")
    return made


def comment(tags):
    """A Vorbis comment block, without the framing bit."""
    out = struct.pack("<I", 6) + b"linnet" + struct.pack("<I", len(tags))
    for key, value in tags:
        entry = f"{key}={value}".encode()
        out += struct.pack("<I", len(entry)) + entry
    return out


def mp3(data, tags):
    frames = {"TITLE": "TIT2", "ARTIST": "TPE1", "ALBUM": "TALB", "ALBUMARTIST": "TPE2",
              "TRACKNUMBER": "TRCK", "DATE": "TDRC", "GENRE": "TCON"}
    body = b""
    for key, value in tags:
        text = b"\x03" + value.encode()
        n = len(text)
        size = bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127])
        body += frames[key].encode() + size + b"\0\0" + text
    n = len(body)
    head = b"ID3\x04\0\0" + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127])
    return head + body + data


def flac(data, tags):
    at, info = 4, None
    while True:
        last, kind, n = data[at] >> 7, data[at] & 127, int.from_bytes(data[at + 1:at + 4], "big")
        if kind == 0:
            info = data[at + 4:at + 4 + n]
        at += 4 + n
        if last:
            break
    c = comment(tags)
    return (b"fLaC" + bytes([0]) + len(info).to_bytes(3, "big") + info
            + bytes([0x84]) + len(c).to_bytes(3, "big") + c + data[at:])


def crc_table():
    table = []
    for i in range(256):
        r = i << 24
        for _ in range(8):
            r = (r << 1 ^ 0x04C11DB7 if r & 0x80000000 else r << 1) & 0xFFFFFFFF
        table.append(r)
    return table


TABLE = crc_table()


def page(serial, number, packets):
    lacing, body = b"", b""
    for p in packets:
        lacing += b"\xff" * (len(p) // 255) + bytes([len(p) % 255])
        body += p
    head = (b"OggS\0\0" + bytes(8) + struct.pack("<III", serial, number, 0)
            + bytes([len(lacing)]) + lacing)
    crc = 0
    for b in head + body:
        crc = (crc << 8 & 0xFFFFFFFF) ^ TABLE[crc >> 24 ^ b]
    return head[:22] + struct.pack("<I", crc) + head[26:] + body


def split_pages(data):
    at, pages = 0, []
    while at < len(data):
        segments = data[at + 27:at + 27 + data[at + 26]]
        n = 27 + len(segments) + sum(segments)
        pages.append((data[at:at + n], segments))
        at += n
    return pages


def ogg_parts(data):
    """First page, number of header pages, third header packet (Vorbis), the audio."""
    pages = split_pages(data)
    vorbis = data[28 + data[26] - 1:].startswith(b"\x01vorbis")
    want, packets, used, current = (2 if vorbis else 1), [], 1, b""
    while len(packets) < want:
        raw, segments = pages[used]
        at = 27 + len(segments)
        for s in segments:
            current += raw[at:at + s]
            at += s
            if s < 255:
                packets.append(current)
                current = b""
        used += 1
    rest = b"".join(raw for raw, _ in pages[used:])
    return pages[0][0], used, packets[1] if vorbis else None, rest


def ogg(parts, tags):
    first, used, setup, rest = parts
    if used != 2:
        sys.exit("make_library: the encoder spread its headers over several pages")
    if setup is None:
        packets = [b"OpusTags" + comment(tags)]
    else:
        packets = [b"\x03vorbis" + comment(tags) + b"\x01", setup]
    return first + page(7, 1, packets) + rest


def title(rnd):
    return " ".join(rnd.choice(WORDS) for _ in range(rnd.randint(1, 4))).capitalize()


def write_all(out, n, links):
    made = templates()
    parts = {k: [ogg_parts(d) for d in v] for k, v in made.items() if k in ("ogg", "opus")}
    exts, rnd, firsts, folder = sorted(made), random.Random(11), [], None
    for i in range(n):
        artist, album, track = i // 20, i // 10 % 2, i % 10
        if track == 0:
            name = f"{title(rnd)} {artist:04d}"if album == 0 else name
            record, genre = title(rnd), GENRES[artist % 10]
            folder = f"{out}/{name}/{1980 + (artist + album) % 45} {record}".replace("\0", "")
            os.makedirs(folder, exist_ok=True)
        ext, song = exts[i % len(exts)], title(rnd)
        path = f"{folder}/{track + 1:02d} {song}.{ext}"
        if links and i >= REAL:
            source = firsts[i % REAL]
            os.link(source, path.rsplit(".", 1)[0] + "." + source.rsplit(".", 1)[1])
            continue
        tags = [("TITLE", song), ("ARTIST", name), ("ALBUM", record), ("ALBUMARTIST", name),
                ("TRACKNUMBER", str(track + 1)), ("DATE", str(1980 + (artist + album) % 45)),
                ("GENRE", genre)]
        k = i // len(exts) % TEMPLATES
        if ext == "mp3":
            data = mp3(made[ext][k], tags)
        elif ext == "flac":
            data = flac(made[ext][k], tags)
        else:
            data = ogg(parts[ext][k], tags)
        # Bytes behind the last frame: no decoder minds, and no two files are the same.
        data += bytes(i // len(exts) // TEMPLATES)
        with open(path, "wb") as f:
            f.write(data)
        firsts.append(path)


def main():
    args = [a for a in sys.argv[1:] if a != "--links"]
    if len(args) != 2 or not args[1].isdigit():
        sys.exit(__doc__)
    write_all(args[0], int(args[1]), "--links" in sys.argv)


if __name__ == "__main__":
    main()
