#!/usr/bin/env bash
# Taste from end to end on the demo library (15 tracks of each of 5 styles): scan, analyse,
# first picks without a history; then a history dated 8 to 40 days back that finishes two
# styles and skips one: what is recommended, and whether every reason is true.
. "$(dirname "$0")/lib.sh"
here=tests/integration
# Rendered once for all runs of a working copy; the plain build is the faster one.
music=build/demo-15
renderer=$LINNET
[ -x build/linnet ] && renderer=build/linnet
db=$work/linnet.db
now=1790000000

linnet() {
	LINNET_NOW=$now "$LINNET" --db "$db" "$@"
}
renders() {
	"$renderer" demo "$music" --per-style 15
}
lines() { # lines N FILE: it has at least so many
	[ "$(wc -l <"$2")" -ge "$1" ]
}
recommends() { # recommends FILE ARG…
	local out=$1
	shift
	linnet recommend "$@" >"$out"
}
true_of_the_database() { # dial
	linnet recommend --json -n 40 --discover "$1" >"$work/slate.json" || return 1
	python3 $here/taste_check.py "$db" "$work/slate.json" $now Ambient Chiptune Metal
}
same_twice() {
	linnet recommend -n 40 --explain >"$work/a" && linnet recommend -n 40 --explain >"$work/b" &&
		cmp "$work/a" "$work/b"
}
says() { # says WORD COMMAND…: fails in one sentence with the word
	local word=$1
	shift
	! "$@" >"$work/out" 2>"$work/err" && grep -q "$word" "$work/err" &&
		[ "$(wc -l <"$work/err")" = 1 ]
}
similar_is_of_the_style() { # nearest ten of an Ambient track by features
	local path
	path=$(python3 -c "
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute('''
SELECT CAST(r.path AS TEXT) || '/' || CAST(f.path AS TEXT) FROM track t
JOIN genre g ON g.id = t.genre JOIN file f ON f.id = t.file JOIN root r ON r.id = f.root
WHERE g.name = 'Ambient' ORDER BY t.id LIMIT 1''').fetchone()[0])
" "$db") || return 1
	linnet similar --json "$path" -n 10 >"$work/near.json" || return 1
	python3 -c "
import json, sqlite3, sys
d = sqlite3.connect(sys.argv[1])
genre = dict(d.execute('SELECT t.recording, g.name FROM track t JOIN genre g ON g.id = t.genre'))
near = [genre[n['recording']] for n in json.load(open(sys.argv[2]))]
print(near)
sys.exit(len(near) != 10 or near.count('Ambient') < 9)
" "$db" "$work/near.json"
}

check "an empty library is said in words" says "library is empty" linnet recommend
check "the demo library is rendered" renders
check "it is scanned" linnet scan "$music"
check "without features and history there is a first slate" recommends "$work/first" -n 20
check "of 20 lines" lines 20 "$work/first"
check "clusters say that they need features" says "linnet analyze" linnet clusters
check "it is analysed" linnet analyze
check "the first slate without history is varied and true" true_of_the_database 50
check "nearest by sound are of the same style" similar_is_of_the_style
check "clusters have names" sh -c "LINNET_NOW=$now '$LINNET' --db '$db' clusters | grep -q tracks"
check "a history is written" "$BUILD/integration/taste_history" "$db" $now Ambient Chiptune Metal
for dial in 0 25 50 75 100; do
	check "at dial $dial liked styles fill the slate, every reason is true" \
		true_of_the_database $dial
done
check "the same state gives the same slate twice" same_twice
check "recommend --explain gives a line a pick" lines 40 "$work/a"
check "training goes through" linnet train
check "after it every reason is still true" true_of_the_database 50
now=$((now + 86400))
check "a day later too, with yesterday's slate" true_of_the_database 50
exit $bad
