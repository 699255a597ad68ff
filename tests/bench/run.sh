#!/usr/bin/env bash
# Measures linnet beside other players, where they are installed, in one run on one
# machine; what the figures of another minute were does not matter.
#
#   tests/bench/run.sh [-b BUILD]
#
# BENCH=quick leaves the library of 100,000 tracks out and shortens the rest (four minutes
# instead of about ten); BENCH=full adds a library of 1,000,000 files (hard links), searches in
# 1,000,000 invented tracks and the slow peers at 100,000. PARTS="library playing" measures these alone, of library, playlists,
# playing, learning, sound and taste (which needs the library before it). Everything happens
# below one temporary folder.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=build
[ "${1:-}" = -b ] && build=$2
linnet=$PWD/$build/linnet tools=$PWD/$build/bench here=$PWD/tests/bench
quick=${BENCH:-}
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-bench.XXXXXX")
started=()
clean_up() {
	local pid
	for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# ---- printing

section() { printf '\n%s\n' "$1"; }

note() { printf '  %s\n' "$1"; }

# figure NAME VALUE UNIT [less|more BASELINE VALUE]: one line; the ratio is linnet's value
# by the baseline's, and the word says who is better.
figure() {
	awk -v name="$1" -v v="$2" -v unit="$3" -v want="${4:-}" -v base="${5:-}" -v b="${6:-}" '
	function number(x) {
		return x >= 1000 ? sprintf("%.0f", x) : x >= 100 ? sprintf("%.0f", x) : \
			x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
	BEGIN {
		line = sprintf("  %-34s %8s %-12s", name, v == "" ? "-" : number(v), unit)
		if (v != "" && b != "" && b > 0) {
			r = v / b
			word = want == "less" ? (r <= 1 ? "ahead" : "behind") : \
				want == "more" ? (r >= 1 ? "ahead" : "behind") : ""
			line = line sprintf(" %-26s %8s   x %-6.2f %s", base, number(b), r, word)
		}
		sub(/ +$/, "", line)
		print line
	}'
}

# growth NAME SMALL LARGE: what ten times the tracks cost.
growth() {
	[ -n "$2" ] && [ -n "$3" ] || return 0
	awk -v name="$1" -v a="$2" -v b="$3" 'BEGIN {
		r = a > 0 ? b / a : 0
		printf "  %-34s x %-6.1f %s\n", name, r,
			(r > 11 ? "WORSE THAN LINEAR" : r > 1.5 ? "linear or better" : "flat") }'
}

# value NAME TEXT: the word after NAME.
value() {
	awk -v name="$1" '{ for (i = 1; i < NF; i++) if ($i == name) { print $(i + 1); exit } }' <<<"$2"
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'
}

# ---- running

# as NAME COMMAND…: with a home of its own, which stays for the next call.
as() {
	local home=$work/$1
	shift
	mkdir -p "$home/run" "$home/config/linnet" "$home/config/cmus"
	chmod 700 "$home/run"
	# Scans and learning in the background would be measured as something else.
	[ -e "$home/config/linnet/config" ] || echo 'set analyze=off' >"$home/config/linnet/config"
	# Without a session bus cmus waits for Enter.
	[ -e "$home/config/cmus/rc" ] || echo 'set mpris=false' >"$home/config/cmus/rc"
	HOME=$home XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config \
		XDG_STATE_HOME=$home/state XDG_CACHE_HOME=$home/cache \
		XDG_RUNTIME_DIR=$home/run "$@"
}

# timed COMMAND…: its seconds on the wall and of processor time; output to $work/out.
timed() {
	local TIMEFORMAT='%R %U %S'
	{ time "$@" >"$work/out" 2>&1; } 2>&1 | awk '{ print $1, $2 + $3 }'
}

seconds() { timed "$@" | cut -d' ' -f1; }

cpu_seconds() { timed "$@" | cut -d' ' -f2; }

# starts NAME COUNT ARGUMENT…: the median of start_ms of several runs.
starts() {
	local name=$1 count=$2
	shift 2
	for _ in $(seq "$count"); do
		value start_ms "$(as "$name" "$tools/pty_time" -n 0 "$@")"
	done | grep -v '^-' | median
}

by() { awk -v a="$1" -v b="$2" 'BEGIN { if (a != "" && b > 0) printf "%.3f", a / b }'; }

# ---- the sections

missing() {
	has "$1" || note "missing: $1 (package $2): $3"
}

print_head() {
	echo "linnet beside others: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)" \
		"before it begins"
	echo "a line: figure, linnet's value, baseline, its value, ratio"
	missing cmus cmus "nothing beside it"
	missing mocp moc "not beside linnet"
	missing mpd mpd "not beside linnet's scan"
	missing mpg123 mpg123 "no baseline of decoding and analysis"
	missing lame lame "no MP3 files"
	missing flac flac "no FLAC files"
	missing ffmpeg ffmpeg "no M4A files"
	missing oggenc vorbis-tools "no Vorbis files in the libraries"
	missing opusenc opus-tools "no Opus files in the libraries"
	missing pulseaudio pulseaudio "playing is not measured"
	missing pactl pulseaudio-utils "playing is not measured"
}

declare -A got

# What a scan reads, brought into memory and to the disk, so that whoever scans first finds
# what the others find: a file that was never read is written once more when it is (its
# time of access), and one that was just made is still on its way to the disk. Hard links
# are looked at only.
settle() {
	find "$1" -type f -printf '%i %s %p\n' | awk '!seen[$1]++ {
		sub(/^[0-9]+ [0-9]+ /, ""); print }' | xargs -d '\n' cat >/dev/null
	sync
}

