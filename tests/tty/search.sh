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
# a search becomes a playlist
keys ^U
type "album:dummy"
see Roads
keys ^S
see "Keep this search as playlist:" -1
type "Trip\x0d"
see "Trip" -1
keys Esc Esc 3
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
