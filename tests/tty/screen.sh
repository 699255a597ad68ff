#!/usr/bin/env bash
# The real program in a pty: keys are typed, the screen is read back.
. "$(dirname "$0")/lib.sh"
make_music 9

drive <<'STEPS'
# it opens on For You
see "1 For You" 1
see "7 Files" 1
see familiar 2
see "Nothing plays" -3
see "vol 70" -2
see "play from here" -1
# browsing
keys 2
see "All artists"
see "Massive Attack"
see "坂本龍一"
see Mezzanine
keys j
cursor "Massive Attack"
gone Mysterons
see Teardrop
keys Tab Tab
cursor Angel
keys G
cursor Exchange
keys g j j
cursor Teardrop
# playing
keys Enter
see "▶ Teardrop — Massive Attack — Mezzanine" -3
bold Teardrop
see "FLAC 44.1" -3
see "0:09 vol" -2
see "0:01 ━" -2
keys Space
see "‖ Teardrop" -3
keys Space
see "▶ Teardrop" -3
keys b
see "▶ Exchange" -3
keys z
see "▶ Teardrop" -3
keys - -
see "vol 60" -2
see "Volume 60" -1
keys m
see muted -2
keys m
gone muted
keys s
see shuffle -2
keys s
gone "shuffle  "
# the queue
keys 4
see NOW 4
before NOW THEN
gone NEXT
keys 2
cursor Teardrop
keys g
keys e
see Angel -1
keys 4
before NOW NEXT
before NEXT Angel
before Angel THEN
# search as you type
keys /
see "Type to search"
# Enter before the hits are there
type "strangers\x0d"
see "▶ Strangers — Portishead" -3
keys Esc /
type mys
see Mysterons
see Portishead
keys Enter
see "▶ Mysterons — Portishead" -3
keys Esc
type /
type 旅
see "旅の極北 北へ"
see "坂本龍一"
keys Down Enter
see "▶ 旅の極北 北へ — 坂本龍一" -3
keys /
type party
see "Party 🎉👩 night"
see "Zoë & the"
keys Tab e
see "Party 🎉👩" -1
keys Esc
# help and prompt
keys ?
see "Keys ·"
see "move: down"
see Moving
keys Esc
gone "Keys ·"
keys :
type vol
keys Tab
see ":volume" -1
type " 33"
keys Enter
see "vol 33" -2
keys :
type "nonsense here"
keys Enter
see "there is no command nonsense" -1
keys : Up
see ":nonsense here" -1
keys Esc
gone ":nonsense"
# For You gives reasons
keys 1
see "✦"
keys j w
see "Why this pick"
keys Esc
keys Enter
gone "旅の極北 北へ —"
see ▶ -3
keys S-Right
see discover
see ●●●●●●○○○○ 2
keys o
see ♥ -3
see Liked -1
keys u
gone ♥
# history has what was heard
keys 6
see "5 s or more" 2
see finished
see "Massive Attack"
# files
keys 7
see "open, play" -1
# a column that does not exist
keys 1 :
type "set columns.foryou=zzz"
keys Enter
see "there is no column zzz" -1
# playlists
keys 2 Tab Tab g y
see "Add to which playlist?"
see "New playlist"
keys Enter
see "New playlist:" -1
type "Rainy days"
keys Enter
see "Rainy days" -1
keys 3
see "Rainy days"
see "1 playlist"
# what is done to playlists can be undone
keys D
see "Removed the playlist Rainy days" -1
see "No playlists yet"
keys u
see "Undone: removed the playlist Rainy days" -1
see "1 playlist"
keys U
see "No playlists yet"
keys u
see "1 playlist"
# resizing
resize 40x10
see "Playlists" 1
see v33 -2
keys 1
see "For You  ●●●●●●○○○○" 1
resize 120x40
see "7 Files" 1
see WHY
see "WHO PICKED IT"
resize 200x50
see "vol 33" 49
resize 20x4
pause 200
resize 1x1
pause 200
resize 80x24
see "1 For You" 1
see "vol 33" -2
# quit gives the terminal back
keys q
ends 0
restored
STEPS

drive <<'STEPS'
# after a restart the queue is there, paused
see ‖ -3
keys 4
see NOW
keys Space
see ▶ -3
# ^C never quits
keys ^C
pause 300
see NOW
# SIGTERM gives the terminal back
signal TERM
ends 0
restored
STEPS

drive <<'STEPS'
# a crash gives the terminal back
see "1 For You" 1
crash
ends 139
restored
STEPS

drive <<'STEPS'
# a closed window ends it
see "1 For You" 1
signal HUP
ends 0
STEPS

drive <<'STEPS'
# ^Z leaves the terminal while the music plays
see "1 For You" 1
keys /
type teardrop
see TRACKS
cursor Teardrop
keys Enter
see "▶ Teardrop" -3
keys ^Z
stopped
restored
pause 1500
signal CONT
see "▶ Teardrop" -3
see "1 For You" 1
see "0:0" -2
keys q
ends 0
restored
STEPS

drive <<'STEPS'
# a stalled terminal drops frames and catches up
see "1 For You" 1
keys /
type roads
see Portishead
keys Enter
see "▶ Roads" -3
keys Esc
keys 2 4 6 4 2 6 4 2 4
stall 1500
see "4 Queue" 1
see NOW
keys q
ends 0
restored
STEPS

NO_COLOR=1 TERM=vt100 drive <<'STEPS'
# a plain terminal gets ASCII and attributes
see "1 For You" 1
see "familiar #" 2
see "---"
keys 4
see "NOW"
keys q
ends 0
restored
STEPS

LC_ALL=C LANG=C drive <<'STEPS'
# a locale without UTF-8 gets ASCII
keys 2
see "All artists"
see "Zoe"
see "????"
keys q
ends 0
STEPS

TERM=nosuchterminal "$PLAYER" --output null >"$work/out" 2>&1 </dev/null
code=$?
check "without a terminal it says what to do" test $code = 1 -a -s "$work/out"
finish