# ask_peer NAME PLAYER MUSIC: what peer_scan.py says of it.
ask_peer() {
	as "$1" timeout 900 python3 "$here/peer_scan.py" "$2" "$work/$1" "$3" 2>"$work/why"
}

left_out() { note "$1 is left out: $(tail -n 1 "$work/why")"; }

# The peers' scans of $music, by name, into scanned[…]; moc takes minutes for 100,000 files.
measure_peers() {
	local name=$1 music=$2 p
	scanned=()
	for p in mpd moc; do
		[ $p = moc ] && { has mocp || continue; } || has $p || continue
		[ "$name" = 10 ] || [ "$quick" = full ] || continue
		as "$p$name" true
		scanned[$p]=$(ask_peer "$p$name" $p "$music") || left_out $p
	done
}

# first_scans COUNT NAME MUSIC: cmus and linnet in turns, each time from nothing; the
# median of each into cmus_s, cmus_cpu, cmus_again, linnet_s and linnet_cpu. The last
# libraries stay.
first_scans() {
	local count=$1 name=$2 music=$3 out t cpu
	for t in cmus_s cmus_cpu cmus_again scan_s scan_cpu; do : >"$work/$t"; done
	for _ in $(seq "$count"); do
		if has cmus; then
			rm -rf "$work/cmus$name"
			as "cmus$name" true
			out=$(ask_peer "cmus$name" cmus "$music") || left_out cmus
			value scan_s "$out" >>"$work/cmus_s"
			value scan_cpu_s "$out" >>"$work/cmus_cpu"
			value rescan_s "$out" >>"$work/cmus_again"
		fi
		rm -rf "$work/linnet$name"
		read -r t cpu <<<"$(timed as "linnet$name" "$linnet" scan "$music")"
		echo "$t" >>"$work/scan_s"
		echo "$cpu" >>"$work/scan_cpu"
		sync
	done
	cmus_s=$(median <"$work/cmus_s") cmus_cpu=$(median <"$work/cmus_cpu")
	cmus_again=$(median <"$work/cmus_again")
	linnet_s=$(median <"$work/scan_s") linnet_cpu=$(median <"$work/scan_cpu")
}

