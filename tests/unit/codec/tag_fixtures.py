#!/usr/bin/env python3
"""One file of each container in the folder given, all with the same tags: written by mutagen,
as other programs write them. Exits with 77 where mutagen or ffmpeg is not installed."""
import os
import shutil
import subprocess
import sys

try:
    from mutagen import id3
    from mutagen.aiff import AIFF
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASF, ASFBoolAttribute, ASFDWordAttribute
    from mutagen.flac import FLAC
    from mutagen.mp4 import MP4, MP4FreeForm
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis
    from mutagen.wave import WAVE
except ImportError:
    sys.exit(77)
if not shutil.which("ffmpeg"):
    sys.exit(77)
FOLDER = sys.argv[1]
ID = "11111111-0000-4000-8000-00000000000%d"

# By the names of Vorbis comments.
TAGS = {
    "TITLE": "T", "ARTIST": "A feat. B", "ARTISTS": ["A", "B"], "ALBUMARTIST": ["X", "Y"],
    "ALBUM": "Al", "GENRE": ["Rock", "Pop; Jazz"], "COMPOSER": ["C1", "C2"],
    "DATE": "2001-02-03", "ORIGINALDATE": "1977-05", "TRACKNUMBER": "3", "TRACKTOTAL": "12",
    "DISCNUMBER": "2/3", "DISCSUBTITLE": "Sub", "TITLESORT": "T, The", "ARTISTSORT": "A, Mr",
    "ALBUMARTISTSORT": "X, Mr", "ALBUMSORT": "Al, The", "COMPOSERSORT": "C, Mr", "WORK": "W",
    "CONDUCTOR": "Con", "BPM": "121", "COMPILATION": "1", "LYRICS": "la", "FMPS_RATING": "0.8",
    "MUSICBRAINZ_TRACKID": ID % 1, "MUSICBRAINZ_RELEASETRACKID": ID % 2,
    "MUSICBRAINZ_ALBUMID": ID % 3, "MUSICBRAINZ_RELEASEGROUPID": ID % 4,
    "MUSICBRAINZ_ARTISTID": [ID % 5, ID % 6], "MUSICBRAINZ_ALBUMARTISTID": ID % 7,
    "MUSICBRAINZ_WORKID": ID % 8,
}
MB_NAMES = {
    "MUSICBRAINZ_RELEASETRACKID": "MusicBrainz Release Track Id",
    "MUSICBRAINZ_ALBUMID": "MusicBrainz Album Id",
    "MUSICBRAINZ_RELEASEGROUPID": "MusicBrainz Release Group Id",
    "MUSICBRAINZ_ARTISTID": "MusicBrainz Artist Id",
    "MUSICBRAINZ_ALBUMARTISTID": "MusicBrainz Album Artist Id",
    "MUSICBRAINZ_WORKID": "MusicBrainz Work Id",
}


def listed(value):
    return value if isinstance(value, list) else [value]


def sound(name, *options):
    path = os.path.join(FOLDER, name)
    done = subprocess.run(["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i",
                           "sine=440:duration=1", *options, path], check=False)
    return path if done.returncode == 0 else None


def fill_id3(tags, version=4):
    frames = {
        "TITLE": "TIT2", "ARTIST": "TPE1", "ALBUMARTIST": "TPE2", "ALBUM": "TALB",
        "GENRE": "TCON", "COMPOSER": "TCOM", "DATE": "TDRC", "ORIGINALDATE": "TDOR",
        "DISCNUMBER": "TPOS", "DISCSUBTITLE": "TSST", "TITLESORT": "TSOT",
        "ARTISTSORT": "TSOP", "ALBUMARTISTSORT": "TSO2", "ALBUMSORT": "TSOA",
        "COMPOSERSORT": "TSOC", "CONDUCTOR": "TPE3", "BPM": "TBPM", "COMPILATION": "TCMP"}
    for key, frame in frames.items():
        values = listed(TAGS[key])
        if version == 3:  # one text a frame, and a genre by number
            values = ["(17)Pop; Jazz"] if key == "GENRE" else ["; ".join(values)]
        tags.add(getattr(id3, frame)(3, values))
    tags.add(id3.TRCK(3, "3/12"))
    tags.add(id3.USLT(3, "eng", "", "la"))
    tags.add(id3.POPM("no@email", 196, 0))
    tags.add(id3.UFID("http://musicbrainz.org", TAGS["MUSICBRAINZ_TRACKID"].encode()))
    for key, name in [("ARTISTS", "ARTISTS"), ("WORK", "WORK"), *MB_NAMES.items()]:
        values = listed(TAGS[key])
        tags.add(id3.TXXX(3, name, ["/".join(values)] if version == 3 else values))


