#!/usr/bin/env bash
# Playlists in the shell: folders, sorting, files of every kind in and out, a folder kept in
# step, and the libraries of other players.
. "$(dirname "$0")/lib.sh"

music=$work/music
tone "$music/Mezzanine/Angel.flac" 2 220 Angel "Massive Attack" Mezzanine 1
tone "$music/Dummy/Roads.flac" 2 330 Roads Portishead Dummy 1
tone "$music/Björk/01 Hunter.flac" 2 440 Hunter Björk Homogenic 1
"$LINNET" scan "$music" >/dev/null 2>&1
pl() {
	"$LINNET" playlist "$@"
}
titles() { # of a playlist, a line
	pl show "$1" --json | python3 -c 'import json, sys
print(" ".join(json.loads(l)["title"] + ("?" if json.loads(l)["missing"] else "") for l in sys.stdin))'
}
names() {
	pl list --json | python3 -c 'import json, sys
print(" | ".join(sorted(json.loads(l)["name"] for l in sys.stdin)))'
}
refuses() { # TEXT COMMAND…: fails, and says so
	local text=$1 out
	shift
	! out=$("$@" 2>&1) || { echo "it did not fail"; return 1; }
	[[ $out == *"$text"* ]] || { echo "wanted: $text"; echo "got: $out"; return 1; }
}

# ---- folders, order
check "a path makes its folders" pl create "Evening/Late/Slow"
check "tracks go in" pl add "Evening/Late/Slow" "$music/Mezzanine" "$music/Dummy" "$music/Björk" "$music/Dummy/Roads.flac"
check "in the order of the words" equals "Angel Roads Hunter Roads" titles Evening/Late/Slow
check "doubles go" says "1 track" pl dedupe Evening/Late/Slow
check "sorted by title" pl sort Evening/Late/Slow title
check "they are" equals "Angel Hunter Roads" titles Evening/Late/Slow
check "backwards" pl sort Evening/Late/Slow title --reverse
check "they are backwards" equals "Roads Hunter Angel" titles Evening/Late/Slow
check "a row goes elsewhere" pl reorder Evening/Late/Slow 1 3
check "it stands there" equals "Hunter Angel Roads" titles Evening/Late/Slow
check "an order that nobody knows" refuses "sort by title" pl sort Evening/Late/Slow sideways
check "renamed" pl rename Evening/Late/Slow "Slower"
check "out of its folder" pl move Evening/Late/Slower
check "it has its new path" equals "Slower" names
check "a folder that is not empty" pl move Slower Evening
check "is not removed by accident" refuses "--force" pl remove Evening
check "a live one" pl live Fresh "artist:portishead"
check "is not edited" refuses "freeze" pl add Fresh "$music/Mezzanine"

# ---- files
lists=$work/lists
mkdir -p "$lists/sub"
cp "$music/Dummy/Roads.flac" "$music/Dummy/#1 \"odd\" \\ name.flac"
cp "$music/Dummy/Roads.flac" "$music/Dummy/two
lines .flac"
cp "$music/Dummy/Roads.flac" "$music/Dummy/$(printf 'no utf \xe9').flac"
python3 - "$music" <<'P'
# Each is a recording of its own.
import os, sys
d = os.path.join(sys.argv[1], 'Dummy')
for i, name in enumerate(sorted(os.listdir(os.fsencode(d)))):
    if name == b'Roads.flac':
        continue
    path = os.path.join(os.fsencode(d), name)
    data = bytearray(open(path, 'rb').read())
    data[-20 - i] ^= 0x55
    open(path, 'wb').write(data)
P
"$LINNET" scan "$music" >/dev/null 2>&1
pl create Odd
pl add Odd "$music/Dummy" "$music/Björk"
for format in m3u8 pls xspf; do
	for how in --relative --absolute ""; do
		rm -f "$lists/sub/x.$format"
		check "written as $format $how" pl export Odd "$lists/sub/x.$format" $how
		pl import "$lists/sub/x.$format" --as "back $format $how" >/dev/null 2>"$work/err"
		check "and read back, whatever the names" cmp <(pl show Odd --json | sed 's/"entry":[0-9]*,//') \
			<(pl show "back $format $how" --json | sed 's/"entry":[0-9]*,//')
		pl remove "back $format $how"
	done
done
check "nothing is replaced without being told" refuses "--force" pl export Odd "$lists/sub/x.pls"
check "with it, it is" pl export Odd "$lists/sub/x.pls" --force
check "relative paths climb" grep -q '^\.\./\.\./music/' <(pl export Odd "$lists/sub/y.m3u8" -r; cat "$lists/sub/y.m3u8")
pl remove Odd

