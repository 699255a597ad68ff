#!/usr/bin/env bash
# The tag editor on the screen: one track, several, an album; nothing is written before it is
# said; undo and redo; read-only files are left alone.
. "$(dirname "$0")/lib.sh"
make_music
field() {
	metaflac --show-tag="$2" "$music/$1" | cut -d= -f2
}

drive <<'S'
keys 2
type "\x7b"
keys Esc
type ":browse tracks"
keys Enter
see "Teardrop"
type "/teardrop"
keys Enter
see "Teardrop"
# one track
keys C-t
see "Tags of 1 file"
see "Nothing is changed yet"
match "Title +Teardrop" 0
keys Enter
see "Title: Teardrop" -1
keys C-u
type "Tear; drop"
keys Enter
match "Title +Teardrop → Tear; drop" 0
# a number is one
keys j j j j Enter
type "x"
keys Enter
see "track is a number, or 3/12" -1
# Esc writes nothing
keys Esc
see "Nothing was written" -1
S
check "nothing was written" equals Teardrop field Mezzanine/3.flac TITLE
forget_queue

drive <<'S'
type ":browse albums"
keys Enter
see "Mezzanine"
type "/mezzanine"
keys Enter
keys Tab g
see "Mezzanine"
keys C-t
see "Tags of 4 files"
match "Title +several" 0
match "Artist +Massive Attack" 0
keys j Enter C-u
type "Massive Attack; Tricky"
keys Enter
match "Artist +Massive Attack → Massive Attack; Tricky" 0
see "Write 4 files"
keys G Enter
see "Tags of 4 files changed · u undo" -1
keys Esc 2
type ":browse artists"
keys Enter
see "Tricky"
keys u
see "Tags of 4 files as before again · U redo" -1
gone "Tricky"
keys U
see "Tags of 4 files changed · u undo" -1
see "Tricky"
S
check "all four are written" equals "Massive Attack
Tricky" field Mezzanine/1.flac ARTIST
check "the title stays" equals Exchange field Mezzanine/4.flac TITLE
forget_queue
finish
