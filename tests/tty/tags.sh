#!/usr/bin/env bash
# The tag editor on the screen: one track, an album; nothing is written before it is said;
# undo and redo; read-only files are left alone, tracks of CUE sheets and missing files too.
. "$(dirname "$0")/lib.sh"
make_music
field() {
	metaflac --show-tag="$2" "$music/$1" | cut -d= -f2
}

drive <<'S'
type "/teardrop"
keys Enter
see "Teardrop"
# one track
keys C-t
see "Tags of 1 file"
see "Title  Teardrop"
see "Nothing is changed yet"
keys Enter
see "Title: Teardrop" -1
keys C-u
type "Tear; drop"
keys Enter
see "Title  Teardrop → Tear; drop"
see "Write 1 file"
# a track is a number
keys j j j j Enter C-u
see "Track:" -1
type "x"
keys Enter
see "track is a number, or 3/12" -1
# Esc writes nothing
keys Esc
see "Nothing was written" -1
gone "Tags of 1 file"
S
check "nothing was written" equals Teardrop field Mezzanine/3.flac TITLE
forget_queue

drive <<'S'
# an album
keys 2
type ":browse albums"
keys Enter
see "Mezzanine"
keys g j
cursor "Mezzanine"
keys C-t
see "Tags of 4 files"
see "Title  several"
keys Enter
see "Title:" -1
# nothing typed where files differ: they go on doing so
keys Enter
see "Nothing is changed yet"
keys j Enter
see "Artist: Massive Attack" -1
keys C-u
type "Massive Attack; Tricky"
keys Enter
see "Artist  Massive Attack → Massive Attack; Tricky"
# several can be taken away, and left alone again
keys j D
see "Album artist: there is nothing to take away" -1
keys g D
see "Title  several → nothing"
see "Title will be taken away from 4 files · D again: not" -1
keys D
see "Title stays as it is" -1
see "Title  several"
gone "several → nothing"
keys j j j j Down
cursor "Track  several"
keys Del
see "Track  several → nothing"
keys Down Down
cursor "Genre"
keys Enter
see "Genre:" -1
type "Trip Hop"
keys Enter
see "Genre  nothing → Trip Hop"
keys G
cursor "Write 4 files"
keys Enter
see "Tags of 4 files changed · u undo" -1
type ":browse genres"
keys Enter
see "Trip Hop"
# back and forth
keys u
see "Tags of 4 files as before again · U redo" -1
gone "Trip Hop"
keys U
see "Tags of 4 files changed · u undo" -1
see "Trip Hop"
S
check "all four are written" equals "Massive Attack
Tricky" field Mezzanine/1.flac ARTIST
check "the title stays" equals Exchange field Mezzanine/4.flac TITLE
check "the track's number is gone" equals "" field Mezzanine/4.flac TRACKNUMBER
check "the history of a recording stays its own" equals 9 sql "select count(*) from recording"
check "no copy is left" equals "" find "$music" -name '.*'
forget_queue

chmod a-w "$music/Dummy/2.flac"
drive -s 40x10 <<'S'
# one of them is read-only, on a small screen
keys 2
type ":browse albums"
keys Enter
see "Dummy"
keys g j j
cursor "Dummy"
keys C-t
see "Tags of 3 files"
keys g j j Enter
see "Album: Dummy" -1
type "!"
keys Enter
see "Album  → Dummy!"
keys G
cursor "Write 3 files"
keys Enter
see "Tags of 2" -1
S
check "it was left alone" equals Dummy field Dummy/2.flac ALBUM
check "the others were not" equals 'Dummy!' field Dummy/3.flac ALBUM
check "the shell takes back what the player did" says "2 files as before again" "$LINNET" tag --undo
check "it is as before" equals Dummy field Dummy/3.flac ALBUM
forget_queue

"$LINNET" playlist create Kept
"$LINNET" playlist add Kept "$music/Zukan/2.flac"
rm "$music/Zukan/2.flac"
"$LINNET" scan >/dev/null
drive <<'S'
# missing
keys 3
see "Kept"
keys Tab
cursor "Party"
keys C-t
see "its tags cannot be changed" -1
gone "Tags of"
S
forget_queue

printf 'FILE "1.flac" WAVE\n  TRACK 01 AUDIO\n    TITLE "Part one"\n    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    TITLE "Part two"\n    INDEX 01 00:04:00\n' > "$music/Zukan/1.cue"
"$LINNET" scan >/dev/null
drive <<'S'
# a track of a sheet
type "/part two"
keys Enter
see "Part two"
keys C-t
see "in the sheet" -1
gone "Tags of"
# an artist and an album of theirs: each file once
type "/massive"
keys Enter
see "Angel"
keys M M
keys C-t
see "Tags of 4 files"
keys Esc
# escape from the prompt keeps the editor
keys C-t
see "Title"
keys Enter
see "Title:" -1
keys Esc
see "Nothing is changed yet"
keys q
gone "Nothing is changed yet"
S
finish
