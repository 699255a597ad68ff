#!/usr/bin/env bash
# Folders that are away: a lost disk is no deletion. Tracks go missing, keep history and
# playlists, and are back with their disk, in the player at once.
. "$(dirname "$0")/lib.sh"
command -v flac >/dev/null || { echo "ok folders away # skip flac is missing"; exit 0; }
music=$work/music
make_tone() { tone "$1" 2 "$2" "$3" Someone "$4" 1 >/dev/null 2>&1; }
make_tone "$music/A/one.flac" 200 One Here
make_tone "$music/disk/B/two.flac" 300 Two There
make_tone "$music/disk/three.flac" 400 Three There
"$LINNET" scan "$music" >/dev/null
"$LINNET" playlist create Kept >/dev/null
"$LINNET" playlist add Kept "$music/A/one.flac" "$music/disk/B/two.flac" >/dev/null
"$LINNET" play --output null:fast "$music/disk/B/two.flac" >/dev/null 2>&1
state() { sql "select group_concat(cast(path as text) || '=' || state, ' ') from (select * from file order by path)"; }
ids() { sql "select group_concat(id || ':' || file || ':' || recording, ' ') from (select * from track order by id)"; }
lists() { "$LINNET" playlist show Kept | grep -c .; }
shown() { sql "select n from total where name = 'tracks'"; }
was=$(ids)
listed=$(lists)
all="A/one.flac=0 disk/B/two.flac=0 disk/three.flac=0"
none="A/one.flac=1 disk/B/two.flac=1 disk/three.flac=1"
scan() { "$LINNET" scan 2>&1; }

# ---- by the command: renamed, emptied
mv "$music" "$work/elsewhere"
check "a root that is gone is named, with what to do" says "$music is away: its tracks are kept as missing; mount it again" scan
check "its files are missing" equals "$none" state
mkdir "$music"
check "an empty folder in its place is away, too" says "is away" scan
check "and deletes nothing" equals "$was" ids
check "no list shows them" equals 0 shown
check "but the playlist does" equals "$listed" lists
rmdir "$music"
mv "$work/elsewhere" "$music"
check "with the folder they are back" says "3 back" scan
check "all of them" equals "$all" state
check "with the rows they had" equals "$was" ids
check "and the history" equals 1 sql "select count(*) > 0 from listen l join track t using (recording) where t.title = 'Two'"

# ---- in the player, at once
printf 'set analyze=off\nset measure=off\n' >"$work/config"
start_player --config "$work/config"
watched() { says '"watch":"live"' "$LINNET" ctl --json status; }
check "the folders are watched" soon 10 watched
mv "$music" "$work/elsewhere"
check "a root that goes is noticed" soon 10 equals "$none" state
check "it says which and what to do" soon 5 grep -aq "$music is away: its tracks are kept as missing · mount it again" "$work/log"
mv "$work/elsewhere" "$music"
check "and when it comes" soon 10 equals "$all" state
check "nothing is new for that" equals "$was" ids

# ---- a disk below the root
can_mount() { mkdir -p "$work/try" && mount -t tmpfs none "$work/try" 2>/dev/null && umount "$work/try"; }
if can_mount; then
	clean_mounts() { umount -l "$music/disk" "$music" 2>/dev/null; clean_up; }
	trap clean_mounts EXIT
	mv "$music/disk" "$work/disk"
	mkdir "$music/disk"
	mount --bind "$work/disk" "$music/disk"
	check "files that moved onto a disk are the same" soon 10 equals "$all" state
	cp "$work/disk/three.flac" "$music/A/copy.flac"
	both="A/copy.flac=0 A/one.flac=0 disk/B/two.flac=0 disk/three.flac=0"
	check "a copy of one lies here" soon 10 equals "$both" state
	was=$(ids)
	umount "$music/disk"
	check "an unmounted disk is noticed" soon 10 equals "A/copy.flac=0 A/one.flac=0 disk/B/two.flac=1 disk/three.flac=1" state
	check "it says which" soon 5 grep -aq "$music/disk is away" "$work/log"
	check "the copy does not take its place" equals "$was" ids
	mount --bind "$work/disk" "$music/disk"
	check "it is back when it is mounted" soon 10 equals "$both" state
	check "as it was" equals "$was" ids
	told() { grep -ac "$music/disk is away" "$work/log"; }
	check "it was told once" equals 1 told
	umount "$music/disk"
	check "when it goes again that is told again" soon 10 equals 2 told
	mount --bind "$work/disk" "$music/disk"
	check "and it comes again" soon 10 equals "$both" state
	stop_player
	umount "$music/disk"
	check "the command tells of it, too" says "$music/disk is away" scan
	check "and deletes nothing" equals "$was" ids
	mount --bind "$work/disk" "$music/disk"
	check "nor loses anything" says "2 back" scan
	check "as it was" equals "$was" ids
	umount "$music/disk"
	# A whole root that is a disk: the empty folder under it stays.
	mkdir "$work/root"
	mv "$music"/A "$work/root/"
	rmdir "$music/disk"
	mount --bind "$work/root" "$music"
	scan >/dev/null
	start_player --config "$work/config"
	soon 10 watched
	there() { [[ $(state) == "A/copy.flac=0 A/one.flac=0"* ]]; }
	away() { [[ $(state) == "A/copy.flac=1 A/one.flac=1"* ]]; }
	check "a root that is a disk" soon 10 there
	umount "$music"
	check "goes" soon 10 away
	mount --bind "$work/root" "$music"
	check "and comes" soon 10 there

	stop_player
	umount "$music"
else
	stop_player
	echo "ok disks below a root # skip this user may not mount"
fi
finish
