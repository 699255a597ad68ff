#!/usr/bin/env bash
# Bad input: whatever a file is, one clear line says what is wrong with it, the library knows
# it, and the music goes on with the next one.
. "$(dirname "$0")/lib.sh"
for tool in flac lame python3; do
	command -v $tool >/dev/null || { echo "ok bad input # skip $tool is missing"; exit 0; }
done
ctl() { "$LINNET" ctl "$@"; }
here=$PWD music=$work/music
mkdir -p "$music"
cd "$music" || exit 1

# ---- good files, and what is made of them
python3 - <<'P'
import math, struct, wave
def tone(name, rate, channels, frames):
    with wave.open(name, "wb") as w:
        w.setnchannels(channels)
        w.setsampwidth(2)
        w.setframerate(rate)
        w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i * (.03 + .01 * c)) +
            (i * 2654435761 >> 7) % 900)) for i in range(frames) for c in range(channels)))
tone("good.wav", 44100, 2, 110000)
tone("mono.wav", 32000, 1, 60000)
tone("next.wav", 44100, 1, 9000)
P
quietly() { "$@" >/dev/null 2>&1; }
quietly lame -b 128 good.wav good.mp3
quietly lame mono.wav good.mono.mp3
quietly flac good.wav
quietly flac mono.wav -o good.mono.flac
quietly oggenc good.wav
quietly oggenc mono.wav -o good.mono.ogg
quietly opusenc good.wav good.opus
quietly opusenc mono.wav good.mono.opus
quietly mpcenc good.wav good.mpc
quietly ffmpeg -i good.wav good.aiff
has_av=
"$LINNET" --version | grep -q libav && has_av=1
for x in m4a wv tta mka wma aac; do
	[ -n "$has_av" ] && quietly ffmpeg -i good.wav good.$x
done
[ -n "$has_av" ] || rm -f good.mpc
[ -f good.ogg ] && [ -f good.opus ] && [ -f good.aiff ] ||
	{ echo "ok bad input # skip oggenc, opusenc or ffmpeg is missing"; exit 0; }
cd "$here" || exit 1
check "bad files are made" python3 tests/integration/bad_files.py "$music"
cp "$work/check.out" "$work/list"
quietly "$LINNET" scan "$music"
check "scanning them ends well" test $? = 0
check "and takes none twice" equals 0 sql "select count(*) - count(distinct path) from file"

# ---- all of them, each followed by a good one
args=() files=0
while IFS=$'\t' read -r name _; do
	args+=("$music/bad/$name" "$music/next.wav")
	files=$((files + 1))
done <"$work/list"
before=$(sql "select count(*) from listen")
python3 - "$LINNET" "$work" "${args[@]}" <<'P'
import resource, subprocess, sys
linnet, work, files = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(work + "/out", "wb") as out, open(work + "/err", "wb") as err:
    code = subprocess.run([linnet, "play", "--output", "null:fast", *files], stdout=out, stderr=err,
        stdin=subprocess.DEVNULL, timeout=240).returncode
with open(work + "/code", "w") as f:
    print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=f)
P
read -r code megabytes <"$work/code"
check "the music goes on to the end" test "$code" = 0
check "after every bad file the next is heard" equals "$files" grep -c "next.wav" "$work/out"
case $LINNET in
*/san/*) ;;
*) check "no header makes it take memory: $megabytes MB" test "$megabytes" -lt 120 ;;
esac
python3 tests/integration/bad_judge.py "$work/list" "$work/err" >"$work/judged"
count_of() { grep -c "$1" "$work/judged"; }
cat "$work/judged"
grep -q '^not ok' "$work/judged" && bad=1
count=$((count + $(count_of ok)))

# What was said is what the library holds; what plays is not marked.
python3 - "$work/err" <<'P' >"$work/marks.sql"
import re, sys
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    m = re.match(r"linnet: .*/bad/([^:]+): (.*)", line)
    if m:
        print("select path from file where path = cast('bad/%s' as blob) and (state <> 2 or reason "
              "is null or reason = '');" % m[1].replace("'", "''"))
P
no_output() { local out; out=$("$@"); [ -z "$out" ] || { echo "$out"; return 1; }; }
check "each is marked in the library, with the reason" no_output sql "$(cat "$work/marks.sql")"
check "good ones are not" equals 0 sql "select count(*) from file where state <> 0 and cast(path as text) like 'good%' or cast(path as text) = 'next.wav' and state <> 0"
check "no bad file counts as a skip" equals 0 sql "select count(*) from listen l join track t on t.recording = l.recording join file f on f.id = t.file where l.outcome = 1 and cast(f.path as text) like 'bad/%'"
check "what never sounded left no listen" equals 0 sql "select count(*) from listen l join track t on t.recording = l.recording join file f on f.id = t.file where l.heard_ms = 0 and cast(f.path as text) not like 'bad/%frame%'"
check "listens of the good one are all there" equals "$files" sql "select count(*) - $before from listen l join track t on t.recording = l.recording join file f on f.id = t.file where cast(f.path as text) = 'next.wav'"