def id3_files():
    for version in (3, 4):
        path = sound("id3v2.%d.mp3" % version)
        if path:
            tags = id3.ID3()
            fill_id3(tags, version)
            tags.save(path, v2_version=version)
    for name, kind in (("tag.aiff", AIFF), ("tag.wav", WAVE)):
        file = kind(sound(name))
        file.add_tags()
        fill_id3(file.tags)
        file.save()


def vorbis_files():
    for name, kind, codec in (("tag.flac", FLAC, "flac"), ("tag.ogg", OggVorbis, "libvorbis"),
                              ("tag.opus", OggOpus, "libopus")):
        path = sound(name, "-c:a", codec)
        if not path:
            continue
        file = kind(path)
        if file.tags is None:
            file.add_tags()
        for key, value in TAGS.items():
            file[key] = value
        file.save()


def ape_files():
    for name, codec in (("tag.wv", "wavpack"), ("tag.tta", "tta")):
        path = sound(name, "-c:a", codec)
        if not path:
            continue
        tags = APEv2()
        own = {"DATE": "Year", "ALBUMARTIST": "Album Artist", "DISCNUMBER": "Disc"}
        for key, value in TAGS.items():
            if not key.startswith("TRACK"):
                tags[own.get(key, key)] = value
        tags["Track"] = "3/12"
        tags.save(path)


def mp4_file():
    file = MP4(sound("tag.m4a", "-c:a", "aac"))
    atoms = {
        "TITLE": "\xa9nam", "ARTIST": "\xa9ART", "ALBUMARTIST": "aART", "ALBUM": "\xa9alb",
        "GENRE": "\xa9gen", "COMPOSER": "\xa9wrt", "DATE": "\xa9day", "TITLESORT": "sonm",
        "ARTISTSORT": "soar", "ALBUMARTISTSORT": "soaa", "ALBUMSORT": "soal",
        "COMPOSERSORT": "soco", "WORK": "\xa9wrk", "LYRICS": "\xa9lyr"}
    for key, atom in atoms.items():
        file[atom] = listed(TAGS[key])
    file["trkn"], file["disk"], file["tmpo"], file["cpil"] = [(3, 12)], [(2, 3)], [121], True
    free = {"ARTISTS": "ARTISTS", "ORIGINALDATE": "ORIGINALDATE",
            "DISCSUBTITLE": "DISCSUBTITLE", "CONDUCTOR": "CONDUCTOR",
            "FMPS_RATING": "FMPS_Rating", "MUSICBRAINZ_TRACKID": "MusicBrainz Track Id",
            **MB_NAMES}
    for key, name in free.items():
        file["----:com.apple.iTunes:" + name] = [
            MP4FreeForm(v.encode()) for v in listed(TAGS[key])]
    file.save()


def asf_file():
    file = ASF(sound("tag.wma", "-c:a", "wmav2"))
    names = {
        "TITLE": "Title", "ARTIST": "Author", "ARTISTS": "WM/ARTISTS",
        "ALBUMARTIST": "WM/AlbumArtist", "ALBUM": "WM/AlbumTitle", "GENRE": "WM/Genre",
        "COMPOSER": "WM/Composer", "DATE": "WM/Year", "ORIGINALDATE": "WM/OriginalReleaseTime",
        "DISCNUMBER": "WM/PartOfSet", "DISCSUBTITLE": "WM/SetSubTitle",
        "TITLESORT": "WM/TitleSortOrder", "ARTISTSORT": "WM/ArtistSortOrder",
        "ALBUMARTISTSORT": "WM/AlbumArtistSortOrder", "ALBUMSORT": "WM/AlbumSortOrder",
        "COMPOSERSORT": "WM/ComposerSortOrder", "WORK": "WORK", "CONDUCTOR": "WM/Conductor",
        "BPM": "WM/BeatsPerMinute", "LYRICS": "WM/Lyrics",
        "MUSICBRAINZ_TRACKID": "MusicBrainz/Track Id"}
    names.update((k, v.replace("MusicBrainz ", "MusicBrainz/")) for k, v in MB_NAMES.items())
    for key, name in names.items():
        file[name] = TAGS[key]
    file["WM/TrackNumber"] = "3/12"
    file["WM/IsCompilation"] = ASFBoolAttribute(True)
    file["WM/SharedUserRating"] = ASFDWordAttribute(75)
    file.save()


def matroska_file():
    sound("tag.mka", "-c:a", "flac", *(o for key, value in TAGS.items()
                                       for o in ("-metadata", key + "=" + "; ".join(listed(value)))))


id3_files()
vorbis_files()
ape_files()
mp4_file()
asf_file()
matroska_file()
