#!/usr/bin/env bash
# Lyrics and covers in the real program: in a pty, and as cells in the dump of a script.
. "$(dirname "$0")/lib.sh"
make_music 30
cat >"$music/Mezzanine/3.LRC" <<'LRC'
[ti:Teardrop]
[00:00.20]Love is a verb
[00:02.00]<00:02.00>Love <00:02.40>is <00:02.80>doing
[00:04.00]
[00:05.00]旅の極北 北へ
[00:06.50]A line that is much longer than forty columns and has to be broken
[00:08.30]The end
LRC
printf 'No times\nin here\n' >"$music/Mezzanine/1.txt"
python3 - "$music" <<'P'
import struct, sys, zlib

def png(path, colour):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    row = b"\0" + bytes(colour) * 32 + bytes((10, 10, 10)) * 32
    open(path, "wb").write(b"\x89PNG\r\n\x1a\n" +
        chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) +
        chunk(b"IDAT", zlib.compress(row * 64)) + chunk(b"IEND", b""))

png(sys.argv[1] + "/Mezzanine/Cover.PNG", (220, 30, 30))
open(sys.argv[1] + "/Dummy/cover.jpg", "wb").write(b"\xff\xd8\xff\xe0" + b"damaged" * 50)
P

drive <<'STEPS'
# lyrics with times follow the music
keys 2 j Tab Tab
cursor Angel
keys j j Enter
see "▶ Teardrop" -3
keys t
see Lyrics 1
see "from the .lrc" 2
bold "Love is a verb"
see "Love is doing"
see "旅の極北 北へ"
bold "旅の極北 北へ"
# another line by hand, and from there
keys k k k
see "Esc follows" 2
cursor "Love is a verb"
keys j Enter
gone "Esc follows"
see "0:02 ━" -2
keys Space
see "‖ Teardrop" -3
keys }
see "0.1 s later" -1
see "+0.1 s" 2
keys Esc
see "All artists"
# plain ones, and what to do where there are none
keys k k
cursor Angel
keys Enter t
see "▶ Angel" -3
see "No times"
see "without times" 2
keys b
see "▶ Risingson" -3
see "put 2.lrc (with times) or 2.txt"
resize 40x10
see "put 2.lrc"
resize 200x50
see "put 2.lrc"
resize 80x24
keys t
see "All artists"
# covers
keys A
see Cover 1
see ▗▖
gone "No picture"
keys Esc
see "All artists"
keys :
type "set art=off"
keys Enter A
see "switched off"
keys :
type "set art=blocks"
keys Enter
gone "switched off"
keys A /
type mysterons
cursor Mysterons
keys Enter
see "▶ Mysterons" -3
keys Esc A
see "cannot be shown"
see "JPEG picture is damaged"
keys A
# at the side of large screens
keys 4
resize 120x40
see NOW 4
gone "▗▖"
keys q
STEPS

forget_queue
cat >"$work/steps" <<'STEPS'
size 120x40
:set art=blocks
keys 2 j Tab Tab Enter 4
wait
STEPS
dump() { # ENVIRONMENT… : the roles of the screen
	env "$@" "$LINNET" --output null --script "$work/steps" --dump - 2>"$work/err" | tail -n 40
}
if dump A=1 | grep -q '####################'; then
	echo "ok the queue's side has a cover as cells"
else
	echo "not ok no cover in the dump"
	dump A=1 | sed 's/^/# /'
	bad=1
fi
# a file that is not in the library, too
forget_queue
mkdir "$work/away"
tone "$work/away/1.flac" 30 300 Away Nobody None 1
cp "$music/Mezzanine/Cover.PNG" "$work/away/"
cat >"$work/steps2" <<STEPS
size 120x40
:set art=blocks
:play $work/away/1.flac
keys 4
wait
STEPS
"$LINNET" --output null --script "$work/steps2" --dump - >"$work/dump" 2>&1
if grep -q '####################' "$work/dump"; then
	echo "ok that of a file outside of the library, too"
else
	echo "not ok no cover of a file outside of the library"
	sed 's/^/# /' "$work/dump"
	bad=1
fi
forget_queue
sed -i 's/art=blocks/art=off/' "$work/steps"
if dump A=1 | grep -q '#'; then
	echo "not ok a cover is drawn with art=off"
	bad=1
else
	echo "ok art=off draws none"
fi

# Pixels; the terminal's answer is no key.
for protocol in sixel kitty iterm; do
	forget_queue
	python3 tests/tty/pixels.py $protocol "$PLAYER" --output null --log "$work/log" ||
		bad=1
done

# No colours, no UTF-8, a poor terminal: no picture and no room for one.
for where in NO_COLOR=1 LC_ALL=C TERM=vt100 TERM=xterm; do
	forget_queue
	env "$where" "$DRIVE" -s 120x40 "$PLAYER" --output null --log "$work/log" <<STEPS || bad=1
# $where
keys 2 j Tab Tab
cursor Angel
keys Enter 4
see NOW 4
see Mezzanine 6
keys A
see "shows no pictures"
keys q
STEPS
done
finish