# ---- what is no file at all
odd=$music/odd
mkdir -p "$odd/folder.mp3"
mkfifo "$odd/fifo.flac"
ln -s loop.ogg "$odd/loop.ogg"
ln -s nowhere "$odd/broken.wav"
ln -s /dev/zero "$odd/device.mp3"
python3 -c "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])" "$odd/socket.mp3"
play() { timeout 60 "$LINNET" play --output null:fast "$@" >"$work/out" 2>"$work/err" </dev/null; }
one_line_and_on() { # FILE WORDS
	play "$1" "$music/next.wav" || { echo "exit code $?"; return 1; }
	[ "$(wc -l <"$work/err")" = 1 ] || { echo "wanted one line:"; cat "$work/err"; return 1; }
	grep -qE "$2" "$work/err" || { echo "wanted: $2"; cat "$work/err"; return 1; }
	grep -q next.wav "$work/out" || { echo "the next one was not played"; return 1; }
}
check "a FIFO" one_line_and_on "$odd/fifo.flac" "pipe"
check "a socket" one_line_and_on "$odd/socket.mp3" "pipe|socket|No such device|cannot"
check "a device" one_line_and_on "$odd/device.mp3" "device"
check "a loop of links" one_line_and_on "$odd/loop.ogg" "symbolic links|cannot"
check "a link to nothing" one_line_and_on "$odd/broken.wav" "No such file"
check "an empty folder with a music name" one_line_and_on "$odd/folder.mp3" "no music|folder"
check "scanning them ends" timeout 60 "$LINNET" scan "$odd"
check "none of them is music" equals 0 sql "select count(*) from file where cast(path as text) like 'odd/%' and state = 0"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	mkdir -p "$work/others"
	cp "$music/good.flac" "$work/others/locked.flac"
	cp "$music/next.wav" "$work/others/next.wav"
	chmod 755 "$work" "$work/others"
	chmod 644 "$work/others/next.wav"
	chmod 600 "$work/others/locked.flac"
	mkdir -p "$work/nobody/run"
	chmod 700 "$work/nobody/run"
	chown -R nobody "$work/nobody"
	as_nobody() {
		HOME=$work/nobody XDG_DATA_HOME=$work/nobody XDG_CONFIG_HOME=$work/nobody \
			XDG_STATE_HOME=$work/nobody XDG_RUNTIME_DIR=$work/nobody/run \
			XDG_CACHE_HOME=$work/nobody setpriv --reuid nobody --clear-groups "$@"
	}
	if as_nobody test -x "$LINNET"; then
		locked() {
			local music=$work/others
			LINNET_REAL=$LINNET
			as_nobody timeout 60 "$LINNET_REAL" play --output null:fast "$music/locked.flac" \
				"$music/next.wav" >"$work/out" 2>"$work/err" </dev/null || return 1
			[ "$(wc -l <"$work/err")" = 1 ] && grep -q "ermission denied" "$work/err" &&
				grep -q next.wav "$work/out" || { cat "$work/err"; return 1; }
		}
		check "no right to read it" locked
	else
		echo "ok no right to read it # skip nobody may not run the program here"
	fi
elif [ "$(id -u)" != 0 ]; then
	cp "$music/good.flac" "$work/locked.flac"
	chmod 0 "$work/locked.flac"
	check "no right to read it" one_line_and_on "$work/locked.flac" "ermission denied"
fi

# ---- errors of the disk
cat >"$work/eio.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
/* Of files with "eio" in their names only the first 30,000 bytes can be read. */
static int broken(int fd, off_t at)
{
	char link[64], path[512];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = at < 30000 ? 0 : readlink(link, path, sizeof path - 1);
	if (n <= 0)
		return 0;
	path[n] = 0;
	return strstr(path, "/eio.") != NULL;
}
ssize_t read(int fd, void *p, size_t n)
{
	ssize_t (*next)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
	if (broken(fd, lseek(fd, 0, SEEK_CUR)))
		return errno = EIO, -1;
	return next(fd, p, n);
}
ssize_t pread(int fd, void *p, size_t n, off_t at)
{
	ssize_t (*next)(int, void *, size_t, off_t) = dlsym(RTLD_NEXT, "pread");
	if (broken(fd, at))
		return errno = EIO, -1;
	return next(fd, p, n, at);
}
ssize_t pread64(int fd, void *p, size_t n, off_t at)
{
	return pread(fd, p, n, at);
}
C
if ${CC:-cc} -shared -fPIC -o "$work/eio.so" "$work/eio.c" -ldl 2>/dev/null; then
	mkdir -p "$music/disk"
	for x in mp3 flac ogg opus wav aiff; do cp "$music/good.$x" "$music/disk/eio.$x"; done
	quietly "$LINNET" scan "$music/disk"
	with_eio() { LD_PRELOAD=$work/eio.so ASAN_OPTIONS=verify_asan_link_order=0 one_line_and_on "$@"; }
	for x in mp3 flac ogg opus wav aiff; do
		check "a read error in $x" with_eio "$music/disk/eio.$x" "cannot be read from the disk"
	done
	marked="select count(*) from file where state = 2 and cast(path as text) like 'disk/eio%'"
	check "all of them are marked" equals 6 sql "$marked"
	check "played to its end one is marked no longer" play "$music/disk/eio.flac"
	check "one less" equals 5 sql "$marked"
	check "a scan looks into the others again" quietly "$LINNET" scan "$music/disk"
	check "they are good" equals 0 sql "$marked"
