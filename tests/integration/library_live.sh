#!/usr/bin/env bash
# Live changes: what comes, changes, moves and goes while the player is open is in the
# library at once, keeps its history, and costs nothing at rest.
. "$(dirname "$0")/lib.sh"
command -v flac >/dev/null || { echo "ok live changes # skip flac is missing"; exit 0; }
music=$work/music
mkdir -p "$music/A" "$work/outside"
make_tone() { tone "$1" 2 "$2" "$3" Someone Album 1 >/dev/null 2>&1; }
make_tone "$music/A/one.flac" 200 One
make_tone "$work/two.flac" 300 Two
make_tone "$work/three.flac" 400 Three
make_tone "$work/four.flac" 500 Four
"$LINNET" scan "$music" >/dev/null
printf 'set analyze=off\nset measure=off\n' >"$work/config"
start_player --config "$work/config"
files() { sql "select group_concat(p, ' ') from (select cast(path as text) p from file where state = $1 order by path)"; }
there() { [ "$(files 0)" = "$1" ] || { echo "wanted: $1"; echo "got:    $(files 0)"; return 1; }; }
watched() { says '"watch":"live"' "$LINNET" ctl --json status; }
check "the folders are watched" soon 10 watched

cp "$work/two.flac" "$music/A/two.flac"
check "a new file is there" soon 10 there "A/one.flac A/two.flac"

mkdir -p "$music/B/C/D" && cp "$work/three.flac" "$music/B/C/D/three.flac"
check "a file in new folders made at once" soon 10 there "A/one.flac A/two.flac B/C/D/three.flac"
cp "$work/four.flac" "$music/B/C/four.flac"
check "and a later one in them" soon 10 there "A/one.flac A/two.flac B/C/D/three.flac B/C/four.flac"

recording() { sql "select t.recording from track t join file f on f.id = t.file where cast(f.path as text) = '$1' and t.shown = 1"; }
was=$(recording A/two.flac)
"$LINNET" ctl play "$music/A/two.flac" >/dev/null
soon 5 says Two "$LINNET" ctl status >/dev/null
sleep 1.2
"$LINNET" ctl stop >/dev/null
mv "$music/A/two.flac" "$music/B/zwei.flac"
check "a moved file is where it went" soon 10 there "A/one.flac B/C/D/three.flac B/C/four.flac B/zwei.flac"
check "and is the same recording" equals "$was" recording B/zwei.flac
check "so its history stays" equals 1 sql "select count(*) > 0 from listen where recording = $was"
check "nothing is missing for that" equals "" files 1

mv "$music/B" "$music/A/Bees"
check "a moved folder" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"
cp "$work/two.flac" "$music/A/Bees/C/again.flac"
check "is watched where it went" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/again.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"
rm "$music/A/Bees/C/again.flac"
check "a deleted file is gone" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"

title() { sql "select t.title from track t join file f on f.id = t.file where cast(f.path as text) = '$1'"; }
retitled() { [ "$(title "$1")" = "$2" ]; }
metaflac --remove-tag=TITLE --set-tag=TITLE=Eins "$music/A/one.flac"
check "a retagged file is read again" soon 10 retitled A/one.flac Eins

mv "$music/A/Bees/C" "$work/outside/"
gone() { [ "$(files 1)" = "A/Bees/C/D/three.flac A/Bees/C/four.flac" ]; }
check "a folder that left is missing, not forgotten" soon 10 gone
mv "$work/outside/C" "$music/A/Bees/C"
check "and is back with its rows" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"

mkdir -p "$work/outside/L" && cp "$work/two.flac" "$work/outside/L/linked.flac"
metaflac --set-tag=TITLE=Linked "$work/outside/L/linked.flac"
ln -s "$work/outside/L" "$music/link"
check "a linked folder" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac link/linked.flac"
make_tone "$work/outside/L/more.flac" 600 More
check "is watched too" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac link/linked.flac link/more.flac"
rm "$music/link"
check "and gone with its link" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"
ln -s .. "$music/A/loop"
ln -s A "$music/Same"
sleep 2
check "links into the library add nothing" there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"

touch "$music/A/Bees/.nomedia"
check "a folder marked .nomedia leaves" soon 10 there "A/one.flac"
mkdir "$music/A/Bees/New" && cp "$work/four.flac" "$music/A/Bees/New/new.flac"
sleep 2.5
check "new folders in it too" there "A/one.flac"
rm "$music/A/Bees/.nomedia"
rm -r "$music/A/Bees/New"
check "without it it is back" soon 10 there "A/Bees/C/D/three.flac A/Bees/C/four.flac A/Bees/zwei.flac A/one.flac"

# ---- a file that arrives in 60 pieces over three seconds
metaflac --remove-tag=TITLE --set-tag=TITLE=Slow "$work/two.flac"
size=$(stat -c %s "$work/two.flac")
reads() { grep -a "watch:" "$work/log" | grep -cE "[1-9][0-9]* (new|changed)"; }
read_before=$(reads)
(for ((i = 0; i < 60; i++)); do
	dd if="$work/two.flac" bs=$((size / 59)) skip=$i count=1 2>/dev/null
	sleep .05
done) >"$music/A/slow.flac" &
slow=$!
sleep 1.7
check "a file being copied is not read" equals "" title A/slow.flac
wait $slow
check "but once it is whole" soon 10 retitled A/slow.flac Slow
check "it was read once" soon 5 equals $((read_before + 1)) reads

# ---- at rest
sleep 3
switches() { awk '/ctxt_switches/ { n += $2 } END { print n }' /proc/"$player"/task/*/status; }
scanner=$(grep -l '^scanner$' /proc/"$player"/task/*/comm | head -n 1)
waits() { awk '/^voluntary/ { print $2 }' "${scanner%comm}status"; }
before=$(waits)
sleep 5
check "the scanner sleeps where nothing changes" equals "$before" waits
stop_player

# ---- watches run out
printf 'set analyze=off\nset measure=off\nset watch-limit=2\nset rescan=2\n' >"$work/config"
start_player --config "$work/config"
rescans() { says '"watch":"rescan"' "$LINNET" ctl --json status; }
check "with too few watches it says how it goes on" soon 10 rescans
check "in the log, with what to do" soon 5 grep -aq "folders are scanned every 2 seconds instead: raise the option watch-limit" "$work/log"
check "once" equals 1 grep -ac "raise the option watch-limit" "$work/log"
make_tone "$music/A/Bees/C/D/late.flac" 700 Late
check "and the change is found all the same" soon 15 retitled A/Bees/C/D/late.flac Late
stop_player
printf 'set analyze=off\nset measure=off\nset watch=off\n' >"$work/config"
start_player --config "$work/config"
off() { says '"watch":"off"' "$LINNET" ctl --json status; }
check "watching can be off" soon 10 off
stop_player
finish
