"""Files that are not what they seem, for bad_input.sh.

    bad_files.py FOLDER

FOLDER holds good files, one of each format: good.mp3, good.flac … What is made of them goes
to FOLDER/bad; on standard output comes a line for each: its name, a tab, and what the player
has to say of it (a regular expression), or "plays" where it has nothing to say.
"""
import os
import random
import struct
import sys

folder = sys.argv[1]
out = os.path.join(folder, "bad")
os.makedirs(out, exist_ok=True)
CUT = "cut off|ends after|damaged"


def put(name, data, says):
    with open(os.path.join(out, name), "wb") as f:
        f.write(data)
    print(f"{name}\t{says}")


def good(name):
    path = os.path.join(folder, "good." + name)
    if not os.path.exists(path):
        return None
    with open(path, "rb") as f:
        return f.read()


def chunk(ident, data, order="<"):
    return ident + struct.pack(order + "I", len(data)) + data + b"\0" * (len(data) % 2)


def wav(rate=44100, channels=1, bits=16, kind=1, data=b"", told=None, frame=None):
    frame = channels * bits // 8 if frame is None else frame
    fmt = struct.pack("<HHIIHH", kind, channels, rate & 0xFFFFFFFF, rate * frame & 0xFFFFFFFF,
                      frame & 0xFFFF, bits)
    told = len(data) if told is None else told
    body = b"WAVE" + chunk(b"fmt ", fmt) + b"data" + struct.pack("<I", told) + data
    return b"RIFF" + struct.pack("<I", len(body) & 0xFFFFFFFF) + body


def extended(rate):
    """80-bit float of an AIFF header, for whole numbers."""
    if rate == 0:
        return bytes(10)
    e = rate.bit_length() - 1
    return struct.pack(">HQ", 16383 + e, rate << (63 - e))


def aiff(rate=44100, channels=1, bits=16, data=b"", frames=None, kind=None):
    frames = len(data) * 8 // max(bits * channels, 8) if frames is None else frames
    comm = struct.pack(">hIh", channels, frames & 0xFFFFFFFF, bits) + extended(rate)
    form = b"AIFF"
    if kind:
        comm += kind + b"\0\0"
        form = b"AIFC"
    body = form + (chunk(b"FVER", b"\xa2\x80\x51\x40", ">") if kind else b"")
    body += chunk(b"COMM", comm, ">") + chunk(b"SSND", bytes(8) + data, ">")
    return b"FORM" + struct.pack(">I", len(body)) + body


def ogg_sum(page):
    total = 0
    for byte in page:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1 ^ (0x04C11DB7 if total >> 31 else 0)) & 0xFFFFFFFF
    return total


def ogg_pages(data):
    at, pages = 0, []
    while data[at:at + 4] == b"OggS":
        n = 27 + data[at + 26]
        n += sum(data[at + 27:at + n])
        pages.append(bytearray(data[at:at + n]))
        at += n
    return pages


def seal(page):
    page[22:26] = bytes(4)
    page[22:26] = struct.pack("<I", ogg_sum(page))
    return page


def ogg_length(data, change):
    """The last page tells another position."""
    pages = ogg_pages(data)
    last = struct.unpack("<q", pages[-1][6:14])[0]
    pages[-1][6:14] = struct.pack("<q", change(last))
    return b"".join(seal(p) for p in pages)


def id3(size):
    n = [size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]
    return b"ID3\4\0\0" + bytes(n)


def xing(data, frames, size=None):
    at = max(data.find(b"Xing"), data.find(b"Info"))
    x = bytearray(data)
    x[at + 8:at + 12] = struct.pack(">I", frames(struct.unpack(">I", data[at + 8:at + 12])[0]))
    if size is not None:
        x[at + 12:at + 16] = struct.pack(">I", size)
    return bytes(x)


