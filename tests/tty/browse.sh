#!/usr/bin/env bash
# Ways to browse the library, letters, the queue as a whole, paths.
. "$(dirname "$0")/lib.sh"
make_music 3
for disc in 1 2; do
	tone "$music/Two/$disc.flac" 3 $((300 * disc)) "Part $disc" "Two Discs" "In Two" 1
	metaflac --set-tag=DISCNUMBER=$disc --set-tag=DATE=199$disc "$music/Two/$disc.flac"
done
"$LINNET" scan "$music" >/dev/null 2>&1

drive <<'STEPS'
# a row of words chooses the way
keys 2
see "Artists  Albums  Tracks  Genres  Years  Folders" 2
keys }
cursor "All albums"
see "Mezzanine"
gone "All artists"
# an album of two discs has a line above each
keys ' t
cursor "In Two"
before "DISC 1" "Part 1"
before "DISC 2" "Part 2"
keys Tab
cursor "Part 1"
keys j
cursor "Part 2"
# tracks, and a letter
keys }
cursor Angel
keys ' p
cursor Mysterons
# years in their decades
keys } }
see "1990s"
see "no year"
cursor "1990s"
see "1992"
# folders open and close
keys }
cursor "music"
keys Enter
see "Dummy"
see "Mezzanine"
keys G
cursor "Zukan"
see "Party"
keys Backspace
cursor "music"
# what came last, what was never played, moods
keys }
see "Part 2"
keys } }
see "Angel"
keys }
see "Moods come once"
keys }
cursor "All artists"
# a path to the clipboard, its folder in Files
keys ' m
cursor "Massive Attack"
keys Tab Tab
cursor "Angel"
keys Y
see "Copied" -1
see "Mezzanine/1.flac" -1
keys B
cursor "Angel"
see "Mezzanine" 2
# the queue as a whole
keys 2 e j e j e j e
keys 4
see "NEXT"
see "Risingson"
keys j M
keys :
type "crop"
keys Enter
see "Kept 1 marked row" -1
gone "Exchange"
keys u
see "Exchange"
keys :
type "save-queue Kept"
keys Enter
see "Saved 4 tracks of the queue to Kept" -1
keys 3
see "Kept"
# consume: what was played leaves its list, over restarts
gone "consume"
keys :
type "consume"
keys Enter
see "Consume on" -1
see "consume  vol" -2
keys 2 r
cursor "Exchange"
keys G Enter
see "▶ Exchange" -3
keys 4
see "then what was passed over"
keys q
STEPS
forget_queue
drive <<'STEPS'
# after a restart
see "consume  vol" -2
keys :
type "consume"
keys Enter
see "Consume off" -1
gone "consume  vol"
keys q
STEPS
finish
