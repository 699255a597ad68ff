#!/usr/bin/env bash
# Typing queries: filters, mistakes, searches that become playlists, lists that are filtered.
. "$(dirname "$0")/lib.sh"
make_music 9

drive <<'STEPS'
# filters: a mistake is told, the rest works; what is not finished is none
keys /
type "angel year:"
see Angel
gone "not a year"
type "19x0"
see "year:19x0: not a year"
see Angel
keys ^U
type "artist:portis -roads sort:title"
see Mysterons
before Mysterons Strangers
gone Roads
keys ^U
type mysteorns
see Mysterons
see "spelled nearly so"
# what is no field is told where nothing is found
keys ^U
type "color:red"
see "color:red: no such field; try artist: genre: year: rating:"
keys ^U
type "roads -portishead"
see "Nothing found. Fewer letters or filters find more."
# a live playlist follows what is rated
keys ^U
type "rating:>=4"
see "Nothing found"
keys ^S
see "Keep this search as playlist:" -1
type "Best\x0d"
see "Best" -1
keys ^U
type "title:roads"
see Roads
keys Tab
type "*5"
see "Rated Roads: 5 of 5 · u undo" -1
keys Esc Esc 3
see Best
see Roads
keys Tab
type "*0"
see "No rating: Roads · u undo" -1
see "Nothing is what this live playlist looks for."
keys u
see "Undone: no rating: Roads" -1
see Roads
keys Tab /
# a search becomes a playlist
type "album:dummy"
see Roads
keys ^S
see "Keep this search as playlist:" -1
type "Trip\x0d"
see "Trip" -1
keys Esc Esc 3 j
see Trip
see "3 tracks"
see Roads
# a list filtered as it is typed
keys Tab F
type "myst"
see "only myst"
gone Roads
see Mysterons
keys Enter
see "only myst"
keys Esc
see Roads
# what cannot be filtered says so
keys 4 F
see "cannot be filtered" -1
keys q
ends 0
STEPS
finish
