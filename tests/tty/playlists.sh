#!/usr/bin/env bash
# Playlists on the screen: a tree of folders, moving, sorting, live ones, undo of all of it,
# a folder of files in step.
. "$(dirname "$0")/lib.sh"
make_music
pl() {
	"$LINNET" playlist "$@"
}
pl create "Evening/Late/Slow"
pl add "Evening/Late/Slow" "$music/Mezzanine"
pl create Zero
forget_queue

drive <<'S'
# the tree
keys 3
see "▾ Evening"
see "▾ Late"
see "Slow"
before "Evening" "Slow"
# Enter folds it, Enter unfolds it
keys Enter
see "▸ Evening"
gone "Slow"
keys Enter
see "Slow"
# a name with / makes its folders
keys ";" l
see ":playlist-live" -1
type "Fresh \"artist:portishead\""
keys Enter
see "Made the live playlist Evening/Fresh: artist:portishead · u undo" -1
match "Fresh +live" 5
keys j
see "Mysterons"
# it refuses to be edited and says how
keys Tab D
see "The live playlist Fresh follows its query" -1
keys Tab ";" r
see ":playlist-query artist:portishead" -1
keys Esc
keys ";" z
see "Froze Fresh: a plain playlist of 3 tracks · u undo" -1
keys Tab D
see "Removed Mysterons from the playlist · u undo" -1
gone "Mysterons"
keys u
see "Mysterons"
keys u
see "live"
# rows move, several at once, and that is one step
keys Tab G k
cursor "Slow"
see "Teardrop"
keys Tab g M M J J
see "Moved 2 tracks down · u undo" -1
before "Exchange" "Angel"
before "Angel" "Risingson"
keys Esc u
before "Risingson" "Teardrop"
# sorted, once
keys ";" s
type "title"
keys Enter
see "Sorted the playlist by title · u undo" -1
before "Exchange" "Risingson"
keys u
before "Risingson" "Teardrop"
# doubles
keys g y
see "Evening/Late/Slow"
keys Enter
keys ";" d
see "Removed 1 track that stood in it before · u undo" -1
keys ";" d
see "No track stands in it twice" -1
# into a folder, and renamed
keys Tab G
cursor "Zero"
keys ";" m
type "Evening/Late"
keys Enter
see "Moved Zero into Evening/Late · u undo" -1
keys u
cursor "Zero"
keys ";" r
see ":playlist-rename Zero" -1
keys C-u
type "playlist-rename One"
keys Enter
see "Renamed Zero: One · u undo" -1
see "One"
keys u
see "Zero"
# a folder goes with what is in it, and comes back
keys g D
see "Removed the folder Evening and what was in it · u undo" -1
gone "Slow"
keys u
see "Slow"
# a name with blanks needs no quotes
keys G ";" n
type "Quiet and slow"
keys Enter
see "Made the playlist Quiet and slow · u undo" -1
keys u
see "Undone: made the playlist Quiet and slow" -1
# to a file, not over one
keys G k
cursor "Slow"
keys :
type "playlist-export ~/slow.m3u8"
keys Enter
see "Wrote 4 entries to" -1
keys :
type "playlist-export ~/slow.m3u8"
keys Enter
see "is there already" -1
# and back
keys :
type "import ~/slow.m3u8"
keys Enter
see "Imported: 4 of 4 tracks found" -1
keys u
see "Undone: imported" -1
resize 40x10
see "Playlists" 1
resize 200x50
see "Evening"
keys q
ends 0
S

mkdir -p "$HOME/lists"
forget_queue
drive <<S
# a folder in step while it runs
keys : 
type "set playlist-folder=$HOME/lists"
keys Enter :
type playlist-sync
keys Enter
see "Playlists:" -1
keys 3
see "Zero"
S
printf '%s\n' "$music/Dummy/1.flac" >"$HOME/lists/From file.m3u8"
mkdir -p "$XDG_CONFIG_HOME/linnet"
echo "set playlist-folder=$HOME/lists" >>"$XDG_CONFIG_HOME/linnet/config"
(
	sleep 4
	printf '%s\n' "$music/Dummy/2.flac" >"$HOME/lists/Later.m3u8"
) &
drive <<'S'
# a new file, at the start
keys 3
see "From file"
# and one that comes later
see "Later"
keys q
ends 0
S
wait
check "the playlists have their files" test -s "$HOME/lists/Evening/Late/Slow.m3u8" -a -s "$HOME/lists/Zero.m3u8"
finish