else
	echo "ok read errors # skip no C compiler"
fi

# ---- files that change while they play, in real time
python3 - "$work" <<'P'
import struct, sys, wave
for name, frames in (("long", 8 * 22050), ("short", 2000), ("other", 1500)):
    with wave.open(f"{sys.argv[1]}/{name}.wav", "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(22050)
        w.writeframes(b"".join(struct.pack("<h", (i * 7 + len(name)) % 3000) for i in range(frames)))
P
quietly flac "$work/long.wav" -o "$work/long.flac"
quietly lame "$work/long.wav" "$work/long.mp3"
quietly oggenc "$work/long.wav" -o "$work/long.ogg"
quietly opusenc "$work/long.wav" "$work/long.opus"
while_playing() { # FILE, what happens to it
	local file=$1
	shift
	"$LINNET" play --output null "$file" "$work/short.wav" >"$work/out" 2>"$work/err" </dev/null &
	local pid=$!
	soon 10 grep -q long "$work/out" && "$@"
	wait $pid || { echo "exit code $?"; return 1; }
	grep -q short.wav "$work/out" || { echo "the next one was not played"; return 1; }
}
cut_while_playing() {
	while_playing "$1" truncate -s 600 "$1" || return 1
	[ "$(wc -l <"$work/err")" = 1 ] && grep -qE "ends after|damaged|cut off" "$work/err" ||
		{ cat "$work/err"; return 1; }
}
for x in wav flac mp3 ogg opus; do
	cp "$work/long.$x" "$work/cut-long.$x"
	cut_while_playing "$work/cut-long.$x" >"$work/cut.$x" 2>&1
	check "$x cut off while it plays" test $? = 0 -o ! -s "$work/cut.$x"
done
cp "$work/long.flac" "$work/gone-long.flac"
deleted() {
	while_playing "$work/gone-long.flac" rm "$work/gone-long.flac" || return 1
	[ ! -s "$work/err" ] || { cat "$work/err"; return 1; }
}
check "deleted while it plays: it is heard to its end" deleted

# ---- in the open player
start_player
shown() { grep -c "cannot play.*$1" "$work/log"; }
ctl play "$music/bad/half.flac" "$music/bad/text.mp3" "$odd/fifo.flac" "$work/gone.flac" \
	"$music/good.flac" >/dev/null
check "the open player goes on to the good one" soon 15 says good ctl status
for name in half.flac text.mp3 fifo.flac gone.flac; do
	check "it told of $name once" equals 1 shown "$name"
done
ctl stop >/dev/null

disk=$work/disk
mkdir -p "$disk"
if [ "$(id -u)" = 0 ] && mount -t tmpfs none "$disk" 2>/dev/null; then
	for i in 1 2 3; do
		tone "$disk/$i.flac" 4 $((300 * i)) "On disk $i" Nobody Disk $i
	done
	quietly "$LINNET" scan "$disk"
	ctl clear >/dev/null
	ctl play "$disk/1.flac" "$disk/2.flac" "$disk/3.flac" "$music/good.flac" >/dev/null
	check "a track on a disk plays" soon 5 says "On disk 1" ctl status
	umount -l "$disk"
	check "its disk is gone: the music goes on with the next" soon 15 says good ctl status
	# The one that follows may have been opened in time.
	check "a lost track is told" soon 5 says 3.flac grep "cannot play" "$work/log"
	check "and not for ever" test "$(shown 3.flac)" -le 3
	check "and marked" soon 5 equals 2 sql "select f.state from file f join root r on r.id = f.root where cast(r.path as text) = '$disk' and cast(f.path as text) = '3.flac'"
	mount -t tmpfs none "$disk"
	for i in 1 2 3; do
		tone "$disk/$i.flac" 4 $((300 * i)) "On disk $i" Nobody Disk $i
	done
	check "the disk is back" quietly "$LINNET" scan "$disk"
	check "and its tracks are good again" equals 0 sql "select count(*) from file f join root r on r.id = f.root where f.state <> 0 and cast(r.path as text) = '$disk'"
	umount "$disk" 2>/dev/null || umount -l "$disk"
else
	echo "ok a disk that goes away # skip mounting one takes root"
fi

# A file that is made good again is good.
cp "$music/good.flac" "$music/bad/half.flac"
quietly "$LINNET" scan "$music"
check "a file made whole is good after a scan" equals 0 sql "select state from file where path = cast('bad/half.flac' as blob)"
stop_player
check "the database is whole" equals ok sql "pragma integrity_check"
finish
