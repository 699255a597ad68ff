#!/usr/bin/env bash
# The sound menu, the equalizer, sleep, loop, speed and bookmarks: played with keys and
# read from the screen.
. "$(dirname "$0")/lib.sh"
make_music 9

# A recording of 25 minutes, at a rate that makes it small.
python3 - "$work/long.wav" <<'P'
import array, math, sys, wave
second = array.array('h', (int(9000 * math.sin(math.pi * i / 20)) for i in range(8000)))
w = wave.open(sys.argv[1], 'wb')
w.setnchannels(1)
w.setsampwidth(2)
w.setframerate(8000)
for _ in range(25 * 60):
    w.writeframes(second.tobytes())
w.close()
P
mkdir -p "$music/Talk"
flac -s -f -T TITLE="Episode 12" -T ARTIST="The Talkers" -T ALBUM="The Talk" -T TRACKNUMBER=1 \
	-o "$music/Talk/1.flac" "$work/long.wav"
# One that is 6.2 dB louder than all others are to be.
metaflac --set-tag=REPLAYGAIN_TRACK_GAIN="-6.2 dB" --set-tag=REPLAYGAIN_TRACK_PEAK=0.9 \
	"$music/Dummy/1.flac"
touch "$music/Dummy/1.flac"
"$LINNET" scan "$music" >/dev/null 2>&1

# Plays the track that a search for its title finds, with the list of tracks under it.
play() {
	printf 'keys /\ntype "%s"\ncursor "%s"\nkeys Enter\nsee "▶ %s" -3\nkeys Esc 4\nsee NOW\n' "$1" "$1" "$1"
}

drive < <(
	echo "# the menu shows what is set, and the keys change it"
	cat <<'STEPS'
see "1 For You" 1
type ":sound"
keys Enter
see "─ Sound ─"
keys Esc T
see "─ Sound ─"
see "← → change" -1
cursor "Sleep timer"
match "Sleep timer +‹ off › " 6
match "Output +default" 14
keys Right
see "Sleeps in 10 min, fading out" -1
cursor "‹ 10 min ›"
see "sleep 10 min" 2
keys l l
cursor "‹ 20 min ›"
keys h
cursor "‹ 15 min ›"
keys Enter
see "Sleep timer off" -1
gone "sleep 15 min"
keys Left
see "No sleep timer is set" -1
keys j j j
cursor Speed
keys G
cursor Output
keys g k
cursor "Sleep timer"
keys j j j j
cursor Equalizer
keys l l
see "Equalizer bass" -1
see "EQ bass"
keys j
cursor Crossfade
keys l l
cursor "‹ 2 s ›"
see "Crossfade 2 s, not within an album" -1
see "crossfade 2 s" 2
keys Enter
cursor "‹ off ›"
gone "crossfade 2 s"
keys j
cursor ReplayGain
keys l
see "ReplayGain off" -1
keys l
see "ReplayGain by track" -1
keys j
cursor Preamp
keys h h
cursor "‹ −2 dB ›"
keys Enter
cursor "‹ 0 dB ›"
keys ?
see "─ Sound ─"
keys Esc
gone "─ Sound ─"
# T closes it, and nothing of the list below is touched
keys T
see "─ Sound ─"
keys e X D
see "─ Sound ─"
keys T
gone "─ Sound ─"
gone Queued
STEPS
	echo "# the equalizer's bands"
	cat <<'STEPS'
keys T j j j j Enter
see "Equalizer bass · 1 kHz 0 dB"
see "31   62  125"
keys Up Up
see "Equalizer own · 1 kHz +2 dB"
see "Equalizer 1000 Hz +2 dB" -1
keys Left Down
see "500 Hz 0 dB"
keys 0 p
see "Equalizer flat"
keys p p p
see "Equalizer rock"
see "EQ rock" 1
keys Enter
see "Equalizer off" -1
gone "EQ rock"
keys Enter
see "EQ rock" 1
keys Esc
cursor "‹ rock ›"
keys Esc
gone "─ Sound ─"
# what was chosen is remembered
keys q
ends 0
STEPS
)

drive -s 40x10 < <(
	echo "# small screens"
	cat <<'STEPS'
see "EQ rock" 1
keys T
see "Sleep timer"
see "more below"
keys G
see "the end"
cursor "‹ default ›"
keys k k k k Enter
see "Equalizer rock · 1 kHz"
keys h
see "500 Hz"
keys Esc Esc
gone Sound
STEPS
	printf 'type ":equalizer off"\nkeys Enter\ngone "EQ rock"\nkeys q\nends 0\n'
)

