#include "tags_edit.h"

#include "base/bytes.h"
#include "codec/retag.h"

bool tags_edit_is(const struct worker_message *m)
{
	return m->type == TAGS_JOB_FIELDS || m->type == TAGS_JOB_CHANGE;
}

static enum err_code change(struct worker_message *m, struct err *why)
{
	struct retag wanted = {0};
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	retag_get(&r, &wanted);
	enum err_code code =
		r.bad ? err_set(why, ERR_USAGE, "the tags worker got half a message")
		      : retag_write(m->fds[0], &wanted, why);
	retag_finish(&wanted);
	return code;
}

enum err_code tags_edit_handle(
	struct worker_message *m, struct worker_message *reply, struct err *why)
{
	struct retag now = {0};
	if (m->n_fds != 1)
		return err_set(
			why, ERR_USAGE, "the tags worker got an unknown message");
	enum err_code code = m->type == TAGS_JOB_CHANGE ? change(m, why) : ERR_OK;
	if (code == ERR_OK)
		code = retag_read(m->fds[0], &now, why);
	if (code == ERR_OK)
		retag_put(&reply->payload, &now);
	reply->type = m->type;
	retag_finish(&now);
	return code;
}
