#!/usr/bin/env bash
# The whole player without a screen, through its control socket.
. "$(dirname "$0")/lib.sh"
ctl() { "$LINNET" ctl "$@"; }
music=$work/music
for i in 1 2 3 4; do
	tone "$music/Waves/$i.flac" 6 $((200 * i)) "Sine $i" Björk Waves $i
done
tone "$music/Other/odd.flac" 6 333 "宇多田 🎵" Nobody Other 1
printf 'this is no music' >"$music/Other/broken.mp3"

check "a folder is scanned at once" "$LINNET" scan "$music"
check "every file has a row" equals 6 sql "select count(*) from file"
start_player
check "nothing plays unasked" says stopped ctl status
check "a folder plays in the order of its names" ctl play "$music/Waves"
check "its first track is heard" soon 5 says "Sine 1" ctl status
check "status is JSON on request" says '"state":"playing"' ctl --json status
is_json() { "$@" | python3 -m json.tool; }
check "other replies become JSON too" is_json "$LINNET" ctl --json volume 70
check "with a reply of lines" is_json "$LINNET" ctl --json jobs
one_line() {
	local n
	n=$("$@" 2>&1 >/dev/null | wc -l)
	[ "$n" = 1 ]
}
check "a wrong option is one line" one_line "$LINNET" scan --nope
check "and so is a command that is none" one_line "$LINNET" ctl frobnicate
check "next goes on" ctl next
check "the second one is heard" soon 5 says "Sine 2" ctl status
sleep 0.5
check "previous goes back to what was heard" ctl previous
check "the first one again" soon 5 says "Sine 1" ctl status
check "a queued file plays next" ctl queue "$music/Other/odd.flac"
check "next is the queued one" ctl next
check "wide names are whole" soon 5 says "宇多田 🎵" ctl status
check "seek lands" ctl seek 0:03
check "and says so" soon 3 says "0:03" ctl status
check "pause pauses" ctl pause
check "paused it is" soon 3 says paused ctl status
check "volume has decibels" says dB ctl volume 50
check "an unknown command is refused" says "there is no command" ctl frobnicate
check "wrong usage is refused" says "usage: volume" ctl volume
check "like is stored" ctl like
check "with the recording" soon 5 equals 1 sql "select count(*) from feedback where like = 1"
check "undo takes it back" ctl undo
check "to nothing" soon 5 equals 0 sql "select count(*) from feedback where like = 1"

check "a second linnet hands its paths over" "$LINNET" "$music/Waves/3.flac"
check "the first one plays them" soon 5 says "Sine 3" ctl status
check "and alone it says that one runs" says "runs already" "$LINNET"

check "a broken file is skipped with a word" ctl play "$music/Other/broken.mp3" "$music/Waves/4.flac"
check "and the music goes on" soon 5 says "Sine 4" ctl status
from_music() { (cd "$music/Waves" && "$LINNET" ctl "$@"); }
check "a path is the caller's, not the player's" from_music play 2.flac
check "it plays" soon 5 says "Sine 2" ctl status
check "back again" ctl play "$music/Waves/4.flac"
check "to it" soon 5 says "Sine 4" ctl status
sleep 1.2
ctl stop >/dev/null
sleep 0.5
check "private listening is switched on" ctl private
before=$(sql "select count(*) from listen")
ctl next >/dev/null
ctl play "$music/Waves/2.flac" >/dev/null
soon 5 says "Sine 2" ctl status
sleep 0.5
ctl next >/dev/null 2>&1
sleep 0.5
check "none at all for it" equals "$before" sql "select count(*) from listen"
ctl private >/dev/null

ctl play "$music/Waves" >/dev/null
soon 5 says "Sine 1" ctl status
ctl seek 0:02 >/dev/null
sleep 0.5
stop_player
check "plays that were ended by another are skips" test "$(sql "select count(*) from listen where outcome = 1")" -ge 2
check "quitting is a stop, no skip" equals 2 sql "select outcome from listen order by rowid desc limit 1"
start_player
check "the queue is there after a restart, paused" soon 5 says "paused  Sine 1" ctl status
check "at its position" says "0:02" ctl status
check "it plays on" ctl play
check "from there" soon 5 says "playing  Sine 1" ctl status
sleep 0.7

kill -9 "$player"
wait "$player" 2>/dev/null
player=
start_player
check "a play that death ended becomes a stop" soon 5 equals 2 sql "select outcome from listen order by rowid desc limit 1"
check "For You has picks" soon 15 ctl picks
check "each with a glyph, a recording and words" test "$(ctl picks | grep -cvE '^[rfn+] [0-9]+  .+')" = 0
stop_player
check "the database is whole" equals ok sql "pragma integrity_check"
finish
