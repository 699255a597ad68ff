"""Retags a file as taggers do: retag.py FILE HOW

    small     title and artist are others
    grow      100 kB of comment and a picture of 60 kB more
    bare      no tags at all
    id3v1     an ID3v1 tag behind it, as careless taggers leave it on any format
    ape       an APEv2 tag behind it
    id3v2     an ID3v2 tag with padding in front of it
Exits with 3 where the format has no such thing.
"""
import os
import struct
import sys

import mutagen
from mutagen import aac, aiff, apev2, asf, dsf, flac, id3, mp3, mp4, oggflac, oggopus
from mutagen import oggspeex, oggvorbis, wave

NOTHING = 3
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 60000
XIPH = (oggvorbis.OggVorbis, oggopus.OggOpus, oggflac.OggFLAC, oggspeex.OggSpeex, flac.FLAC)
ID3 = (mp3.MP3, aiff.AIFF, wave.WAVE, dsf.DSF)


def put(f, title, comment):
    if isinstance(f, XIPH):
        f["title"], f["artist"] = title, "Retagged"
        if comment:
            f["comment"] = comment
            if isinstance(f, flac.FLAC):
                p = flac.Picture()
                p.data, p.type, p.mime = PICTURE, 3, "image/png"
                f.add_picture(p)
            else:
                f["metadata_block_picture"] = "A" * 80000
    elif isinstance(f, mp4.MP4):
        f["\xa9nam"], f["\xa9ART"] = title, "Retagged"
        if comment:
            f["\xa9cmt"], f["covr"] = comment, [PICTURE]
    elif isinstance(f, asf.ASF):
        f["Title"], f["Author"] = title, "Retagged"
        if comment:
            # A longer text goes to an object of its own.
            f["Description"] = comment[:30000]
    elif isinstance(f, ID3) or f.__class__.__name__ == "TrueAudio":
        f.tags.add(id3.TIT2(encoding=3, text=title))
        f.tags.add(id3.TPE1(encoding=3, text="Retagged"))
        if comment:
            f.tags.add(id3.COMM(encoding=3, lang="eng", desc="", text=comment))
            f.tags.add(id3.APIC(encoding=3, mime="image/png", type=3, data=PICTURE))
    else:
        f["Title"], f["Artist"] = title, "Retagged"
        if comment:
            f["Comment"] = comment


def edit(path, how):
    try:
        f = mutagen.File(path)
    except mutagen.MutagenError:
        # Not with what the other ways put in front of it.
        f = None
    if f is None or isinstance(f, aac.AAC):
        sys.exit(NOTHING)
    if how == "bare":
        f.delete()
        return
    if f.tags is None:
        f.add_tags()
    put(f, "Another " + how, "x" * 100000 if how == "grow" else None)
    f.save()


def surround(path, front, back):
    with open(path, "rb") as f:
        data = f.read()
    with open(path, "wb") as f:
        f.write(front + data + back)


def id3v2(size):
    frame = b"TIT2" + struct.pack(">I", 9) + b"\0\0\0In front"
    body = frame + b"\0" * (size - len(frame))
    n = bytes(size >> s & 127 for s in (21, 14, 7, 0))
    return b"ID3\3\0\0" + n + body


def main(path, how):
    ext = os.path.splitext(path)[1][1:]
    if how in ("id3v1", "ape", "id3v2") and ext not in (
            "mp3", "flac", "aac", "wv", "ape", "mpc", "tta"):
        sys.exit(NOTHING)
    if how == "id3v1":
        surround(path, b"", b"TAG" + b"Behind".ljust(125, b"\0"))
    elif how == "ape":
        item = struct.pack("<II", 5, 0) + b"Title\0Behind"[:11]
        tail = b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 0) + b"\0" * 8
        surround(path, b"", item + tail)
    elif how == "id3v2":
        surround(path, id3v2(70000), b"")
    else:
        edit(path, how)


main(*sys.argv[1:])