# measure_scan TRACKS NAME MUSIC: beside each peer, in one run.
measure_scan() {
	local n=$1 name=$2 music=$3 count=3 t p rate
	local cmus_s cmus_cpu cmus_again linnet_s linnet_cpu
	declare -A scanned
	settle "$music"
	measure_peers "$name" "$music"
	[ "$name" = 10 ] && [ "$quick" != quick ] || count=1
	first_scans $count "$name" "$music"
	got[scan$name]=$linnet_cpu got[rate$name]=$(by "$n" "$linnet_s")
	figure "scan" "${got[rate$name]}" "files/s" more cmus "$(by "$n" "$cmus_s")"
	for p in mpd moc; do
		rate=$(by "$n" "$(value scan_s "${scanned[$p]:-}")")
		[ -z "$rate" ] ||
			figure "scan" "${got[rate$name]}" "files/s" more $p "$rate"
	done
	figure "scan, by processor time" "$(by "$n" "$linnet_cpu")" "files/s" more cmus \
		"$(by "$n" "$cmus_cpu")"
	# Folders that changed in the last seconds are listed again: once, and then not.
	as "linnet$name" "$linnet" scan >"$work/out"
	t=$(for _ in 1 2 3 4 5; do seconds as "linnet$name" "$linnet" scan; done | median)
	got[rescan$name]=$t
	figure "rescan, nothing changed" "$(by "$t" .001)" ms less cmus \
		"$(by "$cmus_again" .001)"
	rate=$(by "$(value rescan_s "${scanned[mpd]:-}")" .001)
	[ -z "$rate" ] ||
		figure "rescan, nothing changed" "$(by "$t" .001)" ms less mpd "$rate"
}

# measure_library TRACKS NAME
measure_library() {
	local n=$1 name=$2 music=$work/music$2 runs=21 t
	[ "$quick" = quick ] && runs=5
	section "A library of $n tracks"
	t=$(seconds python3 "$here/make_library.py" "$music" "$n" --links)
	[ -d "$music" ] || { note "not made: $(tail -n 1 "$work/out")"; return; }
	note "made in $t s"
	measure_scan "$n" "$name" "$music"
	measure_screen "$name" "$runs"
	measure_search "$name"
}

# Scan and rescan alone; cmus would hold a million tracks in memory for minutes.
measure_million() {
	local n=1000000 music=$work/music1000 t cpu kb
	section "A library of $n files, hard links to 10,000"
	python3 "$here/make_library.py" "$music" $n --links >"$work/out" 2>&1
	[ -d "$music" ] || { note "not made: $(tail -n 1 "$work/out")"; return; }
	settle "$music"
	read -r t cpu <<<"$(timed as linnet1000 python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print("peak_kb", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
' "$linnet" scan "$music")"
	kb=$(value peak_kb "$(cat "$work/out")")
	figure "scan" "$(by $n "$t")" "files/s" more "linnet at 100,000" "${got[rate100]:-}"
	figure "scan, by processor time" "$(by $n "$cpu")" "files/s"
	figure "memory while it scans, largest" "$(by "$kb" 1024)" MB
	as linnet1000 "$linnet" scan >"$work/out"
	figure "rescan, nothing changed" "$(seconds as linnet1000 "$linnet" scan)" s
	measure_screen 1000 21
	rm -rf "$music"
}

# measure_search NAME [DB]: queries typed letter by letter, the milliseconds of processor time
# of each keystroke's answer, and the dearest of them. cmus has no typing errors, no parts of
# other fields, no ranks: what its live-filter takes for a key is measured on the screen
# (measure_screen).
measure_search() {
	local name=$1 db=${2:-} out all aim_p99='' aim_worst=''
	[ -n "$db" ] || db=$(find "$work/linnet$name" -name linnet.db | head -n 1)
	[ -n "$db" ] || return 0
	case $name in
	10) aim_worst=5 ;;
	100) aim_worst=10 ;;
	*) aim_p99=16 ;;
	esac
	out=$("$tools/search" "$db")
	all=$(tail -n 1 <<<"$out")
	got[search$name]=$(value p99_ms "$all")
	figure "search as you type, median key" "$(value median_ms "$all")" ms
	figure "search as you type, p99" "${got[search$name]}" ms less "the aim" "$aim_p99"
	figure "search as you type, worst" "$(value worst_ms "$all")" ms less "the aim" "$aim_worst"
	grep '^dear ' <<<"$out" | head -n 3 | while read -r _ _ ms _ again query; do
		note "dearest: $ms ms, again $again ms: $query"
	done
}

