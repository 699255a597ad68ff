"""Holds a slate of `linnet recommend --json` against the database that it came from.

usage: taste_check.py DB SLATE.json NOW_S LIKED LIKED SKIPPED

Everything is counted anew from the tables, by none of the program's own code: the shares of
the genres among the first 20 picks, and every reason.
"""
import bisect
import json
import sqlite3
import struct
import sys

DAY = 86400000


class Facts:
    def __init__(self, path, now_ms):
        d = sqlite3.connect(path)
        self.now = now_ms
        self.genre = dict(d.execute(
            "SELECT t.recording, g.name FROM track t JOIN genre g ON g.id = t.genre"))
        self.artist = dict(d.execute("SELECT recording, artist FROM track"))
        self.album = dict(d.execute("SELECT recording, album FROM track"))
        self.added = dict(d.execute("SELECT recording, added_s FROM track"))
        self.cluster = dict(d.execute("SELECT recording, cluster FROM d_member"))
        self.clusters = d.execute("SELECT count(*) FROM cluster").fetchone()[0]
        rows = d.execute("SELECT recording, start_ms, start_ms + heard_ms, heard_ms,"
                         " duration_ms, outcome FROM listen WHERE flags = 0"
                         " ORDER BY start_ms + heard_ms").fetchall()
        self.rows = rows
        self.plays, self.ends, self.stream, self.sessions = {}, {}, [], []
        last_end = None
        for rec, start, end, heard, duration, _ in rows:
            if last_end is None or start - last_end >= 30 * 60000:
                self.sessions.append(set())
            last_end = end
            self.ends.setdefault(rec, []).append(end)
            if heard >= 30000 or (duration and heard * 2 >= duration):
                self.plays.setdefault(rec, []).append(end)
                self.stream.append(rec)
                self.sessions[-1].add(rec)
        self.feature = {}
        for rec, vector in d.execute(
                "SELECT recording, vector FROM d_feature WHERE vector IS NOT NULL"):
            self.feature[rec] = struct.unpack('%df' % (len(vector) // 4), vector)
        self.scale()

    def scale(self):
        """z-scores by number, so that a plain nearest rank can be asked for."""
        n = len(self.feature)
        self.z = {}
        if not n:
            return
        columns = list(zip(*self.feature.values()))
        mean = [sum(c) / n for c in columns]
        sd = [(sum((v - m) ** 2 for v in c) / n) ** .5 for c, m in zip(columns, mean)]
        for rec, x in self.feature.items():
            self.z[rec] = [(v - m) / s if s > 1e-9 else 0
                           for v, m, s in zip(x, mean, sd)]

    def cosine(self, a, b):
        x, y = self.z[a], self.z[b]
        dot = sum(p * q for p, q in zip(x, y))
        return dot / (sum(p * p for p in x) * sum(q * q for q in y)) ** .5

    def near(self, a, b):
        """b stands in the nearest quarter of the library, seen from a."""
        others = sorted((-self.cosine(a, o), o) for o in self.z if o != a)
        rank = [o for _, o in others].index(b)
        return rank * 4 < len(others)

    def follows(self, a, b):
        times = 0
        for i, rec in enumerate(self.stream):
            times += rec == a and b in self.stream[max(0, i - 10):i]
        return times


def holds(f, rec, reason):
    kind, number, other = reason['kind'], reason['number'], reason.get('other', 0)
    plays = f.plays.get(rec, [])
    if kind == 'often-follows':
        return f.follows(rec, other) >= 2
    if kind == 'heard-lately':
        since = f.now - 14 * DAY
        return number >= 1 and len(plays) - bisect.bisect_left(plays, since) == number
    if kind == 'most-played':
        return number >= 1 and len(plays) == number
    if kind == 'sessions-like':
        return any(rec in s and other in s for s in f.sessions)
    if kind == 'forgotten':
        return bool(plays) and (f.now - max(f.ends[rec])) // DAY == number
    if kind == 'goes-with':
        return (f.artist[rec] == f.artist[other] or f.album[rec] == f.album[other] or
                any(rec in s and other in s for s in f.sessions))
    if kind == 'sounds-like':
        return other in f.plays and f.near(rec, other)
    if kind == 'cluster':
        return (f.cluster[rec] == f.cluster[other] and other in f.plays and
                number in (0, f.cluster[rec]))
    if kind == 'new-artist':
        return (rec not in f.ends and f.artist[rec] == f.artist[other] and
                other in f.plays and min(f.ends[other]) >= f.now - 14 * DAY)
    if kind == 'newest':
        return f.added[rec] == max(f.added.values()) and f.added[rec] == number
    if kind == 'variety':
        return rec in f.cluster and number == f.clusters
    if kind == 'companion':
        return (rec not in f.ends and other in f.plays and
                (f.artist[rec] == f.artist[other] or f.album[rec] == f.album[other]))
    if kind == 'unplayed':
        return rec not in f.ends and (
            not other or (other in f.plays and f.near(rec, other)))
    return kind == 'chance'


def main():
    db, slate_path, now, liked, skipped = (
        sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:6], sys.argv[6])
    f = Facts(db, now * 1000)
    slate = json.load(open(slate_path, encoding='utf-8'))
    picks, bad = slate['picks'], []
    for p in picks:
        words = p['reason']['words']
        print('# %-9s %-40.40s %s' % (
            f.genre[p['recording']], p['title'], words))
        if not words or not holds(f, p['recording'], p['reason']):
            bad.append('"%s" is not true of %s' % (words, p['title']))
        if abs(sum(p['shares'].values()) - 1) > .02:
            bad.append('the shares of %s do not sum to 1' % p['title'])
    if len({p['recording'] for p in picks}) != len(picks):
        bad.append('a track stands in the slate twice')
    first = [f.genre[p['recording']] for p in picks[:20]]
    if f.rows and sum(g in liked for g in first) < .7 * len(first):
        bad.append('only %d of %d are of the liked styles' % (
            sum(g in liked for g in first), len(first)))
    if f.rows and first.count(skipped) > .1 * len(first):
        bad.append('%d of %d are of the skipped style' % (
            first.count(skipped), len(first)))
    if not f.rows and (not slate['learning'] or len(set(first)) < 5):
        bad.append('without history: %s' % first)
    for line in bad:
        print(line)
    sys.exit(bool(bad) or len(picks) < 20)


main()