def every_format():
    for name in ("mp3", "flac", "ogg", "opus", "wav", "aiff", "m4a", "wv", "tta", "mka", "wma",
                 "mpc", "aac"):
        data = good(name)
        if not data:
            continue
        # No length is told by a stream of AAC frames: its end is its end.
        cut = CUT + "|plays" if name in ("aac", "mka") else CUT
        put(f"half.{name}", data[:len(data) // 2], cut)
        put(f"head.{name}", data[:60], "damaged|cut off|ends after|no format|no music|can be decoded")
        put(f"empty.{name}", b"", "empty")
        put(f"text.{name}", b"This is no music at all.\n" * 40, "no format")
        put(f"zeros.{name}", bytes(50000), "no format")
        for seed in range(3):
            r = random.Random(seed)
            x = bytearray(data)
            at = len(x) // 3 + r.randrange(len(x) // 3)
            for i in range(400):
                x[at + i] = r.randrange(256)
            put(f"corrupt{seed}.{name}", bytes(x), "damaged|plays")
        noise = random.Random(7).randbytes(30000)
        put(f"noise.{name}", noise, "no format")
        put(f"begins.{name}", data[:200] + noise, ".")


def wrong_names():
    for name, other in (("flac", "mp3"), ("mp3", "ogg"), ("ogg", "wav"), ("wav", "opus"),
                        ("opus", "flac"), ("aiff", "mp3")):
        put(f"really_{name}.{other}", good(name), "plays")


def lying_lengths():
    pcm = struct.pack("<1000h", *range(1000)) * 40
    put("longer.wav", wav(data=pcm, told=len(pcm) * 3), CUT)
    put("shorter.wav", wav(data=pcm, told=len(pcm) // 2), "plays")
    put("unknown.wav", wav(data=pcm, told=0xFFFFFFFF), "plays")
    put("zero.wav", wav(data=b"", told=0), "no music|empty|damaged")
    put("longer.aiff", aiff(data=pcm, frames=len(pcm) * 2), CUT + "|plays")
    flac = bytearray(good("flac"))
    told = struct.unpack(">Q", flac[18:26])[0]
    frames = told & (1 << 36) - 1
    for name, n in (("longer", frames * 2), ("shorter", frames // 2), ("unknown", 0),
                    ("endless", (1 << 36) - 1)):
        x = bytearray(flac)
        x[18:26] = struct.pack(">Q", told >> 36 << 36 | n)
        put(f"{name}.flac", bytes(x), CUT if n > frames else "plays")
    mp3 = good("mp3")
    put("longer.mp3", xing(mp3, lambda n: n * 2), CUT)
    put("shorter.mp3", xing(mp3, lambda n: n // 2), "plays")
    # So many do not fit into its bytes: the frames are counted.
    put("endless.mp3", xing(mp3, lambda n: 0x7FFFFFFF), "plays")
    for name in ("ogg", "opus"):
        put(f"longer.{name}", ogg_length(good(name), lambda n: n + 480000), CUT)
        put(f"shorter.{name}", ogg_length(good(name), lambda n: n // 2), "plays|damaged")
        put(f"endless.{name}", ogg_length(good(name), lambda n: (1 << 63) - 1), ".")


def not_numbers():
    bad = [float("nan"), float("inf"), -float("inf"), 1e38, -1e38]
    values = [.25 if i % 7 else bad[i // 7 % 5] for i in range(30000)]
    put("nan.wav", wav(bits=32, kind=3, data=struct.pack("<30000f", *values)), "no numbers")
    put("nan.aiff", aiff(bits=32, kind=b"fl32", data=struct.pack(">30000f", *values)),
        "no numbers")


def changing_formats():
    for name in ("mp3", "ogg", "opus", "flac"):
        other = good("mono." + name)
        if not other:
            continue
        says = "format changes" if name in ("mp3", "ogg") else "."
        put(f"changes.{name}", good(name) + other, says)


def absurd_headers():
    pcm = bytes(20000)
    for name, kw in (("rate0", {"rate": 0}), ("rate4g", {"rate": 0xFFFFFFFF}),
                     ("channels0", {"channels": 0, "frame": 2}), ("channels255", {"channels": 255}),
                     ("channels65535", {"channels": 65535, "frame": 4}), ("bits0", {"bits": 0}),
                     ("bits64000", {"bits": 64000, "frame": 2}), ("frame0", {"frame": 0})):
        put(f"{name}.wav", wav(data=pcm, **kw), ".")
    for name, kw in (("rate0", {"rate": 0}), ("rate4g", {"rate": 0xFFFFFFFF}),
                     ("channels0", {"channels": 0}), ("channels255", {"channels": 255}),
                     ("channels-1", {"channels": -1}), ("bits0", {"bits": 0}),
                     ("frames4g", {"frames": 0xFFFFFFFF})):
        put(f"{name}.aiff", aiff(data=pcm, **kw), ".")
    flac = bytearray(good("flac"))
    x = bytearray(flac)
    x[18:21] = bytes(3)
    put("rate0.flac", bytes(x), ".")
    rf64 = b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", struct.pack(
        "<QQQI", 1 << 63, (1 << 63) - 1, 1 << 61, 0))
    rf64 += chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 44100, 88200, 2, 16))
    put("frames63.wav", rf64 + b"data\xff\xff\xff\xff" + pcm, ".")


def oddities():
    mp3 = good("mp3")
    put("only_tags.mp3", id3(4000) + bytes(4000) + b"TAG" + bytes(125), "no format|no music")
    put("tag_lies.mp3", id3((1 << 28) - 1) + mp3, "no format")
    put("nested_tags.mp3", id3(0) * 3 + mp3, "plays")
    big = id3(100 << 20)
    with open(os.path.join(out, "big_tag.mp3"), "wb") as f:
        f.write(big)
        f.truncate(len(big) + (100 << 20))
        f.seek(0, 2)
        f.write(mp3)
    print("big_tag.mp3\tplays")
    put("one_frame.wav", wav(data=b"\1\0"), "plays")
    put("few_frames.aiff", aiff(data=bytes(6)), "plays")
    put("silence.wav", wav(data=bytes(88200)), "plays")
    put("half_a_frame.wav", wav(channels=2, data=b"\1\0"), "no music|damaged|empty")
    at = mp3.rfind(b"\xff\xfb")
    put("one_frame.mp3", mp3[at:], "plays|no format|no music|damaged|can be decoded")


every_format()
wrong_names()
lying_lengths()
not_numbers()
changing_formats()
absurd_headers()
oddities()