# Search alone: a library of a million invented tracks, more words than files have.
measure_search_million() {
	local db=$work/million.db
	section "Search in 1,000,000 invented tracks"
	"$tools/library" "$db" 1000000 >"$work/out" 2>&1 || { note "not made: $(tail -n 1 "$work/out")"; return; }
	measure_search 1000 "$db"
	rm -f "$db"*
}

# screen_of PLAYER NAME RUNS [OPTION…] PATTERN COMMAND…: its start, keys and memory, into
# shown[PLAYER start|key|p95|rss|all].
screen_of() {
	local player=$1 name=$2 runs=$3 out
	shift 3
	shown[$player start]=$(starts "$player$name" "$runs" "$@")
	out=$(as "$player$name" "$tools/pty_time" -n 200 "$@")
	shown[$player key]=$(value key_ms "$out") shown[$player p95]=$(value p95 "$out")
	shown[$player rss]=$(value rss_mb "$out") shown[$player all]=$(value all_mb "$out")
}

# with_server PLAYER PID: what it holds counts among all processes.
with_server() {
	shown[$1 all]=$(awk -v a="${shown[$1 all]}" '/VmRSS/ { print a + $2 / 1024 }' "/proc/$2/status")
}

# Rows of a library show artists, whose names end with four digits; moc shows folders. Its
# server, as mpd's, runs already and has read everything: the client's start is measured.
screens_of_peers() {
	local name=$1 runs=$2 pid row=' [0-9]{4}( |/)' down=$'\eOB'
	# They would hold a million tracks in memory for minutes.
	[ "$name" != 1000 ] || return 0
	has cmus && screen_of cmus "$name" "$runs" -q $':quit\r' "$row" cmus
	if has mpd && has ncmpcpp && [ -e "$work/mpd$name/mpd.conf" ]; then
		mpd --no-daemon "$work/mpd$name/mpd.conf" >"$work/out" 2>&1 &
		pid=$!
		started+=("$pid")
		printf '%s\n' "ncmpcpp_directory = $work/mpd$name" "mpd_host = $work/mpd$name/mpd.socket" \
			"startup_screen = media_library" >"$work/mpd$name/ncmpcpp"
		sleep 3
		screen_of mpd "$name" "$runs" -k "$down" "$row" ncmpcpp -c "$work/mpd$name/ncmpcpp"
		with_server mpd "$pid"
		kill "$pid"
	fi
	if has mocp && [ -e "$work/moc$name/.moc/config" ]; then
		as "moc$name" mocp -S >"$work/out" 2>&1
		pid=$(cat "$work/moc$name/.moc/pid")
		started+=("$pid")
		screen_of moc "$name" "$runs" -k "$down" "$row" mocp "$work/music$name"
		with_server moc "$pid"
		kill "$pid"
	fi
}

# beside FIGURE UNIT VALUE WHAT: a line for each peer that shows it, or one alone.
beside() {
	local p lines=0
	for p in cmus mpd moc; do
		[ -n "${shown[$p $4]:-}" ] || continue
		figure "$1" "$3" "$2" less "${peer_name[$p]}" "${shown[$p $4]}"
		lines=1
	done
	[ $lines = 1 ] || figure "$1" "$3" "$2"
}

