/* `linnet recommend`: what For You would queue now. */
#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "db/library.h"
#include "db/settings.h"
#include "db/slates.h"
#include "taste.h"
#include "text/json.h"
#include "words.h"

enum { OPT_NUMBER, OPT_DISCOVER, OPT_SEED, OPT_EXPLAIN };
enum { DEFAULT_PICKS = 20, DEFAULT_DIAL = 50, SHARES_SHOWN = 4 };
static const struct cli_option options[] = {
	{"number", 'n', "N", "how many picks (20)"},
	{"discover", 'd', "0..100",
		"the dial: 0 familiar, 100 discover (as last set, or 50)"},
	{"seed", 's', "PATH", "start from this file of the library"},
	{"explain", 'e', NULL, "say why, and what each engine gave"},
	{0},
};

static const char *glyph(enum reason_kind kind)
{
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	switch (reason_letter(kind)) {
	case 'r':
		return utf8 ? "↺" : "r";
	case 'f':
		return utf8 ? "☾" : "f";
	case '+':
		return "+";
	default:
		return utf8 ? "✦" : "n";
	}
}

/* The largest shares: "recency 45 %, follow 30 %". */
static void append_shares(struct str *out, const struct slate *s, const struct pick *p)
{
	bool said[SLATE_ENGINES_MAX] = {false};
	for (int n = 0; n < SHARES_SHOWN; n++) {
		size_t best = s->engines;
		for (size_t e = 0; e < s->engines; e++)
			if (!said[e] && lrintf(p->share[e] * 100) > 0 &&
				(best == s->engines || p->share[e] > p->share[best]))
				best = e;
		if (best == s->engines)
			return;
		said[best] = true;
		str_appendf(out, "%s%s %ld %%", n ? ", " : "", s->engine[best],
			lrintf(p->share[best] * 100));
	}
}

static void print_text(struct cli_taste *t, const struct slate *s, bool explain)
{
	struct reason_names names = taste_names(t->taste);
	for (size_t i = 0; i < s->n; i++) {
		const struct pick *p = &s->pick[i];
		struct str line = {0}, shares = {0};
		char *name = cli_taste_name(t, p->recording);
		if (explain) {
			str_appendf(&line, "%s %s · ", glyph(p->reason.kind), name);
			reason_words(&line, p, &names, t->now_ms);
			append_shares(&shares, s, p);
			str_appendf(&line, " · %s", str_text(&shares));
		} else {
			str_append(&line, name);
		}
		char *printable = words_printable(str_text(&line));
		puts(printable);
		free(printable);
		free(name);
		str_finish(&line);
		str_finish(&shares);
	}
}

static void put_shares(struct json_writer *w, const char *key, const struct slate *s,
	const float *share)
{
	json_write_key(w, key);
	json_write_object(w);
	for (size_t e = 0; e < s->engines; e++) {
		if (share[e] <= 0)
			continue;
		json_write_key(w, s->engine[e]);
		json_write_float(w, share[e]);
	}
	json_write_object_end(w);
}

static void put_pick(struct json_writer *w, struct cli_taste *t, const struct slate *s,
	const struct pick *p)
{
	struct reason_names names = taste_names(t->taste);
	struct track track;
	struct str words = {0};
	json_write_object(w);
	json_put_int(w, "recording", p->recording);
	json_put_str(w, "title", names.title(names.ctx, p->recording));
	json_put_str(w, "artist", names.artist(names.ctx, p->recording));
	if (library_track_of(t->db, p->recording, &t->arena, &track, NULL) == ERR_OK) {
		json_put_str(w, "album", track.album_title);
		if (track.path)
			json_put_path(w, track.path);
	}
	json_write_key(w, "score");
	json_write_float(w, p->score);
	json_write_key(w, "reason");
	json_write_object(w);
	json_put_str(w, "kind", reason_name(p->reason.kind));
	if (p->reason.other)
		json_put_int(w, "other", p->reason.other);
	json_put_double(w, "number", p->reason.number);
	reason_words(&words, p, &names, t->now_ms);
	json_put_str(w, "words", str_text(&words));
	json_write_object_end(w);
	put_shares(w, "shares", s, p->share);
	json_write_object_end(w);
	str_finish(&words);
}

static void print_json(struct cli_taste *t, const struct slate *s)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "slate", s->id);
	json_put_int(&w, "made_ms", s->made_ms);
	json_put_int(&w, "discover", s->discover);
	json_put_int(&w, "seed", s->seed);
	json_put_bool(&w, "learning", s->learning);
	json_put_bool(&w, "caps_relaxed", s->caps_relaxed);
	put_shares(&w, "weights", s, s->weight);
	json_write_key(&w, "picks");
	json_write_array(&w);
	for (size_t i = 0; i < s->n; i++)
		put_pick(&w, t, s, &s->pick[i]);
	json_write_array_end(&w);
	json_write_object_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&out), stdout);
	str_finish(&out);
}

static void say_state(const struct cli_taste *t, const struct slate *s)
{
	if (s->learning && taste_info(t->taste).features == 0)
		fputs("linnet: still learning what you like; linnet analyze lets it "
		      "hear "
		      "the music\n",
			stderr);
	else if (s->learning)
		fputs("linnet: still learning what you like; until then, variety\n",
			stderr);
	if (s->caps_relaxed)
		fputs("linnet: too few other tracks: some were heard or offered "
		      "lately\n",
			stderr);
}

static int recommend(
	struct cli *cli, const struct cli_args *args, struct taste_request *r)
{
	struct cli_taste t;
	struct slate s = {0};
	struct err why = {0};
	enum err_code code = cli_taste_open(cli, DB_WRITE, &t, &why);
	if (code == ERR_OK)
		code = cli_taste_keep_clusters(&t, false, &why);
	if (code == ERR_OK && args->value[OPT_SEED])
		code = cli_taste_recording(&t, args->value[OPT_SEED], &r->seed, &why);
	r->now_ms = t.now_ms;
	if (code == ERR_OK && r->discover < 0)
		r->discover = (int)settings_get_i64(t.db, "dial", DEFAULT_DIAL);
	if (code == ERR_OK)
		code = taste_slate(t.taste, r, &s, &why);
	if (code == ERR_OK)
		code = slates_put(t.db, t.profile, &s, &why);
	if (code == ERR_OK) {
		say_state(&t, &s);
		if (cli->json)
			print_json(&t, &s);
		else
			print_text(&t, &s, args->value[OPT_EXPLAIN] != NULL);
	}
	slate_finish(&s);
	cli_taste_close(&t);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long n = DEFAULT_PICKS, discover = -1;
	if (args->value[OPT_NUMBER] &&
		!cli_number(&cli_recommend, "number", args->value[OPT_NUMBER], 1,
			TASTE_SLATE_MAX, &n))
		return 2;
	if (args->value[OPT_DISCOVER] &&
		!cli_number(&cli_recommend, "discover", args->value[OPT_DISCOVER], 0,
			100, &discover))
		return 2;
	if (args->n_rest)
		return cli_wrong(
			&cli_recommend, "%s is one word too many", args->rest[0]);
	struct taste_request r = {.n = (int)n, .discover = (int)discover};
	return recommend(cli, args, &r);
}

const struct subcommand cli_recommend = {
	.name = "recommend",
	.usage = "[-n N] [--discover 0..100] [--seed PATH] [--explain]",
	.summary = "what For You would queue now",
	.text = "One line a pick. With --explain each says why, and which engines "
		"spoke "
		"for it.\nThe same state gives the same picks.",
	.options = options,
	.run = run,
};