printf '#EXTM3U\r\n#EXTINF:2,Bj\xf6rk - Hunter\r\nC:\\Musik\\Bj\xf6rk\\01 Hunter.flac\r\nD:\\else\\Nowhere.mp3\r\nhttp://radio/x\r\nfile:///home/me/Dummy/Roads%%2Eflac\r\n' >"$lists/win.m3u"
pl import "$lists/win.m3u" >"$work/out" 2>"$work/err"
check "a list of Windows, in Latin-1" equals "Hunter Nowhere? Roads" titles win
check "what is missing is told with its line" grep -q 'win.m3u:4: .*Nowhere.mp3: not in the library' "$work/err"
check "and what is no file" grep -q 'win.m3u:5: http://radio/x: an address on the network' "$work/err"
python3 - "$lists" <<'P'
import sys
open(sys.argv[1] + '/wide.m3u8', 'wb').write('\ufeff#EXTM3U\n../music/Björk/01 Hunter.flac\n'.encode('utf-16-le'))
P
pl import "$lists/wide.m3u8" >/dev/null 2>&1
check "UTF-16 with its mark" equals "Hunter" titles wide
check "again changes nothing" says "as it was already" pl import "$lists/wide.m3u8"
tone "$music/else/Nowhere.mp3.flac" 2 550 Nowhere Nobody Else 1
mv "$music/else/Nowhere.mp3.flac" "$music/else/Nowhere.flac"
"$LINNET" scan "$music" >/dev/null 2>&1
check "what was missing is found by the scan" equals "Hunter Nowhere Roads" titles win
rm -r "$music/else"
"$LINNET" scan "$music" >/dev/null 2>&1