measure_screen() {
	local name=$1 runs=$2 out row=' [0-9]{4} '
	declare -A shown peer_name=([cmus]=cmus [mpd]='ncmpcpp (mpd runs)' [moc]='mocp (server runs)')
	screens_of_peers "$name" "$runs"
	got[start$name]=$(starts "linnet$name" "$runs" -o 2 "$row" "$linnet" --output null)
	beside "start to the library's rows" ms "${got[start$name]}" start
	figure "a program that does nothing, linked alike" "$(for _ in $(seq "$runs"); do
		value start_ms "$("$tools/pty_time" -n 0 ready "$tools/nothing")"
	done | median)" ms
	got[foryou$name]=$(starts "linnet$name" "$runs" '(✦|↺|☾|\+) .* [0-9]+:[0-9]{2}' \
		"$linnet" --output null)
	figure "start to For You's rows" "${got[foryou$name]}" ms
	out=$(as "linnet$name" "$tools/pty_time" -o 2 -n 200 "$row" "$linnet" --output null)
	got[key$name]=$(value key_ms "$out") got[rss$name]=$(value rss_mb "$out")
	beside "key to changed screen, median" ms "${got[key$name]}" key
	beside "key to changed screen, 95 %" ms "$(value p95 "$out")" p95
	beside "memory, the player" MB "${got[rss$name]}" rss
	beside "memory, all processes" MB "$(value all_mb "$out")" all
	measure_letters "$name" "$row"
}

measure_letters() {
	local name=$1 row=$2 out peer='' word='crystal garden'
	out=$(as "linnet$name" "$tools/pty_time" -o 2 -n 0 -t "$word" -q $'\e\eq' "$row" \
		"$linnet" --output null)
	[ "$name" != 1000 ] && has cmus && peer=$(as "cmus$name" "$tools/pty_time" -n 0 -b ':live-filter ' \
		-t "$word" -q $'\r:quit\r' "$row" cmus)
	got[letter$name]=$(value type_ms "$out")
	figure "search, a letter, median" "${got[letter$name]}" ms less "cmus live-filter" \
		"$(value type_ms "$peer")"
	figure "search, a letter, longest" "$(value max "$out")" ms less "cmus live-filter" \
		"$(value max "$peer")"
}

print_growth() {
	section "From 10,000 to 100,000 tracks (10 is linear)"
	growth "scan, processor time" "${got[scan10]:-}" "${got[scan100]:-}"
	growth "rescan" "${got[rescan10]:-}" "${got[rescan100]:-}"
	growth "start to the library's rows" "${got[start10]:-}" "${got[start100]:-}"
	growth "start to For You's rows" "${got[foryou10]:-}" "${got[foryou100]:-}"
	growth "key to changed screen" "${got[key10]:-}" "${got[key100]:-}"
	growth "search, a letter" "${got[letter10]:-}" "${got[letter100]:-}"
	growth "search, an answer, p99" "${got[search10]:-}" "${got[search100]:-}"
	growth "memory, the player" "${got[rss10]:-}" "${got[rss100]:-}"
}

measure_playing() {
	section "Playing, into a private sound server, beside others"
	"$here/playing.sh" -b "$build"
	section "Start to sound: from a key to the first frame at the device"
	"$here/start_sound.sh" -b "$build"
	section "Playing on a loaded machine (tests/bench/soak.sh 30 is the long one)"
	"$here/soak.sh" -b "$build" 1
}

measure_playlists() {
	section "Playlists of entries that no library holds, whole commands, in processor time"
	"$here/playlists.sh" -b "$build"
}

measure_ear() {
	local out peer='' seconds_of_music=180
	section "Learning the sound of a track, in processor time"
	if [ ! -f "$work/music.mp3" ]; then
		note "not measured: no MP3 (package lame)"
		return
	fi
	out=$("$tools/ear_speed" "$work/music.mp3")
	has mpg123 && peer=$(for _ in 1 2 3; do
		cpu_seconds mpg123 -q -t "$work/music.mp3"
	done | median)
	figure "extractor alone" "$(value alone "$out")" "x real time"
	figure "decode, mix, resample, extract" "$(value job "$out")" "x real time" more \
		"mpg123 -q -t, decoding" "$(by "$seconds_of_music" "$peer")"
}