forget_queue
drive < <(
	echo "# it stops after this track, and goes on with the next"
	printf 'keys 2\nsee "All artists"\nkeys j\ncursor Massive\nkeys Tab Tab\ncursor Angel\nkeys Enter\nsee "▶ Angel" -3\n'
	cat <<'STEPS'
keys T j Enter
see "Stops after Angel" -1
see "stops after this"
keys Esc
type ":seek 8"
keys Enter
see "‖ Risingson" -3
see "0:00" -2
see "Stopped after Angel · play goes on with the next" -1
gone "stops after this"
keys 4
before NOW Risingson
before THEN Teardrop
keys Space
see "▶ Risingson" -3
# Tab completes what a command takes
type ":equalizer vo"
keys Tab
see ":equalizer vocal" -1
keys Esc
type ":sleep al"
keys Tab
see ":sleep album" -1
keys Esc
type ":set equalizer=sma"
keys Tab
see ":set equalizer=small-speakers" -1
keys Esc
# taken back, the music goes on
type ":stop-after"
keys Enter
see "Stops after Risingson" -1
type ":stop-after off"
keys Enter
see "The music goes on" -1
type ":seek 8"
keys Enter
see "▶ Teardrop" -3
# asleep after the track
type ":sleep track"
keys Enter
see "Sleeps after this track, fading out" -1
see "sleep after this track"
type ":seek 7"
keys Enter
see "‖ Exchange" -3
see "Asleep after Teardrop" -1
gone "sleep after"
keys Space
see "▶ Exchange" -3
# asleep after minutes
type ":sleep .05"
keys Enter
see "Sleeps in 3 s, fading out" -1
see "Asleep: paused" -1
see "‖ Exchange" -3
gone "sleep 0"
keys Space
see "▶ Exchange" -3
# asleep after the album: what follows is of another one
keys C
see "silence"
STEPS
)

forget_queue
drive < <(
	echo "# loop: A, B, off"
	printf 'keys 2\nsee "All artists"\nkeys j\ncursor Massive\nkeys Tab Tab\ncursor Angel\nkeys Enter\nsee "▶ Angel" -3\n'
	cat <<'STEPS'
keys Space
see "‖ Angel" -3
type ":seek 2"
keys Enter
see "0:02" -2
keys T j j Enter
see "Loop from 0:02" -1
see "A–…"
keys Esc
type ":seek 4"
keys Enter
see "0:04" -2
keys T j j Enter
see "Loop 0:02 – 0:04" -1
see "A–B"
keys Esc Space
see "▶ Angel" -3
see "0:03" -2
see "0:02" -2
see "0:03" -2
see "0:02" -2
gone "0:05"
see "▶ Angel" -3
type ":loop off"
keys Enter
see "Loop off" -1
gone "A–B"
# the gain of what plays
keys /
type Mysterons
cursor Mysterons
keys Enter
see "▶ Mysterons" -3
see "RG −6.2 dB" -3
type ":replaygain off"
keys Enter
gone "RG −6.2 dB"
type ":replaygain auto"
keys Enter
see "RG −6.2 dB" -3
keys Esc
STEPS
	if ldconfig -p | grep -q librubberband; then
		cat <<'STEPS'
# speed
type ":speed 1.5"
keys Enter
see "Speed 1.5 ×" -1
see "speed 1.5"
type ":speed off"
keys Enter
gone "speed 1.5"
STEPS
	fi
)

forget_queue
drive < <(
	echo "# a long recording goes on where it was left"
	play "Episode 12"
	cat <<'STEPS'
type ":seek 12:00"
keys Enter
see "12:0" -2
keys /
type Angel
cursor Angel
keys Enter
see "▶ Angel" -3
keys Esc /
type "Episode 12"
cursor "Episode 12"
keys Enter
see "Goes on at 12:0" -1
see "Episode 12 · z starts over" -1
see "12:0" -2
# z starts over
keys Esc z
see "0:0" -2
gone "12:0"
type ":seek 14:00"
keys Enter
see "14:0" -2
pause 1000
crash
ends 139
STEPS
)
check "the place was kept" equals 14 sql 'select position_ms / 60000 from bookmark'
forget_queue
drive < <(
	echo "# and after a crash"
	cat <<'STEPS'
see "Nothing plays" -3
STEPS
	play "Episode 12" | sed 's/^see NOW$//'
	cat <<'STEPS'
see "Goes on at 14:" -1
gone " 0:0"
type ":seek 24:58"
keys Enter
gone "▶ Episode 12"
keys q
ends 0
STEPS
)
check "heard to its end, the place is gone" equals 0 sql 'select count(*) from bookmark'

LC_ALL=C LANG=C drive <<'STEPS'
# without UTF-8
see "1 For You" 1
keys T
cursor "< off >"
see "A-B loop"
keys j j j j Enter
see "Equalizer off - 1 kHz"
keys Esc Esc q
ends 0
STEPS
finish
