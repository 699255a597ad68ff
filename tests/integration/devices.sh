#!/usr/bin/env bash
# Devices that come and go: a private PulseAudio daemon with null sinks, whose monitors are
# recorded. Listing, choice, the default that changes, a sink that goes and returns under
# both policies, a sound server and a player that stop or die.
. "$(dirname "$0")/lib.sh"
py=/usr/bin/python3
"$py" -c 'import numpy' 2>/dev/null || py=python3
for tool in pulseaudio parec pactl "$py"; do
	command -v "$tool" >/dev/null || { echo "ok devices # skip $tool is missing"; exit 0; }
done
"$py" -c 'import numpy' 2>/dev/null || { echo "ok devices # skip python3-numpy is missing"; exit 0; }
unset PULSE_SERVER PULSE_SINK PULSE_LATENCY_MSEC PULSE_RUNTIME_PATH ALSA_CONFIG_PATH DISPLAY
# Plugins that PortAudio's back ends load and unload leak; ours is looked at elsewhere.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
printf 'pcm.!default pulse\nctl.!default pulse\n' >"$HOME/.asoundrc"
mkdir -p "$XDG_CONFIG_HOME/linnet"
daemon='' recorders=()

stop_all() {
	[ ${#recorders[@]} = 0 ] || kill "${recorders[@]}" 2>/dev/null
	[ -z "$player" ] || kill -CONT "$player" 2>/dev/null
	[ -z "$daemon" ] || kill -CONT "$daemon" 2>/dev/null
	[ -z "$player" ] || kill "$player" 2>/dev/null
	[ -z "$daemon" ] || kill "$daemon" 2>/dev/null
	wait 2>/dev/null
	[ -n "${KEEP_WORK:-}" ] || rm -rf "$work"
}
trap stop_all EXIT

sink() { # NAME DESCRIPTION
	pactl load-module module-null-sink "sink_name=$1" rate=44100 channels=2 \
		format=float32le "sink_properties=device.description=$2" >/dev/null
	pactl list short sinks | grep -q "	$1	"
}
unload() { # SINK
	pactl unload-module "$(pactl list short modules | awk -v s="sink_name=$1" \
		'index($0, s " ") { print $1; exit }')"
}

start_daemon() {
	pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm=yes \
		-L module-native-protocol-unix >"$work/daemon.log" 2>&1 &
	daemon=$!
	soon 10 pactl info || return 1
	sink speakers Speakers && sink phones Headphones && pactl set-default-sink phones
}

# A fresh null sink renders two seconds at once, and then tells truly that what follows is
# heard two seconds later: a recorder first, which keeps it to short blocks.
record() { # SINK FILE
	rm -f "$2"
	parec --latency-msec=20 -d "$1.monitor" --raw --format=float32le --rate=44100 \
		--channels=2 >"$2" 2>/dev/null &
	recorders+=($!)
	soon 10 test -s "$2"
}
stop_recorders() {
	[ ${#recorders[@]} != 0 ] || return 0 # without names wait waits for the daemon, too
	sleep 0.3
	kill "${recorders[@]}" 2>/dev/null
	wait "${recorders[@]}" 2>/dev/null
	recorders=()
}

open_player() { # option lines of the configuration…
	printf '%s\n' 'set analyze=off' 'set ear=off' 'set continue=off' 'set volume=100' "$@" \
		>"$XDG_CONFIG_HOME/linnet/config"
	rm -f "$work/log"
	"$LINNET" --headless --output "$output" --log "$work/log" 2>"$work/stderr" &
	player=$!
	soon 10 "$LINNET" ctl status
}
close_player() {
	stop_player
	stop_recorders
}
state_of() { # KEY of the JSON
	"$LINNET" --json ctl status | "$py" -c "import json, sys; print(json.load(sys.stdin)['$1'])"
}
is() { # KEY VALUE
	[ "$(state_of "$1")" = "$2" ] || { echo "$1 is $(state_of "$1"), not $2"; return 1; }
}
past() { # MILLISECONDS
	[ "$(state_of position_ms)" -ge "$1" ] || { "$LINNET" --json ctl status; return 1; }
}
between() { # LOW HIGH VALUE
	[ "$1" -le "$3" ] && [ "$3" -le "$2" ] || { echo "$3 is not in $1..$2"; return 1; }
}
now_ms() { date +%s%3N; }
told() { # TEXT
	grep -qF "$1" "$work/log" || { tail -n 5 "$work/log"; return 1; }
}
plays_on() { # SINK
	pactl list short sink-inputs | awk -v s="$(pactl list short sinks |
		awk -v n="$1" '$2 == n { print $1 }')" '$2 == s { f = 1 } END { exit !f }'
}
noise() { # NAME RECORDING LOST REPEATED [STRETCHES]
	local line
	line=$("$py" tests/integration/noise.py check "$1" "$2" "$work/noise.wav" "${@:3}")
	count=$((count + 1))
	echo "$line"
	[[ $line == ok* ]] || bad=1
}
begin() { # SECONDS of music heard
	"$LINNET" ctl play "$work/noise.wav" >/dev/null
	soon 10 past "$1"
}

# What the monitor of a null sink shows of a stream's start and end is not what was heard:
# the first 20 ms are silence whoever plays, and blocks that were taken back stay.
head=1764 tail=1764

"$py" tests/integration/noise.py make "$work/noise.wav" 14
start_daemon || { echo "ok devices # skip no daemon: $(tail -n1 "$work/daemon.log")"; exit 0; }

output=auto
check "doctor lists the devices" says "pulse:speakers (Speakers), 44100 Hz" "$LINNET" doctor
check "and marks the default one" says "pulse:phones (Headphones), 44100 Hz, the default" \
	"$LINNET" doctor

# Bit for bit, from the first sample to the last.
record phones "$work/whole.raw"
"$LINNET" play --private --output pulse "$work/noise.wav" >/dev/null 2>"$work/err"
stop_recorders
check "nothing is printed" test ! -s "$work/err"
noise "the whole file through pulse" "$work/whole.raw" 0 0 1

# The default device changes while it plays.
record phones "$work/phones.raw"
record speakers "$work/speakers.raw"
open_player
begin 700
check "it plays on the default device" plays_on phones
pactl set-default-sink speakers
check "it follows the default device" soon 2 plays_on speakers
check "which is told" soon 2 told "Playing on Speakers"
check "and goes on" soon 3 past 2500
check "without a pause" is state playing
pactl set-default-sink phones
close_player

# A device by a part of its description; and one that is not there.
record speakers "$work/speakers.raw"
open_player 'set device=speak'
begin 300
check "a part of the description chooses" plays_on speakers
close_player
open_player 'set device=kitchen'
"$LINNET" ctl play "$work/noise.wav" >/dev/null
check "a name that no device has is told with those there are" \
	soon 5 told "No sound device is named kitchen; there are: "
close_player

# Another device while it plays.
record phones "$work/phones.raw"
record speakers "$work/speakers.raw"
open_player
begin 700
check "ctl lists the devices" says "* phones  Headphones" "$LINNET" ctl devices
check "ctl chooses one" "$LINNET" ctl device speakers
check "and the music goes on there" soon 2 plays_on speakers
check "which is told, too" soon 2 told "Playing on Speakers"
at=$(state_of position_ms)
check "from where it was" soon 2 past $((at + 500))
check "one that is not there is refused" says "no sound device kitchen" \
	"$LINNET" ctl device kitchen
check "and the music stays" plays_on speakers
"$LINNET" ctl stop >/dev/null
"$LINNET" ctl device default >/dev/null # the choice is remembered
close_player
cat "$work/phones.raw" "$work/speakers.raw" >"$work/both.raw"
noise "choosing loses nothing" "$work/both.raw" $head $tail 2

# The volume is turned while the device holds half a second of music: heard soon, and
# without a hole. The recorder's size tells when.
record phones "$work/phones.raw"
open_player
begin 1500
turns=()
for volume in 50 80 40; do
	turns+=($(($(stat -c %s "$work/phones.raw") / 8)))
	"$LINNET" ctl volume $volume >/dev/null
	sleep 0.8
done
turns+=($(($(stat -c %s "$work/phones.raw") / 8)))
check "turned: that is no gap in the sound" is underruns 0
"$LINNET" ctl volume 100 >/dev/null
close_player
line=$("$py" tests/integration/noise.py turned "turned: heard soon and whole" \
	"$work/phones.raw" "$work/noise.wav" "${turns[@]}")
count=$((count + 1))
echo "$line"
[[ $line == ok* ]] || bad=1

# The device goes: silence at once, and on by itself when that very device is back.
record phones "$work/phones.raw"
record speakers "$work/speakers.raw"
open_player
begin 1500
unload phones
check "pause: it pauses when its device goes" soon 2 is state paused
check "pause: the screen says so" soon 2 told "Headphones: gone; paused"
at=$(state_of position_ms)
sleep 1
check "pause: it stays where it was" between "$at" "$((at + 1))" "$(state_of position_ms)"
pactl set-default-sink speakers
sink phones Headphones
record phones "$work/again.raw"
check "pause: it goes on within 2 s of its return" soon 2 is state playing
check "pause: on that device, whatever the default is" soon 2 plays_on phones
check "pause: from there" soon 5 past $((at + 1000))
close_player
cat "$work/phones.raw" "$work/again.raw" >"$work/both.raw"
noise "pause: nothing is lost or comes twice" "$work/both.raw" $head $tail 2
# The server moves first and tells then: what it has mixed until the cork comes may be out.
check "pause: it did not come out of the loudspeakers" "$py" -c "
import numpy, sys
heard = numpy.count_nonzero(numpy.fromfile('$work/speakers.raw', '<f4')) // 2
print(heard, 'frames'); sys.exit(heard > 44100 // 20)"
pactl set-default-sink phones

# The listener does not want to wait: playing goes to what there is.
record phones "$work/phones.raw"
record speakers "$work/speakers.raw"
open_player
begin 700
unload phones
soon 2 is state paused
"$LINNET" ctl pause >/dev/null
check "held: resuming by hand goes to another device" soon 2 plays_on speakers
check "held: and plays" is state playing
close_player
sink phones Headphones
pactl set-default-sink phones

# The other policy: on at once, elsewhere. The recorder is moved along with its monitor.
record phones "$work/phones.raw"
record speakers "$work/speakers.raw"
open_player 'set device-lost=move'
begin 1500
at=$(state_of position_ms)
unload phones
check "move: it goes on on the default device" soon 2 plays_on speakers
check "move: the screen says where" soon 2 told "Playing on Speakers"
check "move: without a pause" is state playing
check "move: from there" soon 3 past $((at + 1000))
close_player
noise "move: nothing is lost or comes twice" "$work/phones.raw" $head $tail 1+
sink phones Headphones
pactl set-default-sink phones

# Stopped and continued, as when the machine sleeps: first the player, then the server.
record phones "$work/phones.raw"
open_player
begin 1500
before=$(state_of position_ms)
kill -STOP "$player"
sleep 5
kill -CONT "$player"
woke=$(now_ms)
at=$(state_of position_ms)
# What the device held was heard while the player slept: a second at most.
check "asleep: it goes on where it was" \
	between "$before" $((before + 2500 + $(now_ms) - woke)) "$at"
check "asleep: it does go on" soon 5 past $((at + 700))
check "asleep: without racing" \
	between 0 $((before + 2500 + $(now_ms) - woke)) "$(state_of position_ms)"
check "asleep: that is no gap in the sound" is underruns 0
kill -STOP "$daemon"
sleep 1.5
kill -CONT "$daemon"
at=$(state_of position_ms)
check "server asleep: it goes on" soon 3 past $((at + 500))
check "server asleep: that is no gap either" is underruns 0
close_player
noise "asleep: every sample is there, once" "$work/phones.raw" $head 0 2+

# The sound server dies and returns.
for output in pulse portaudio; do
	record phones "$work/phones.raw"
	open_player
	begin 1500
	kill -9 "$daemon"
	wait "$daemon" "${recorders[@]}" 2>/dev/null
	recorders=()
	check "$output: the loss is told" soon 3 told "The sound device is gone"
	check "$output: and shown" is no_device True
	at=$(state_of position_ms)
	sleep 1
	check "$output: it waits there" between "$at" "$((at + 1))" "$(state_of position_ms)"
	start_daemon
	record phones "$work/again.raw"
	check "$output: it goes on within 2 s of the server's return" \
		soon 2 is no_device False
	check "$output: from there" soon 6 past $((at + 800))
	close_player
	cat "$work/phones.raw" "$work/again.raw" >"$work/both.raw"
	noise "$output: what was not heard is played then" "$work/both.raw" \
		"$([ $output = pulse ] && echo $head || echo 8820)" 26460 2+
done

# No server, then one whose device runs at another rate.
kill "$daemon"
wait "$daemon" 2>/dev/null
output=auto
open_player
begin 500
check "without a server it says so and plays silently" is no_device True
pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm=yes \
	--load="module-native-protocol-unix" \
	--load="module-null-sink sink_name=phones rate=48000 channels=2 format=float32le" \
	>"$work/daemon.log" 2>&1 &
daemon=$!
check "it moves over when one appears" soon 3 is no_device False
check "to its rate, with a resampler of our own" soon 2 says "48000Hz" \
	pactl list short sink-inputs
close_player
finish
