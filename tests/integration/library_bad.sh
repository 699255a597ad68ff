#!/usr/bin/env bash
# Bad input for the library: names, links, clocks and tags that are not what they should
# be, and a database that is locked, read-only, full, newer or damaged. Each time: one
# clear sentence, what is good is in, and nothing is lost.
. "$(dirname "$0")/lib.sh"
for tool in flac metaflac python3; do
	command -v $tool >/dev/null || { echo "ok bad libraries # skip $tool is missing"; exit 0; }
done
music=$work/music db=$XDG_DATA_HOME/linnet/linnet.db
mkdir -p "$music"
tone "$work/one.flac" 1 300 One Someone Album 1 >/dev/null 2>&1
scan() { "$LINNET" scan "$@" 2>&1; }
present() { sql "select count(*) from file where state = 0"; }
is_present() { equals "$1" present; }
fails_with() { # TEXT COMMAND…: exit 1, one line on stderr that says it
	local text=$1 out code
	shift
	out=$("$@" 2>&1 >/dev/null)
	code=$?
	[ $code = 1 ] && [ "$(wc -l <<<"$out")" = 1 ] && [[ $out == *"$text"* ]] ||
		{ echo "wanted: $text"; echo "got $code: $out"; return 1; }
}

# ---- names
python3 - "$music" "$work/one.flac" <<'P'
import os, shutil, sys
music, one = os.fsencode(sys.argv[1]), os.fsencode(sys.argv[2])
names = [b"latin-\xe9\xff.flac", b"\xff\xfe\xfd.flac", b"line\nbreak\ttab.flac", b"esc\x1b[31mred.flac",
         b"-rf.flac", b"quote'\"`$(x).flac", b"%s%n.flac", b"a" * 250 + b".flac", " .flac".encode()]
for name in names:
    shutil.copy(one, os.path.join(music, name))
os.makedirs(os.path.join(music, b"d\xc3\x28\n/e\xff"))
shutil.copy(one, os.path.join(music, b"d\xc3\x28\n/e\xff/deep.flac"))
P
check "names that are no text, or hold line breaks, are scanned" says "10 files: 10 new" scan "$music"
check "and known again" says "10 files: nothing changed" scan
check "each of them" is_present 10
controls() { "$LINNET" search One -n 50 | LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\xff]'; }
check "none reaches the terminal raw" equals 0 controls
check "and JSON stays JSON" bash -c '"$1" --json search One | python3 -c "import json,sys; json.load(sys.stdin)"' - "$LINNET"

# ---- links in circles, folders as deep as paths go
ln -s ../music "$music/up"
ln -s . "$music/self"
ln -s b "$music/a"
ln -s a "$music/b"
ln -s "$music/loop.flac" "$music/loop.flac"
check "links in circles add nothing" says "10 files: nothing changed" timeout 20 "$LINNET" scan
rm "$music"/{up,self,a,b,loop.flac}
python3 - "$music" "$work/one.flac" <<'P'
import os, shutil, sys
one = open(sys.argv[2], "rb").read()
os.chdir(sys.argv[1])
for _ in range(24):  # 24 * 201 bytes: longer than any path that may be given at once
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
    with open("deep.flac", "wb") as f:
        f.write(one)
