#!/usr/bin/env bash
# Small valid inputs for each target, from which fuzzing starts: made anew, never stored.
#
#   tests/fuzz/seeds.sh LINNET FOLDER
set -u
linnet=$1 out=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-seeds.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"/{picture,lyrics,decoder,sniff,tags,playlist,import,json,tsv,conf,quote,wire,cue}
here=$PWD

# Sound: a quarter of a second in every format that an encoder is here for.
cd "$work" || exit 1
python3 - <<'P'
import math, struct, wave
for name, rate, channels, frames in (("a", 44100, 2, 8000), ("m", 8000, 1, 3000), ("s", 48000, 6, 1500)):
    w = wave.open(name + ".wav", "wb")
    w.setnchannels(channels)
    w.setsampwidth(2)
    w.setframerate(rate)
    w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i * (.03 + c * .01))))
        for i in range(frames) for c in range(channels)))
    w.close()
P
quietly() { "$@" >/dev/null 2>&1; }
quietly lame -b 128 a.wav a.mp3
quietly lame -V 6 --id3v2-only --tt Title --ta Artist a.wav v.mp3
quietly lame -b 8 -m m m.wav m.mp3
quietly lame --freeformat -b 400 a.wav free.mp3
quietly flac -8 a.wav -o a.flac
quietly flac --no-seektable -T TITLE=x -T REPLAYGAIN_TRACK_GAIN=-7.2\ dB m.wav -o m.flac
quietly flac --ogg a.wav -o a.oga
quietly oggenc -q 1 -t Title a.wav -o a.ogg
quietly oggenc -q 0 m.wav -o m.ogg
quietly opusenc --bitrate 24 a.wav a.opus
quietly opusenc --framesize 60 m.wav m.opus
quietly ffmpeg -i s.wav -c:a flac s.flac
quietly ffmpeg -i s.wav -c:a libvorbis s.ogg
quietly ffmpeg -i s.wav -c:a libopus s.opus
for codec in pcm_u8 pcm_s24le pcm_s32le pcm_f32le pcm_f64le adpcm_ms adpcm_ima_wav pcm_alaw; do
	quietly ffmpeg -i m.wav -c:a $codec "$codec.wav"
done
for codec in pcm_s8 pcm_s16be pcm_s24be pcm_f32be pcm_f64be pcm_mulaw adpcm_ima_qt; do
	quietly ffmpeg -i m.wav -c:a $codec "$codec.aiff"
done
quietly ffmpeg -i a.wav -rf64 always r.wav
quietly ffmpeg -i a.wav -f w64 w.wav
for codec in aac alac; do quietly ffmpeg -i a.wav -c:a $codec $codec.m4a; done
quietly ffmpeg -i a.wav -c:a aac a.aac
quietly ffmpeg -i a.wav -c:a wmav2 a.wma
quietly ffmpeg -i a.wav -c:a wavpack a.wv
quietly ffmpeg -i a.wav -c:a tta a.tta
quietly ffmpeg -i a.wav -c:a libopus a.webm
quietly ffmpeg -i a.wav -c:a libvorbis a.mka
quietly mpcenc a.wav a.mpc
for f in *; do
	for target in decoder sniff tags; do cp "$f" "$out/$target/$f"; done
done
for n in 100 1000 3000; do
	for f in a.mp3 a.flac a.ogg a.opus a.wav pcm_s16be.aiff; do
		[ -f "$f" ] && head -c $n "$f" >"$out/decoder/$n-$f"
	done
done

# Pictures, alone and in tags, and lyrics.
quietly ffmpeg -f lavfi -i testsrc=size=24x16:rate=1 -frames:v 1 p.png
quietly ffmpeg -i p.png p.jpg
quietly ffmpeg -i p.png -pix_fmt gray g.jpg
quietly ffmpeg -i m.wav -i p.jpg -map 0 -map 1 -c:v copy -metadata lyrics=words p.mp3
quietly ffmpeg -i m.wav -i p.jpg -map 0 -map 1 -c:v copy -disposition:v attached_pic p.m4a
quietly ffmpeg -i m.wav -c:a flac -attach p.png -metadata:s:t mimetype=image/png p.mka
quietly opusenc --picture p.png m.wav p.opus
quietly metaflac --import-picture-from=p.jpg --set-tag=LYRICS=words m.flac && mv m.flac p.flac
cp p.* g.jpg "$out/picture/"
printf '[ar:x]\n[offset:+50]\n[00:01.50][01:02.003]line\n[00:02]<00:02.10>wo <00:02.5>rd\n' >"$out/lyrics/a.lrc"
iconv -f utf-8 -t utf-16 "$out/lyrics/a.lrc" >"$out/lyrics/b.lrc" 2>/dev/null