# ---- a folder in step
step=$work/step
mkdir -p "$step"
for p in win wide Fresh Evening; do pl remove $p --force; done
pl create A
pl add A "$music/Mezzanine"
pl create Box/B
pl add Box/B "$music/Björk"
printf '#EXTM3U\n../music/Dummy/Roads.flac\nnot/there.flac\n' >"$step/C.m3u8"
check "the first time both sides get all" pl sync "$step"
check "files" test -s "$step/A.m3u8" -a -s "$step/Box/B.m3u8"
check "and playlists" equals "Roads there?" titles C
check "then they are in step" equals "all in step" pl sync "$step"
printf '../music/Mezzanine/Angel.flac\n' >>"$step/C.m3u8"
pl add A "$music/Dummy/Roads.flac"
pl sync "$step" >/dev/null
check "a change of the file" equals "Roads there? Angel" titles C
check "a change of the playlist" grep -q Roads.flac "$step/A.m3u8"
printf '../music/Björk/01 Hunter.flac\n' >"$step/A.m3u8"
pl sort A title -R
check "both changed: both are kept, in one sentence" says "A (from file)" pl sync "$step"
check "the playlist" equals "Roads Angel" titles A
check "and the file" equals "Hunter" titles "A (from file)"
check "in files, too" test -s "$step/A (from file).m3u8"
rm "$step/C.m3u8"
pl remove "A (from file)"
pl sync "$step" >/dev/null
check "what goes on one side goes on the other" equals "A | Box/B" names
check "but a copy stays" test "$(ls "$step/.linnet" | grep -c '^C \|^A (from file) ')" = 2
check "nor the other file" test ! -e "$step/A (from file).m3u8"
rm "$step/A.m3u8"
pl add A "$music/Björk"
pl sync "$step" >/dev/null
check "a playlist that changed does not go with its file" test -s "$step/A.m3u8"
mv "$step/Box/B.m3u8" "$step/New.m3u8"
pl sync "$step" >/dev/null
check "a file that is renamed renames its playlist" equals "A | New" names
pl rename A Z
pl sync "$step" >/dev/null
check "and the other way round" test -s "$step/Z.m3u8" -a ! -e "$step/A.m3u8"
rm "$step"/*.m3u8
check "a folder that is suddenly empty is not believed" refuses "mounted" pl sync "$step"
check "so all is there" equals "New | Z" names
for p in New Z; do pl remove $p; done

# ---- other players
python3 tests/integration/players.py "$work/other" "$music"
imported() { # KEY of the summary of the last one
	python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$work/out" "$1"
}
take() {
	"$LINNET" import --json "$@" >"$work/out" 2>"$work/err" || { cat "$work/err"; return 1; }
}
rating() {
	sql "select group_concat(x, ', ') from (select r.title || ' ' || f.rating as x from feedback f join recording r on r.id = f.target where f.rating > 0 order by 1)"
}
plays() {
	sql "select coalesce(sum(plays), 0) from d_play"
}
check "cmus, dry" take --dry-run "$work/other/cmus"
check "three of four" equals 3 imported by_path
check "nothing was written" equals "" names
check "cmus" take "$work/other/cmus"
check "the one that is not there is named" grep -q 'Gone/Lost for good.flac' "$work/out"
check "its plays" equals 22 plays
check "its playlist" equals "Roads Lost? Angel" titles Quiet
check "twice" take "$work/other/cmus"
check "changes nothing" equals "0 0 22" echo "$(imported counts_changed) $(imported playlists) $(plays)"
check "no listens were made" equals 0 sql "select count(*) from listen"
check "a rating of the listener's own" sql "insert into feedback (profile, scope, target, rating, at_ms) select 1, 'recording', id, 2, 1 from recording where title = 'Angel'"
check "MPD" take "$work/other/mpd"
check "by the ends of paths" equals 3 imported by_end_of_path
check "ratings where there was none" equals "Angel 2, Roads 5" rating
check "counts are added" equals 44 plays
check "its playlist" equals "Angel Roads" titles Loud
check "Rhythmbox" take "$work/other/rhythmbox"
check "its playlist" equals "Hunter Roads" titles "Rain & snow"
check "what it makes by rules is told" grep -q '"Rules"' "$work/out"
check "iTunes" take "$work/other/itunes/Library.xml"
check "paths of Windows" equals 3 imported by_end_of_path
check "a folder, and a / in a name" equals "Roads Angel Roads" titles 'Sets/AC\/DC'
before=$(plays)
for p in cmus mpd rhythmbox itunes; do take "$work/other/$p"; done
check "all again change nothing" equals "$before 0" echo "$(plays) $(imported playlists)"
"$LINNET" doctor --rebuild >/dev/null 2>&1
check "counts are recomputed with them" equals "$before" plays
check "statistics say where they are from" says "itunes" "$LINNET" stats
check "a file that is nothing" refuses "" "$LINNET" import "$LINNET"
check "a folder that is nothing" refuses "holds nothing of" "$LINNET" import "$work/xdg"
printf '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rhythmdb>&a;</rhythmdb>' >"$work/evil.xml"
check "entities are refused" refuses "entities" "$LINNET" import "$work/evil.xml"

# ---- the real ones, where they are installed
if command -v cmus >/dev/null && command -v cmus-remote >/dev/null; then
	export CMUS_HOME=$work/cmus CMUS_SOCKET=$work/cmus/socket
	mkdir -p "$CMUS_HOME"
	# Without a session bus it waits for Enter.
	echo "set mpris=false" >"$CMUS_HOME/rc"
	# A terminal of its own, as it wants one.
	TERM=xterm python3 -c '
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("cmus", ["cmus", "--listen", sys.argv[1]])
try:
    while os.read(fd, 4096):
        pass
except OSError:
    pass
os.waitpid(pid, 0)' "$CMUS_SOCKET" &
	player=$!
	soon 10 cmus-remote --server "$CMUS_SOCKET" -Q
	for command in "set confirm_run=false" "add -l $music" "pl-create real"; do
		cmus-remote --server "$CMUS_SOCKET" -C "$command" >/dev/null 2>&1
	done
	seen() { # tracks that cmus has read
		[ "$(cmus-remote --server "$CMUS_SOCKET" -C "save -l -" | wc -l)" -ge "$1" ]
	}
	all=$(sql 'select count(*) from track where shown')
	soon 10 seen "$all"
	cmus-remote --server "$CMUS_SOCKET" -C "quit" >/dev/null 2>&1
	wait $player 2>/dev/null
	player=
	check "a cache that cmus wrote" take "$CMUS_HOME/cache"
	check "all of it is found" equals "0" imported not_found
	check "by path" equals "$all" imported by_path
else
	echo "ok $((count += 1)) # skip cmus is not installed"
fi
if command -v mpd >/dev/null; then
	mkdir -p "$work/mpd/playlists"
	cat >"$work/mpd.conf" <<C
music_directory "$music"
playlist_directory "$work/mpd/playlists"
db_file "$work/mpd/database"
sticker_file "$work/mpd/sticker.sql"
pid_file "$work/mpd/pid"
bind_to_address "$work/mpd/socket"
log_file "$work/mpd/log"
audio_output {
	type "null"
	name "none"
}
C
	mpd --no-daemon "$work/mpd.conf" >/dev/null 2>&1 &
	player=$!
	soon 10 test -S "$work/mpd/socket"
	soon 10 test -s "$work/mpd/database"
	python3 - "$work/mpd/socket" <<'P'
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
f = s.makefile('rw', encoding='utf-8')
f.readline()


def call(line):
    f.write(line + '\n')
    f.flush()
    out = []
    while True:
        l = f.readline()
        if l.startswith(('OK', 'ACK')) or not l:
            return out
        out.append(l)


for _ in range(100):
    if not any('updating_db' in l for l in call('status')):
        break
    time.sleep(.05)
call('sticker set song "Dummy/Roads.flac" rating 6')
call('sticker set song "Björk/01 Hunter.flac" rating 9')
call('playlistadd Mine "Mezzanine/Angel.flac"')
P
	kill $player
	wait $player 2>/dev/null
	player=
	check "a database that MPD wrote" take "$work/mpd"
	check "all of it is found" equals "0" imported not_found
	check "its stickers" equals "Angel 2, Hunter 5, Roads 5" rating
	check "its playlist" equals "Angel" titles Mine
else
	echo "ok $((count += 1)) # skip mpd is not installed"
fi

finish