P
room=$(((4095 - ${#music} - 10) / 201))
check "paths of more than 4,095 bytes are named, in one short line" says "the path has more than 4,095 bytes" timeout 60 "$LINNET" scan
check "what is above them is in" is_present $((10 + room))
check "and known again" says "$((10 + room)) files: nothing changed" scan
short() { [ "$(scan | awk '{ if (length($0) > n) n = length($0) } END { print n }')" -lt 400 ]; }
check "no line is endless" short
python3 -c "import shutil, sys; shutil.rmtree(sys.argv[1])" "$music/$(printf 'd%.0s' {1..200})"
check "gone they are missing" says "$room missing" scan

# ---- nothing at all
mkdir "$work/empty"
check "a folder without music says so, and what to do" says "0 files: no music there; name the folder" "$LINNET" --db "$work/empty.db" scan "$work/empty"

# ---- 100,000 files in one folder
many=$work/many
case $LINNET in */san/*) n=5000 ;; *) n=${LINNET_MANY:-100000} ;; esac
python3 - "$work/one.flac" "$many" "$n" <<'P'
import os, sys
one, many, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.mkdir(many)
os.link(one, many + "/0.flac")
for i in range(1, n):
    os.symlink("0.flac", many + "/%d.txt" % i) if i % 2 else os.link(one, many + "/%d.flac" % i) if i < 60 else open(many + "/%d.mp3" % i, "wb").close()
P
music_files() { ls -f "$many" | grep -cE 'flac$|mp3$'; }
check "$n names in one folder" timeout 300 "$LINNET" scan "$many"
check "all of its files are known" equals "$(music_files)" sql "select count(*) from file f join root r on r.id = f.root where cast(r.path as text) like '%/many' and f.state <> 1"
rm -r "$many"
mv "$db" "$work/many.db" && rm -f "$db"-*

# ---- clocks
clock=$work/clock
mkdir -p "$clock"
cp "$work/one.flac" "$clock/future.flac"
touch -d 2090-01-01 "$clock/future.flac"
cp "$work/one.flac" "$clock/past.flac"
touch -d 1902-01-01 "$clock/past.flac"
check "times in the future and before 1970" says "2 new" scan "$clock"
check "are no reason to read again" says "nothing changed" scan
LINNET_NOW=4102444800 "$LINNET" play --output null:fast "$clock/past.flac" >/dev/null 2>&1
check "a clock that goes backwards loses no listen" "$LINNET" play --output null:fast "$clock/past.flac"
check "both are there" equals 2 sql "select count(*) from listen"
check "statistics bear it" "$LINNET" stats
check "the scan too" says "nothing changed" scan

# ---- tags that lie
lies=$work/lies
mkdir -p "$lies"
for i in 1 2 3; do tone "$lies/$i.flac" 1 $((i * 111)) Lie$i Someone Album $i >/dev/null 2>&1; done
metaflac --remove-tag=DATE --set-tag=DATE=20033 --remove-tag=TRACKNUMBER --set-tag=TRACKNUMBER=99999999999/-4 "$lies/1.flac"
python3 - "$lies" <<'P'
import struct, sys
# Vorbis comments with NULs, an endless line, bytes that are no UTF-8, an empty title; and
# with 10 MB of comment, in a FLAC file and in ID3v2.
def rewrite(path, tags):
    data = open(path, "rb").read()
    body = struct.pack("<I", 0) + struct.pack("<I", len(tags)) + b"".join(struct.pack("<I", len(t)) + t for t in tags)
    out, p = data[:4], 4
    last = False
    while not last:
        kind, size = data[p], int.from_bytes(data[p + 1:p + 4], "big")
        last, block = bool(kind & 128), data[p + 4:p + 4 + size]
        if kind & 127 == 4:
            block = body
        if kind & 127 != 1:
            out += bytes([kind & 127]) + len(block).to_bytes(3, "big") + block
        p += 4 + size
    out += bytes([129, 0, 0, 0])
    open(path, "wb").write(out + data[p:])
lies = sys.argv[1]
rewrite(lies + "/3.flac", [b"TITLE=a\x00b\xff\xfe\n" + b"y" * 100000, b"ARTIST=\x00\x00",
        b"DATE=-0001-99-99", b"=", b"DISCNUMBER=0x10"])
rewrite(lies + "/2.flac", [b"COMMENT=" + b"x" * 10000000, b"TITLE=Lie2", b"ARTIST=Someone"])
def frame(kind, text):
    n = len(text) + 1
    return kind + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127, 0, 0, 3]) + text
body = (frame(b"COMM", b"eng\0" + b"z" * 10000000) + frame(b"TIT2", b"Lie4") +
        frame(b"TDRC", b"20033") + frame(b"TXXX", b"REPLAYGAIN_TRACK_GAIN\0+99999999 dB"))
n = len(body)
id3 = b"ID3\4\0\0" + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) + body
# The sound of it: frames of MPEG 1 layer III, 128 kbit/s, silent.
open(lies + "/4.mp3", "wb").write(id3 + (b"\xff\xfb\x90\xc4" + bytes(413)) * 80)
P
big() { [ "$(stat -c %s "$lies/2.flac")" -gt 10000000 ] && [ "$(stat -c %s "$lies/4.mp3")" -gt 10000000 ]; }
check "files with 10 MB of comment" big
check "tags that lie are read" says "4 new" scan "$lies"
check "what else they say is known" equals "Lie1 Lie2 Lie4" sql "select group_concat(title, ' ') from (select title from track where title like 'Lie%' order by title)"
check "no gain beyond reason" equals 0 sql "select count(*) from track where abs(track_gain_db) > 100"
check "no year beyond reason" equals 0 sql "select count(*) from track where year not between 0 and 9999"
check "no number either" equals 0 sql "select count(*) from track where number not between 0 and 65535"
check "no text without end" equals 0 sql "select count(*) from track where length(title) > 5000"
check "no NUL, no line break in a title" equals 0 sql "select count(*) from track where instr(title, char(10)) or instr(cast(title as blob), x'00')"

# ---- the database: locked
cp "$work/one.flac" "$clock/late.flac"
touch "$work/locking"
python3 - "$db" "$work/locking" <<'P' &
import os, sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("begin immediate")
os.remove(sys.argv[2])
time.sleep(60)
P
locker=$!
soon 10 test ! -e "$work/locking"
check "a locked one: the scan says so" fails_with "is locked by another program" timeout 30 "$LINNET" scan
check "reading goes on" "$LINNET" stats
kill $locker
wait $locker 2>/dev/null
check "and when it is free nothing was lost" says "1 new" scan

# ---- read-only
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && setpriv --reuid nobody --clear-groups test -x "$LINNET"; then
	mkdir -p "$work/ro/linnet" "$work/ro/run"
	cp "$db" "$work/ro/linnet/linnet.db"
	chmod 755 "$work" "$work/ro" "$work/ro/linnet"
	chmod 644 "$work/ro/linnet/linnet.db"
	chown nobody "$work/ro/run"
	chmod 700 "$work/ro/run"
	before=$(md5sum <"$work/ro/linnet/linnet.db")
	as_nobody() {
		HOME=$work/ro XDG_DATA_HOME=$work/ro XDG_CONFIG_HOME=$work/ro XDG_STATE_HOME=$work/ro/run \
			XDG_CACHE_HOME=$work/ro/run XDG_RUNTIME_DIR=$work/ro/run \
			setpriv --reuid nobody --clear-groups "$@"
	}
	check "a read-only one: the scan says so" fails_with "may not be written" as_nobody "$LINNET" scan "$clock"
	check "so does the player" fails_with "may not be written" as_nobody "$LINNET" --headless --output null
	check "reading goes on" as_nobody "$LINNET" stats
	check "and finds" says One as_nobody "$LINNET" search One
	check "it is untouched" equals "$before" md5sum <"$work/ro/linnet/linnet.db"
	check "with nothing beside it" equals linnet.db ls "$work/ro/linnet"
else
	echo "ok a read-only database # skip needs root and setpriv"
fi

# ---- a full disk
mkdir -p "$work/full"
if mount -t tmpfs -o size=3m none "$work/full" 2>/dev/null; then
	trap 'umount -l "$work/full" 2>/dev/null; clean_up' EXIT
	"$LINNET" --db "$work/full/linnet.db" scan "$clock" >/dev/null 2>&1
	heard() { sqlite3 "$work/full/linnet.db" "select count(*) from listen"; }
	dd if=/dev/zero of="$work/full/ballast" bs=4k 2>/dev/null
	check "a full disk: the scan says so" fails_with "the disk is full; free some space" "$LINNET" --db "$work/full/linnet.db" scan "$lies"
	check "the copy is not made" fails_with "free some space" "$LINNET" --db "$work/full/linnet.db" doctor --backup
	check "nothing is left of it" test ! -e "$work/full/linnet.db.0.bak"
	rm "$work/full/ballast"
	check "with room again it goes on" says "4 new" "$LINNET" --db "$work/full/linnet.db" scan "$lies"
	check "and the database is whole" equals ok sqlite3 "$work/full/linnet.db" "pragma integrity_check"
	# It fills while music plays: said once, nothing is lost when there is room again.
	tone "$work/full/long.flac" 60 700 Long Someone Album 9 >/dev/null 2>&1
	"$LINNET" --db "$work/full/linnet.db" scan "$work/full" >/dev/null 2>&1
	printf 'set analyze=off\nset measure=off\nset ear=off\n' >"$work/quiet"
	plays_full() { says '"state":"playing"' "$LINNET" --db "$work/full/linnet.db" ctl --json status; }
	"$LINNET" --db "$work/full/linnet.db" --headless --output null --config "$work/quiet" --log "$work/full.log" "$work/full/long.flac" 2>/dev/null &
	player=$!
	check "playing from a disk that fills" soon 10 plays_full
	before=$(heard)
	dd if=/dev/zero of="$work/full/ballast" bs=4k 2>/dev/null
	"$LINNET" --db "$work/full/linnet.db" ctl like >/dev/null
	"$LINNET" --db "$work/full/linnet.db" ctl "play $clock/past.flac" >/dev/null
	check "it says so, and what to do" soon 10 grep -aq "Nothing can be saved: the disk is full; free some space" "$work/full.log"
	rm "$work/full/ballast"
	check "with room again it says so, too" soon 10 grep -aq "Saved what had waited" "$work/full.log"
	kept_all() { [ "$(heard)" -ge $((before + 1)) ] && [ "$(sqlite3 "$work/full/linnet.db" "select count(*) from feedback")" = 1 ]; }
	check "no listen and no like is lost" soon 10 kept_all
	"$LINNET" --db "$work/full/linnet.db" ctl quit >/dev/null
	wait $player
	player=
	umount "$work/full"
else
	echo "ok a full disk # skip this user may not mount"
fi

# ---- from a newer version
whole() { sqlite3 "$db" "pragma wal_checkpoint(truncate)" >/dev/null; }
whole
cp "$db" "$work/newer.db"
sqlite3 "$work/newer.db" "pragma user_version = 9999"
sqlite3 "$work/newer.db" "pragma wal_checkpoint(truncate)" >/dev/null
before=$(md5sum <"$work/newer.db")
for command in scan stats "search One" "playlist list" "history list" doctor\ --backup "--headless --output null"; do
	# shellcheck disable=SC2086
	check "a newer one: linnet $command" fails_with "made by a newer linnet" "$LINNET" --db "$work/newer.db" $command
done
check "it is untouched, byte for byte" equals "$before" md5sum <"$work/newer.db"
check "and nothing lies beside it" test ! -e "$work/newer.db.damaged" -a ! -e "$work/newer.db-wal"

# ---- damaged
"$LINNET" playlist create Kept >/dev/null
"$LINNET" playlist add Kept "$clock/past.flac" >/dev/null
check "a copy is made" says "Copied the database" "$LINNET" doctor --backup
"$LINNET" play --output null:fast "$clock/past.flac" >/dev/null 2>&1
"$LINNET" playlist create Later >/dev/null
whole
listens=$(sql "select count(*) from listen")
tracks=$(sql "select count(*) from track")
cp "$db" "$work/good.db"
cp "$db.1.bak" "$work/good.bak"
again() { rm -f "$db"*; cp "$work/good.db" "$db"; cp "$work/good.bak" "$db.1.bak"; }
page_of() { sqlite3 "$db" "select rootpage from sqlite_master where name = '$1'"; }
spoil() { # NAME: its first page becomes noise
	local page size
	page=$(page_of "$1")
	size=$(sqlite3 "$db" "pragma page_size")
	head -c "$size" /dev/urandom | dd of="$db" bs="$size" seek=$((page - 1)) conv=notrunc 2>/dev/null
}
not_said() { ! grep -a "$1" "$work/log"; }
restored() { says "Damaged database restored: " "$@"; }
spoil track
check "damage is met and said" fails_with "the database is damaged; quit and start linnet again" "$LINNET" search One
check "the next start restores it" restored "$LINNET" search One
check "no listen is lost" equals "$listens" sql "select count(*) from listen"
check "nor a playlist that is newer than the copy" equals "Kept Later" sql "select group_concat(name, ' ') from (select name from playlist order by name)"
check "tracks are the copy's" equals "$tracks" sql "select count(*) from track"
check "the damaged file is kept" test -e "$db.broken1"
check "it is said once" "$LINNET" search One
check "and whole" equals ok sql "pragma integrity_check"
check "with every row in its place" equals "" sql "pragma foreign_key_check"
again
spoil listen
"$LINNET" stats >/dev/null 2>&1
check "damaged listens: what is lost is named" says "listens" "$LINNET" stats
check "the copy's are there" equals $((listens - 1)) sql "select count(*) from listen"
check "newer playlists too" equals 2 sql "select count(*) from playlist"
again
dd if=/dev/zero of="$db" bs=100 count=1 conv=notrunc 2>/dev/null
check "without its header" restored "$LINNET" stats
check "it is the copy" equals $((listens - 1)) sql "select count(*) from listen"
again
: >"$db"
check "emptied" restored "$LINNET" stats
check "it is the copy" equals $((listens - 1)) sql "select count(*) from listen"
again
truncate -s 20000 "$db"
start_player
check "cut short, and the player opens it" grep -aq "Damaged database restored: " "$work/log"
check "while it runs nobody restores under it" says One "$LINNET" search One
touch "$db.damaged"
check "but says what to do" fails_with "quit the linnet that has it open" "$LINNET" stats
stop_player
check "afterwards a false alarm is one" "$LINNET" stats
check "and changes nothing" test ! -e "$db.damaged"
again
tone "$work/clock/long.flac" 60 800 Longer Someone Album 10 >/dev/null 2>&1
"$LINNET" scan >/dev/null 2>&1
whole
cp "$db" "$db.1.bak"
printf 'set analyze=off\nset measure=off\nset ear=off\n' >"$work/quiet"
start_player --config "$work/quiet" "$clock/long.flac"
plays() { says '"state":"playing"' "$LINNET" ctl --json status; }
check "it plays" soon 10 plays
listens=$(sql "select count(*) from listen")
sleep 1
: >"$db"
"$LINNET" ctl stop >/dev/null
check "damaged while it plays: said, and what to do" soon 10 grep -aq "The database is damaged; quit and start linnet again" "$work/log"
check "it does not say that files cannot be played" not_said "cannot be played"
stop_player
check "the play waits beside the database" test -s "$db.unsaved"
start_player --config "$work/quiet"
stop_player
check "after the restart it is in the history" equals $((listens + 1)) sql "select count(*) from listen"
check "and waits no more" test ! -e "$db.unsaved" -a ! -e "$db.unsaved.taken"
check "no file is marked for it" equals 0 sql "select count(*) from file where state = 2"
again
rm "$db.1.bak"
spoil track
"$LINNET" search One >/dev/null 2>&1
check "without any copy" says "Damaged database made anew: " "$LINNET" search One
check "listens are saved all the same" equals "$listens" sql "select count(*) from listen"
check "and the scan finds the rest" "$LINNET" scan
check "which is whole" equals ok sql "pragma integrity_check"
again
cp "$work/good.db" "$db.1.bak"
dd if=/dev/urandom of="$db.1.bak" bs=4096 seek=3 count=8 conv=notrunc 2>/dev/null
cp "$work/good.bak" "$db.2.bak"
dd if=/dev/zero of="$db" bs=100 count=1 conv=notrunc 2>/dev/null
check "a copy that is damaged is passed over" restored "$LINNET" stats
check "for an older one" equals ok sql "pragma integrity_check"
printf 'this is no database, however long it may be' >"$work/letter.txt"
before=$(md5sum <"$work/letter.txt")
check "a file that never was one is refused" fails_with "is no database" "$LINNET" --db "$work/letter.txt" stats
check "and untouched" equals "$before" md5sum <"$work/letter.txt"
check "with nothing beside it" test ! -e "$work/letter.txt.damaged" -a ! -e "$work/letter.txt.broken1"
finish
