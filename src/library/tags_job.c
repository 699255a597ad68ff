#include "library/tags_job.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/cue.h"
#include "codec/picture.h"
#include "codec/tags.h"
#include "tags_art.h"
#include "tags_edit.h"

/* A tag of 256 MB is not read; the rest is room for pictures and TagLib's copies. */
enum { MEMORY_MB = 1024 };

void tags_record_finish(struct tags_record *r)
{
	tags_finish(&r->tags);
	cue_sheet_finish(r->sheet);
	free(r->sheet);
	r->sheet = NULL;
}

static void take_sheet(
	struct tags_record *ret, struct cue_sheet *sheet, enum err_code code)
{
	if (code == ERR_OK)
		ret->sheet = sheet;
	else
		free(sheet);
}

void tags_job_read(int fd, struct tags_record *ret)
{
	struct err why = {0};
	*ret = (struct tags_record){0};
	ret->code = tags_read_fd(fd, &ret->tags, &why);
	const char *text = ret->code == ERR_OK ? ret->tags.cuesheet : NULL;
	if (text && cue_available()) {
		struct cue_sheet *sheet = xcalloc(1, sizeof *sheet);
		take_sheet(ret, sheet, cue_parse(text, strlen(text), sheet, &why));
	}
	str_copy(ret->reason, sizeof ret->reason, why.msg);
}

void tags_job_sheet(int fd, struct tags_record *ret)
{
	struct err why = {0};
	struct cue_sheet *sheet = xcalloc(1, sizeof *sheet);
	*ret = (struct tags_record){0};
	ret->code = cue_parse_fd(fd, sheet, &why);
	take_sheet(ret, sheet, ret->code);
	str_copy(ret->reason, sizeof ret->reason, why.msg);
}

static void pack(struct str *b, const struct tags_record *r, bool sheets_only)
{
	bytes_put_u32(b, (uint32_t)r->code);
	bytes_put_str(b, r->reason);
	if (r->code == ERR_OK && !sheets_only)
		tags_put(b, &r->tags);
	bytes_put_u8(b, r->sheet != NULL);
	if (r->sheet)
		cue_sheet_put(b, r->sheet);
}

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	(void)state;
	if (tags_art_is(m))
		return tags_art_handle(m, reply, why);
	if (tags_edit_is(m))
		return tags_edit_handle(m, reply, why);
	bool sheets = m->type == TAGS_JOB_SHEET;
	if ((m->type != TAGS_JOB_READ && !sheets) || m->n_fds == 0)
		return err_set(
			why, ERR_USAGE, "the tags worker got an unknown message");
	reply->type = m->type;
	for (size_t i = 0; i < m->n_fds; i++) {
		struct tags_record r;
		if (sheets)
			tags_job_sheet(m->fds[i], &r);
		else
			tags_job_read(m->fds[i], &r);
		pack(&reply->payload, &r, sheets);
		tags_record_finish(&r);
	}
	return ERR_OK;
}

static void unpack_one(
	struct bytes_reader *r, struct tags_record *ret, bool sheets_only)
{
	uint32_t code = bytes_get_u32(r);
	ret->code = code < ERR__COUNT ? (enum err_code)code : ERR_WORKER;
	char *reason = bytes_get_str(r);
	str_copy(ret->reason, sizeof ret->reason, reason ? reason : "");
	free(reason);
	if (ret->code == ERR_OK && !sheets_only)
		tags_get(r, &ret->tags);
	if (bytes_get_u8(r)) {
		ret->sheet = xcalloc(1, sizeof *ret->sheet);
		cue_sheet_get(r, ret->sheet);
	}
	if (ret->code == ERR_OK && sheets_only && !ret->sheet)
		r->bad = true;
}

enum err_code tags_job_unpack(const struct worker_message *reply,
	struct tags_record *records, size_t n, struct err *why)
{
	struct bytes_reader r;
	bool sheets = reply->type == TAGS_JOB_SHEET;
	memset(records, 0, n * sizeof *records);
	bytes_reader_init(&r, reply->payload.data, reply->payload.len);
	for (size_t i = 0; i < n && !r.bad; i++)
		unpack_one(&r, &records[i], sheets);
	if ((sheets || reply->type == TAGS_JOB_READ) && !r.bad && r.p == r.end)
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		tags_record_finish(&records[i]);
	return err_set(
		why, ERR_WORKER, "the tags worker gave an answer that makes no sense");
}

static enum err_code prepare(void **ret_state, struct err *why)
{
	(void)why;
	*ret_state = NULL;
	tags_preload();
	picture_preload();
	return ERR_OK;
}

const struct worker_job tags_job = {
	.role = "tags",
	.prepare = prepare,
	.handle = handle,
	.memory_bytes = (size_t)MEMORY_MB << 20,
};
