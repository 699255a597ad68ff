#include "library/tags_job.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/str.h"
#include "codec/tags.h"

/* A tag of 256 MB is not read; the rest is room for pictures and TagLib's copies. */
enum { MEMORY_MB = 1024 };

void tags_job_read(int fd, struct tags_record *ret)
{
	struct err why = {0};
	*ret = (struct tags_record){0};
	ret->code = tags_read_fd(fd, &ret->tags, &why);
	if (ret->code != ERR_OK)
		str_copy(ret->reason, sizeof ret->reason, why.msg);
}

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	(void)state;
	if (m->type != TAGS_JOB_READ || m->n_fds == 0)
		return err_set(
			why, ERR_USAGE, "the tags worker got an unknown message");
	reply->type = TAGS_JOB_READ;
	for (size_t i = 0; i < m->n_fds; i++) {
		struct tags_record r;
		tags_job_read(m->fds[i], &r);
		bytes_put_u32(&reply->payload, (uint32_t)r.code);
		if (r.code == ERR_OK)
			tags_put(&reply->payload, &r.tags);
		else
			bytes_put_str(&reply->payload, r.reason);
		tags_finish(&r.tags);
	}
	return ERR_OK;
}

static void unpack_one(struct bytes_reader *r, struct tags_record *ret)
{
	uint32_t code = bytes_get_u32(r);
	ret->code = code < ERR__COUNT ? (enum err_code)code : ERR_WORKER;
	if (ret->code == ERR_OK) {
		tags_get(r, &ret->tags);
		return;
	}
	char *reason = bytes_get_str(r);
	str_copy(ret->reason, sizeof ret->reason, reason ? reason : "");
	free(reason);
}

enum err_code tags_job_unpack(const struct worker_message *reply,
	struct tags_record *records, size_t n, struct err *why)
{
	struct bytes_reader r;
	memset(records, 0, n * sizeof *records);
	bytes_reader_init(&r, reply->payload.data, reply->payload.len);
	for (size_t i = 0; i < n && !r.bad; i++)
		unpack_one(&r, &records[i]);
	if (reply->type == TAGS_JOB_READ && !r.bad && r.p == r.end)
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		tags_finish(&records[i].tags);
	return err_set(
		why, ERR_WORKER, "the tags worker gave an answer that makes no sense");
}

const struct worker_job tags_job = {
	.role = "tags",
	.handle = handle,
	.memory_bytes = (size_t)MEMORY_MB << 20,
};
