#!/usr/bin/env bash
# linnet analyze as other programs use it: JSON of named files, bad paths, the library.
set -u
cd "$(dirname "$0")/../.." || exit 2
LINNET=${LINNET:-$PWD/build/linnet}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-analyze.XXXXXX")
trap 'rm -rf "$work"' EXIT
db=$work/linnet.db
mkdir "$work/music"

ok() {
	echo "ok $1"
}
not_ok() {
	echo "not ok $1"
	shift
	printf '# %s\n' "$@"
	failed=1
}
failed=0

# WAV files of 5 s: chords with a beat, each in another key.
python3 - "$work/music" <<'P'
import math, struct, sys
for n in range(4):
    rate, x = 22050, []
    for i in range(5 * rate):
        t = i / rate
        v = sum(math.sin(2 * math.pi * 220 * 2 ** ((n + k) / 12) * t) for k in (0, 4, 7))
        x.append(int(6000 * v * math.exp(-6 * (t % 0.5))))
    data = struct.pack('<%dh' % len(x), *x)
    head = b'WAVEfmt ' + struct.pack('<IHHIIHH', 16, 1, 1, rate, 2 * rate, 2, 16)
    with open('%s/%d.wav' % (sys.argv[1], n), 'wb') as f:
        f.write(b'RIFF' + struct.pack('<I', len(data) + 36) + head)
        f.write(b'data' + struct.pack('<I', len(data)) + data)
P
echo "no music" >"$work/text.wav"

if "$LINNET" analyze --json "$work"/music/*.wav >"$work/json" 2>"$work/err" &&
	python3 - "$work" 2>"$work/why" <<'P'; then
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1] + '/json')]
assert [r['path'] for r in rows] == ['%s/music/%d.wav' % (sys.argv[1], n) for n in range(4)]
for r in rows:
    assert r['version'] == 1 and abs(r['duration'] - 5) < 1e-6
    assert len(r['vector']) == len(set(r['names'])) == 234
    mean, cov = r['gaussian']['mean'], r['gaussian']['covariance']
    assert len(mean) == 20 and mean[0] == 0
    assert len(cov) == 20 and all(len(row) == 20 for row in cov)
    assert all(cov[i][j] == cov[j][i] for i in range(20) for j in range(20))
P
	ok "named files give one object a line, in their order"
else
	not_ok "named files give one object a line, in their order" "$(cat "$work/err" "$work/why")"
fi

"$LINNET" analyze --json "$work/text.wav" "$work/none.wav" "$work" "$work/music/1.wav" \
	>"$work/json" 2>"$work/err"
code=$?
if [ $code = 1 ] && [ "$(wc -l <"$work/err")" = 3 ] && [ "$(wc -l <"$work/json")" = 1 ]; then
	ok "a bad path is one line, the others go on, the exit code says it"
else
	not_ok "a bad path is one line, the others go on, the exit code says it" \
		"exit $code" "$(cat "$work/err")"
fi

bad=$(printf '%s/caf\351.wav' "$work")
cp "$work/music/0.wav" "$bad"
if "$LINNET" analyze --json "$bad" | grep -q '"path_hex":"[0-9a-f]*636166e92e776176"'; then
	ok "a path that is not UTF-8 is given in bytes too"
else
	not_ok "a path that is not UTF-8 is given in bytes too"
fi

"$LINNET" analyze "$work/music/0.wav" >"$work/out" && grep -q '^  key          A major' "$work/out" &&
	grep -q '^  length       0:05' "$work/out"
[ $? = 0 ] && ok "without --json a summary for people" ||
	not_ok "without --json a summary for people" "$(cat "$work/out")"

"$LINNET" scan --db "$db" "$work/music" >"$work/out" 2>&1 || not_ok "scan" "$(cat "$work/out")"
first=$("$LINNET" analyze --db "$db" --json 2>&1)
second=$("$LINNET" analyze --db "$db" 2>&1)
again=$("$LINNET" analyze --db "$db" --json --force --jobs 1 2>&1)
case "$first/$second/$again" in
*'"analysed":4,"failed":0,"left":0'*/"nothing to analyse"/*'"analysed":4,"failed":0'*)
	ok "the library is filled in once, and anew with --force"
	;;
*) not_ok "the library is filled in once, and anew with --force" "$first" "$second" "$again" ;;
esac

rm "$work/music/2.wav"
failing=$("$LINNET" analyze --db "$db" --json --force 2>&1)
case "$failing" in
*2.wav*'"analysed":3,"failed":1'*) ok "a vanished file is named and the rest goes on" ;;
*) not_ok "a vanished file is named and the rest goes on" "$failing" ;;
esac
exit $failed
