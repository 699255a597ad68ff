#!/usr/bin/env bash
# Albums as a grid of covers; ways to browse stand where they were left.
. "$(dirname "$0")/lib.sh"
music=$work/music
for i in 1 2 3 4 5 6 7 8 9; do
	tone "$music/A$i/1.flac" 20 $((200 * i)) "One $i" "Artist $i" "Album $i" 1
	tone "$music/A$i/2.flac" 20 $((200 * i + 70)) "Two $i" "Artist $i" "Album $i" 2
done
python3 - "$music/A2/cover.png" <<'P'
import struct, sys, zlib

def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
row = b"\0" + bytes((220, 30, 30)) * 32 + bytes((10, 10, 10)) * 32
open(sys.argv[1], "wb").write(b"\x89PNG\r\n\x1a\n" +
    chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) +
    chunk(b"IDAT", zlib.compress(row * 64)) + chunk(b"IEND", b""))
P
"$LINNET" scan "$music" >/dev/null 2>&1

drive <<'STEPS'
# a grid, title and artist beneath each cover
keys 2 W
see "Albums are a grid of covers" -1
see "All albums     Album 1        Album 2" 10
see "Artist 1       Artist 2" 11
see " A1 "
gone " A2 "
# the arrows go both ways, and nothing is sought
keys l l
see "Album 2 · Artist 2" -4
keys j
see "Album 7 · Artist 7" -4
keys Left
see "Album 6 · Artist 6" -4
keys k k
see "Album 1 · Artist 1" -4
keys G
see "Album 9 · Artist 9" -4
keys g
see "All albums" -4
keys ' a
see "Album 1 · Artist 1" -4
keys Right Right
see "Album 3 · Artist 3" -4
# its tracks, and back to the same cover
keys Tab
cursor "One 3"
gone "Artist 9"
keys Tab
see "Album 3 · Artist 3" -4
# another way and back: where it was left
keys }
cursor "One 1"
keys j j
keys {
see "Album 3 · Artist 3" -4
see "Artist 9"
keys }
cursor "One 2"
keys {
# Enter plays it from its first track
keys Enter
see "▶ One 3" -3
# a mouse, and other sizes
mouse 68 12
see "Album 9 · Artist 9" -4
resize 200x50
see "│     1  One 9"
see "Album 9"
resize 40x10
cursor "Album 9"
gone "Artist 9"
resize 80x24
keys W
see "Albums are a list" -1
cursor "Album 9"
keys W q
STEPS

forget_queue
drive <<'STEPS'
# the choice is remembered
keys 2 }
see "All albums     Album 1" 10
keys W
see "Albums are a list" -1
# columns stand where they were left, too
keys {
cursor "All artists"
keys j j j Tab
cursor "All albums"
keys j
cursor "Album 3"
keys } } {
keys {
cursor "Album 3"
keys S-Tab
cursor "Artist 3"
# a folder that is left is under the cursor
keys } } } } }
cursor music
keys Enter j j j
cursor A4
keys Enter
see "No folders in here"
see "One 4"
keys Backspace
cursor A4
keys } {
cursor A4
keys Backspace
cursor music
# what a filter left goes back to the row of before
keys { { {
cursor "One 1"
# the bar at the edge shows where in the list the screen is
match "┃ *$" 4
keys G
cursor "Two 9"
match "┃ *$" 19
keys g
match "┃ *$" 4
keys j j j j j F
type "album:9"
keys Enter
see "only album:9"
cursor "One 9"
keys Esc
gone "only album:9"
cursor "Two 3"
STEPS

forget_queue
# Where no pictures can be drawn it says so, and the list stays.
env TERM=vt100 "$DRIVE" -s 80x24 "$PLAYER" --output null --log "$work/log" <<'STEPS' || bad=1
# a terminal without colours
keys 2 W
see "shows no pictures" -1
cursor "All albums"
see "Album 1"
gone "Artist 2"
keys q
STEPS
finish
