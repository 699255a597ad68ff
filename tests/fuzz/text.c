/* Targets that take text, or a message. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/cue.h"
#include "conf/conf.h"
#include "library/playlist_file.h"
#include "library/tags_job.h"
#include "player/queue.h"
#include "targets.h"
#include "text/fold.h"
#include "text/json.h"
#include "text/lyrics.h"
#include "text/quote.h"

/* The bytes as a string; the caller frees it. */
static char *text_of(const uint8_t *data, size_t n)
{
	char *s = xmalloc(n + 1);
	if (n)
		memcpy(s, data, n);
	s[n] = '\0';
	return s;
}

/* What was read is written in all formats, and read again it is the same. */
static void write_again(const struct playlist_file *p, enum playlist_format format)
{
	struct playlist_file again;
	struct str out = {0};
	playlist_file_write(p, format, "/music", PLAYLIST_PATHS_RELATIVE, &out);
	assert(playlist_file_parse(out.data, out.len, "/music", &again, NULL) ==
		ERR_OK);
	assert(again.n == p->n);
	for (size_t i = 0; i < p->n; i++)
		assert(strcmp(again.item[i].path, p->item[i].path) == 0);
	playlist_file_finish(&again);
	str_finish(&out);
}

void fuzz_playlist(const uint8_t *data, size_t n)
{
	struct playlist_file p;
	struct err why = {0};
	char *text = text_of(data, n);
	if (playlist_file_parse(text, n, "/music/lists", &p, &why) == ERR_OK) {
		for (size_t i = 0; i < p.n; i++)
			assert(p.item[i].path[0] == '/');
		if (p.n > 0) {
			write_again(&p, PLAYLIST_XSPF);
			write_again(&p, PLAYLIST_M3U8);
			write_again(&p, PLAYLIST_PLS);
		}
	}
	playlist_file_finish(&p);
	free(text);
}

void fuzz_cue(const uint8_t *data, size_t n)
{
	struct cue_sheet sheet;
	struct err why = {0};
	char *text = text_of(data, n);
	if (cue_parse(text, n, &sheet, &why) == ERR_OK) {
		assert(sheet.n > 0);
		cue_sheet_finish(&sheet);
	} else {
		assert(strlen(why.msg) > 5);
	}
	free(text);
}

/* Whatever the bytes are: bounded lines of UTF-8 in their order, the same over the wire. */
void fuzz_lyrics(const uint8_t *data, size_t n)
{
	struct lyrics l, back;
	struct str wire = {0};
	struct bytes_reader r;
	lyrics_parse(&l, (const char *)data, n);
	assert(l.n <= LYRICS_LINES_MAX);
	for (size_t i = 0; i < l.n; i++) {
		const struct lyrics_line *line = &l.line[i];
		size_t len = strlen(line->text);
		assert(len <= LYRICS_LINE_MAX && utf8_valid(line->text, len));
		assert(i == 0 || !l.timed || l.line[i - 1].at_ms <= line->at_ms);
		for (size_t k = 0; k < line->n_words; k++)
			assert(line->word[k].from < len);
		int64_t next = lyrics_next_ms(&l, line->at_ms);
		assert(next < 0 || next > line->at_ms);
	}
	lyrics_put(&wire, &l);
	bytes_reader_init(&r, wire.data, wire.len);
	lyrics_get(&r, &back);
	assert(!r.bad && back.n == l.n && back.timed == l.timed);
	lyrics_finish(&back);
	/* And the bytes themselves as an answer of a worker. */
	bytes_reader_init(&r, data, n);
	lyrics_get(&r, &back);
	lyrics_finish(&back);
	lyrics_finish(&l);
	str_finish(&wire);
}

static void walk(const struct json_node *v, int depth)
{
	int64_t i;
	double d;
	bool b;
	(void)json_node_str(v);
	(void)json_node_int(v, &i);
	(void)json_node_double(v, &d);
	(void)json_node_bool(v, &b);
	(void)json_node_get(v, "listened_at");
	for (size_t k = 0; depth < 8 && k < json_node_len(v) && k < 64; k++)
		walk(json_node_at(v, k), depth + 1);
}

void fuzz_json(const uint8_t *data, size_t n)
{
	struct json_doc *doc = NULL;
	struct err why = {0};
	char *text = text_of(data, n);
	if (json_doc_parse(text, n, &doc, &why) == ERR_OK)
		walk(json_doc_root(doc), 0);
	else
		assert(strlen(why.msg) > 5);
	json_doc_destroy(doc);
	/* Any bytes become JSON that can be read back. */
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_str(&w, "text", text);
	json_put_path(&w, text);
	json_write_object_end(&w);
	assert(json_doc_parse(out.data, out.len, &doc, &why) == ERR_OK);
	const char *back = json_node_str(json_node_get(json_doc_root(doc), "text"));
	assert(back && (!utf8_valid(text, strlen(text)) || strcmp(back, text) == 0));
	json_doc_destroy(doc);
	str_finish(&out);
	free(text);
}

void fuzz_conf(const uint8_t *data, size_t n)
{
	struct conf c;
	struct str out = {0};
	char *text = text_of(data, n);
	conf_init(&c, NULL);
	conf_read_text(&c, "fuzz.conf", text);
	conf_document(&c, &out);
	/* What it prints of itself, it takes without a warning. */
	struct conf again;
	conf_init(&again, NULL);
	conf_read_text(&again, "document", str_text(&out));
	assert(again.n_warnings == 0);
	conf_finish(&again);
	str_finish(&out);
	conf_finish(&c);
	free(text);
}

void fuzz_quote(const uint8_t *data, size_t n)
{
	struct quote_words words = {0}, again = {0};
	struct err why = {0};
	char *text = text_of(data, n);
	assert(quote_last_word(text) <= strlen(text));
	if (quote_split(text, &words, &why) == ERR_OK) {
		char *line = quote_join((const char *const *)words.word, words.n);
		assert(quote_split(line, &again, &why) == ERR_OK);
		assert(again.n == words.n);
		for (size_t i = 0; i < words.n; i++)
			assert(strcmp(words.word[i], again.word[i]) == 0);
		free(line);
		quote_words_finish(&again);
		quote_words_finish(&words);
	}
	struct str folded = {0};
	fold_append(&folded, text);
	fold_sort_key(&folded, text);
	fold_identity(&folded, text);
	str_finish(&folded);
	free(text);
}

/* Messages from a worker that a file may have taken over, and a queue from the disk. */
void fuzz_wire(const uint8_t *data, size_t n)
{
	enum { RECORDS = 3 };
	struct tags_record record[RECORDS];
	struct worker_message m = {.type = TAGS_JOB_READ};
	struct bytes_reader r;
	str_append_n(&m.payload, (const char *)data, n);
	if (tags_job_unpack(&m, record, RECORDS, NULL) == ERR_OK)
		for (int i = 0; i < RECORDS; i++)
			tags_record_finish(&record[i]);
	str_finish(&m.payload);
	struct queue *q = queue_create(1);
	bytes_reader_init(&r, data, n);
	(void)queue_get(&r, q);
	queue_destroy(q);
}