# Text.
printf '#EXTM3U\n#PLAYLIST:x\n#EXTINF:12,A - B\nsub/a.mp3\nC:\\m\\b.flac\nhttp://h/x\n' >"$out/playlist/a.m3u"
printf '[playlist]\nFile1=a.mp3\nTitle1=x\nLength1=9\nFile2=file:///m/%%C3%%A9.ogg\nVersion=2\n' >"$out/playlist/a.pls"
printf '<?xml version="1.0"?><playlist><title>n</title><trackList><track><location>file:///a%%20b.mp3</location><title>&#x41;&amp;</title><creator>c</creator><duration>99</duration></track></trackList></playlist>' >"$out/playlist/a.xspf"
python3 - "$out/import" <<'P'
import gzip, sqlite3, struct, sys
out = sys.argv[1]
def put(name, data):
    open(out + "/" + name, "wb").write(data if isinstance(data, bytes) else data.encode())
def cmus(path, plays, *words):
    text = b"".join(w.encode() + b"\0" for w in (path, "flac", "", *words))
    entry = struct.pack("<Iiqiii52x", 80 + len(text), plays, 1600000000, 200, 900, 0) + text
    return entry + bytes(-len(entry) % 8)
put("cmus", b"CTC\x0d\0\0\0\x01" + cmus("/m/a.flac", 3, "title", "A", "artist", "B")
    + cmus("cue:///m/b.cue/2", 0, "album", "C") + cmus("http://h/x", 1))
put("lib.pl", "/m/a.flac\n/m/b.flac\n")
text = ("info_begin\nformat: 2\nmpd_version: 0.23\ninfo_end\ndirectory: D\nmtime: 1\nbegin: D\n"
    "song_begin: a.flac\nTime: 200.5\nArtist: B\nTitle: A\nmtime: 1\nsong_end\nend: D\n")
put("mpd", text)
put("mpd.gz", gzip.compress(text.encode(), mtime=0))
db = sqlite3.connect(":memory:")
db.executescript("""PRAGMA page_size = 512;
CREATE TABLE sticker(type VARCHAR NOT NULL, uri VARCHAR NOT NULL, name VARCHAR NOT NULL, value VARCHAR NOT NULL);
INSERT INTO sticker VALUES('song','D/a.flac','rating','8'),('song','D/a.flac','playCount','12'),('song','b','like','2');""")
if hasattr(db, "serialize"):
    put("sticker.sql", db.serialize())
put("rhythmdb.xml", '<?xml version="1.0"?><rhythmdb version="2.0"><entry type="song"><title>A&amp;</title>'
    '<artist>B</artist><location>file:///m/a%20b.flac</location><duration>200</duration><rating>4</rating>'
    '<play-count>7</play-count><last-played>1600000000</last-played></entry><entry type="ignore"/></rhythmdb>')
put("playlists.xml", '<?xml version="1.0"?><rhythmdb-playlists><playlist name="P" type="static">'
    '<location>file:///m/a.flac</location><location>http://h/x</location></playlist>'
    '<playlist name="R" type="automatic"/></rhythmdb-playlists>')
def entry(key, kind, value): return f"<key>{key}</key><{kind}>{value}</{kind}>"
track = entry("Track ID", "integer", 7) + entry("Name", "string", "A") + entry("Rating", "integer", 80) \
    + entry("Play Count", "integer", 3) + entry("Location", "string", "file:///m/a.mp3") + "<key>Loved</key><true/>"
lists = "<dict>" + entry("Name", "string", "F") + entry("Playlist Persistent ID", "string", "AA") \
    + "<key>Folder</key><true/></dict><dict>" + entry("Name", "string", "L") \
    + entry("Parent Persistent ID", "string", "AA") + "<key>Playlist Items</key><array><dict>" \
    + entry("Track ID", "integer", 7) + "</dict></array></dict>"
put("itunes.xml", '<?xml version="1.0"?><plist version="1.0"><dict><key>Tracks</key><dict><key>7</key><dict>'
    + track + "</dict></dict><key>Playlists</key><array>" + lists + "</array></dict></plist>")
put("answer", struct.pack("<BII", 0, 1, 0) + struct.pack("<II", 0, 0))
P
printf '{"listened_at":1.5e3,"a":["x",null,true,{"b":-3}],"u":"\\u00e9\\ud83c\\udfb5"}' >"$out/json/a"
printf '#user\titem\ttime\tplays\nu\ti\t12\t3\n\n# no\nv\tj k\t-4\t\n' | tee "$out/tsv/a" | gzip -9n >"$out/tsv/a.gz"
"$linnet" config --defaults >"$out/conf/defaults" 2>/dev/null
cp "$here"/themes/*.theme "$out/conf/" 2>/dev/null
printf 'set volume 50\nbind all Ctrl-x "play \\"a b\\""\ncolor text 7 #102030 bold\ninherit light\n' >"$out/conf/a"
printf 'play "a \\"b\\" \\\\ \\x41\\n" c\\d ""' >"$out/quote/a"
printf 'FILE "a.flac" WAVE\n  TRACK 01 AUDIO\n    TITLE "One"\n    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    PERFORMER "P"\n    INDEX 00 03:00:10\n    INDEX 01 03:02:11\nREM REPLAYGAIN_TRACK_GAIN -3.2 dB\n' >"$out/cue/a"
head -c 64 /dev/zero >"$out/wire/zeros"