measure_sound() {
	local out
	section "What is done to sound, 44.1 kHz stereo, in processor time"
	out=$("$tools/sound_speed")
	figure "loudness and true peak" "$(value loudness "$out")" "x real time"
	figure "equalizer, while it is on" "$(value equalizer "$out")" "% of a core"
	figure "dither to 16 bit" "$(value dither "$out")" "% of a core"
	figure "speed 0.75" "$(value slow "$out")" "% of a core"
	figure "speed 1.5" "$(value fast "$out")" "% of a core"
}

measure_taste() {
	local db=$work/linnet10/data/linnet/linnet.db plays=20000 out gemm runs
	[ "$quick" = quick ] && plays=5000
	section "For You, 10,000 tracks with features, $plays plays"
	[ -f "$db" ] || { note "not measured: there is no library"; return; }
	"$tools/history" "$db" $plays
	runs=$(seconds as linnet10 "$linnet" train --json)
	figure "train, every model, whole command" "$runs" s
	sed 's/},/\n/g' "$work/out" | awk -F'[":,}]+' '/seconds/ && $5 > 0 {
		printf "    %-32s %8.2f s\n", $3, $5 }'
	out=$(for _ in 1 2 3; do seconds as linnet10 "$linnet" recommend -n 20; done | median)
	figure "20 picks, whole command" "$out" s
	out=$(starts linnet10 3 '(✦|↺|☾|\+) .* [0-9]+:[0-9]{2}' "$linnet" --output null)
	figure "start to For You's rows" "$out" ms
	[ "$quick" = quick ] && return
	out=$("$tools/rec")
	gemm=$(sed -n 's/^sgemm.*: \([0-9.]*\) GFLOP.*/\1/p' <<<"$out")
	figure "sgemm, one thread" "$gemm" "GFLOP/s"
	sed -n 's/^blend, a ranking of all: \([0-9.]*\) ms/\1/p' <<<"$out" |
		while read -r v; do figure "a ranking of all tracks" "$v" ms; done
	# 2 nnz f² for both sides and (rows + columns) f³/3, in multiply-adds of two flops.
	ials "ials, personal size" "$(sed -n 's/^ials.*personal.*: \([0-9.]*\) s.*/\1/p' <<<"$out")" \
		62000 13000 "$gemm"
	ials "ials, gowalla's shape" "$(sed -n 's/^ials.*gowalla.*: \([0-9.]*\) s.*/\1/p' <<<"$out")" \
		810128 70839 "$gemm"
}

# ials NAME SECONDS ENTRIES ROWS+COLUMNS GFLOPS: an iteration beside what sgemm would need
# for the same multiplications on two threads.
ials() {
	figure "$1, an iteration" "$2" s less "its products by sgemm" \
		"$(awk -v e="$3" -v n="$4" -v g="$5" 'BEGIN {
			f = 64; if (g > 0) print 2 * (2 * e * f * f + n * f * f * f / 3) / (2 * g * 1e9) }')"
}

measure_libraries() {
	measure_library 10000 10
	[ "$quick" = quick ] && return
	measure_library 100000 100
	print_growth
	if [ "$quick" = full ]; then
		measure_million
		measure_search_million
	fi
}

# measure PART
measure() {
	case $1 in
	library) measure_libraries ;;
	playlists) measure_playlists ;;
	playing) measure_playing ;;
	learning) measure_ear ;;
	sound) measure_sound ;;
	taste) measure_taste ;;
	*) note "There is no part \"$1\": library, playlists, playing, learning, sound, taste." ;;
	esac
}

print_head
make_music "$work"
for part in ${PARTS:-library playlists playing learning sound taste}; do
	measure "$part"
done
section "took $SECONDS s, load $(cut -d' ' -f1 /proc/loadavg) at the end"
