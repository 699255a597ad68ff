#include "suggest/reason.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const int64_t MINUTE_MS = 60000, DAY_MS = 24 * 3600 * 1000LL;

static void count_of(struct str *out, int64_t n, const char *one)
{
	str_appendf(out, "%lld %s%s", (long long)n, one, n == 1 ? "" : "s");
}

void reason_span(struct str *out, int64_t ms)
{
	int64_t days = ms / DAY_MS;
	if (ms < 60 * MINUTE_MS)
		count_of(out, ms < MINUTE_MS ? 1 : ms / MINUTE_MS, "minute");
	else if (days < 2)
		count_of(out, ms / (60 * MINUTE_MS), "hour");
	else if (days < 14)
		count_of(out, days, "day");
	else if (days < 61)
		count_of(out, days / 7, "week");
	else if (days < 730)
		count_of(out, days * 10 / 304, "month");
	else
		count_of(out, days * 100 / 36525, "year");
}

static const char *title(const struct reason_names *n, int64_t recording)
{
	const char *t = recording && n && n->title ? n->title(n->ctx, recording) : NULL;
	return t && *t ? t : NULL;
}

static const char *artist(const struct reason_names *n, int64_t recording)
{
	const char *t =
		recording && n && n->artist ? n->artist(n->ctx, recording) : NULL;
	return t && *t ? t : NULL;
}

static const char *cluster(const struct reason_names *n, double id)
{
	const char *t =
		id > 0 && n && n->cluster ? n->cluster(n->ctx, (int64_t)id) : NULL;
	return t && *t ? t : NULL;
}

/* "often follows Angel", or `without` where the title is not known. */
static void with_title(struct str *out, const struct reason_names *n, int64_t other,
	const char *before, const char *without)
{
	const char *t = title(n, other);
	if (t)
		str_appendf(out, "%s %s", before, t);
	else
		str_append(out, without);
}

static void added_words(struct str *out, double added_s, int64_t now_ms)
{
	static const char *const day[] = {"Sunday", "Monday", "Tuesday", "Wednesday",
		"Thursday", "Friday", "Saturday"};
	time_t at = (time_t)added_s;
	struct tm tm;
	int64_t age = now_ms - (int64_t)at * 1000;
	if (age >= 0 && age < 6 * DAY_MS && localtime_r(&at, &tm))
		str_appendf(out, "added %s", day[tm.tm_wday]);
	else
		str_append(out, "newest album");
}

static void cluster_text(
	struct str *out, const struct reason *r, const struct reason_names *names)
{
	const char *name = cluster(names, r->number);
	if (name) {
		str_appendf(out, "%s, ", name);
		with_title(out, names, r->other, "as is", "as you play");
		return;
	}
	with_title(out, names, r->other, "from the same corner as",
		"from a corner that you play");
}

void reason_words(struct str *out, const struct pick *pick,
	const struct reason_names *names, int64_t now_ms)
{
	const struct reason *r = &pick->reason;
	switch (r->kind) {
	case REASON_OFTEN_FOLLOWS:
		with_title(out, names, r->other, "often follows", "often comes next");
		break;
	case REASON_HEARD_LATELY:
		if (r->number >= 2)
			str_appendf(out, "heard %.0f times in two weeks", r->number);
		else
			str_append(out, "heard lately");
		break;
	case REASON_MOST_PLAYED:
		str_append(out, "played ");
		count_of(out, llround(r->number), "time");
		break;
	case REASON_SESSIONS_LIKE:
		with_title(out, names, r->other, "from sessions with",
			"from sessions like this one");
		break;
	case REASON_FORGOTTEN:
		str_append(out, "unheard for ");
		reason_span(out, (int64_t)(r->number * (double)DAY_MS));
		break;
	case REASON_GOES_WITH:
		with_title(
			out, names, r->other, "goes with", "goes with what you play");
		break;
	case REASON_SOUNDS_LIKE:
		with_title(out, names, r->other, "sounds like",
			"sounds like what you play");
		break;
	case REASON_CLUSTER:
		cluster_text(out, r, names);
		break;
	case REASON_NEW_ARTIST: {
		const char *who = artist(names, r->other);
		if (who)
			str_appendf(out, "new artist: you discovered %s lately", who);
		else
			str_append(out, "by an artist you discovered lately");
		break;
	}
	case REASON_NEWEST:
		added_words(out, r->number, now_ms);
		break;
	case REASON_VARIETY:
		str_appendf(out, "one of %.0f corners of your library", r->number);
		break;
	case REASON_UNPLAYED:
		with_title(out, names, r->other, "unplayed, like", "never played");
		break;
	case REASON_COMPANION:
		with_title(out, names, r->other, "unplayed, goes with",
			"unplayed, goes with what you play");
		break;
	case REASON_LIKED:
		str_append(out, "you marked it as liked");
		break;
	case REASON_CHANCE:
	case REASON__COUNT:
		str_append(out, "picked by chance");
		break;
	}
}

void reason_words_long(struct str *out, const struct pick *pick,
	const struct reason_facts *facts, const struct reason_names *names,
	int64_t now_ms)
{
	reason_words(out, pick, names, now_ms);
	if (facts->sound[0])
		str_appendf(out, ": %s", facts->sound);
	if (!facts->plays) {
		if (pick->reason.kind != REASON_UNPLAYED &&
			pick->reason.kind != REASON_COMPANION)
			str_append(out, facts->last_heard_ms ? " · never heard through"
							     : " · never played");
	} else {
		str_append(out, " · played ");
		count_of(out, facts->plays, "time");
		str_append(out, ", last ");
		reason_span(out, now_ms - facts->last_heard_ms);
		str_append(out, " ago");
	}
	if (facts->liked && pick->reason.kind != REASON_LIKED)
		str_append(out, " · liked");
	if (facts->added_ms && now_ms - facts->added_ms > DAY_MS) {
		str_append(out, " · yours for ");
		reason_span(out, now_ms - facts->added_ms);
	}
}
