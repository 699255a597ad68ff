/*
 * The worker keeps its packed answer and hands it out in slices, as a library of a million
 * tracks is larger than a message may be.
 */
#include "library/import_job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "db/stickers.h"
#include "text/xml.h"

enum { JOB_READ = 1, JOB_MORE, SLICE = 8 << 20, FILE_MAX = 1 << 30 };
enum { MEMORY_MB = 8192, SECONDS = 300, HEAD = 4096 };

/* ---- the worker's side */

struct state {
	struct str packed; /* owned */
	size_t given;
};

static enum err_code read_all(int fd, char **ret, size_t *ret_n, struct err *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_sys(why, errno, "cannot read it");
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		return err_set(why, ERR_RANGE, "it is no file of at most 1 GB");
	*ret = xmalloc((size_t)st.st_size + 1);
	ssize_t n = io_pread_full(fd, *ret, (size_t)st.st_size, 0);
	if (n < 0) {
		int errnum = errno;
		free(*ret);
		return err_sys(why, errnum, "cannot read it");
	}
	(*ret)[n] = '\0';
	*ret_n = (size_t)n;
	return ERR_OK;
}

static enum err_code read_fd(int fd, const char *name, const char *folder,
	struct import_data *d, struct err *why)
{
	char *data = NULL;
	size_t n = 0;
	enum err_code code = read_all(fd, &data, &n, why);
	if (code)
		return code;
	struct import_text t = {data, n, name, folder};
	code = import_read(d, import_sniff(data, n), &t, why);
	free(data);
	return code;
}

static void give(struct state *s, struct worker_message *reply)
{
	size_t left = s->packed.len - s->given, n = left > SLICE ? SLICE : left;
	bytes_put_u8(&reply->payload, left > n);
	str_append_n(&reply->payload, str_text(&s->packed) + s->given, n);
	s->given += n;
	if (left == n)
		str_finish(&s->packed);
}

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	struct state *s = state;
	reply->type = m->type;
	if (m->type == JOB_READ && m->n_fds == 1) {
		struct bytes_reader r;
		struct import_data d = {0};
		bytes_reader_init(&r, m->payload.data, m->payload.len);
		char *name = bytes_get_str(&r), *folder = bytes_get_str(&r);
		enum err_code code = read_fd(
			m->fds[0], name ? name : "", folder ? folder : "/", &d, why);
		str_finish(&s->packed);
		s->given = 0;
		if (!code)
			import_data_put(&s->packed, &d);
		import_data_finish(&d);
		free(name);
		free(folder);
		if (code)
			return code;
	} else if (m->type != JOB_MORE) {
		return err_set(
			why, ERR_USAGE, "the import worker got an unknown message");
	}
	give(s, reply);
	return ERR_OK;
}

static enum err_code prepare(void **ret_state, struct err *why)
{
	(void)why;
	/* Without it XML cannot be read, and says so then. */
	(void)xml_load(NULL);
	stickers_prepare();
	*ret_state = xcalloc(1, sizeof(struct state));
	return ERR_OK;
}

static void finish(void *state)
{
	struct state *s = state;
	str_finish(&s->packed);
	free(s);
}

const struct worker_job import_job = {
	.role = "import",
	.prepare = prepare,
	.handle = handle,
	.finish = finish,
	.memory_bytes = (size_t)MEMORY_MB << 20,
};

/* ---- the other side */

struct import_reader {
	bool in_worker;
	struct worker *worker; /* owned; NULL until it is needed */
};

struct import_reader *import_reader_create(bool in_worker)
{
	struct import_reader *r = xcalloc(1, sizeof *r);
	r->in_worker = in_worker;
	return r;
}

void import_reader_destroy(struct import_reader *r)
{
	if (!r)
		return;
	if (r->worker)
		worker_stop(r->worker);
	free(r);
}

static enum err_code unpack(
	const struct str *packed, struct import_data *d, struct err *why)
{
	struct bytes_reader r;
	struct import_data got;
	bytes_reader_init(&r, str_text(packed), packed->len);
	bool good = import_data_get(&r, &got);
	if (good)
		import_data_join(d, &got);
	import_data_finish(&got);
	return good ? ERR_OK
		    : err_set(why, ERR_WORKER,
			      "the import worker gave an answer that makes no sense");
}

static enum err_code ask(struct import_reader *r, int fd, const char *name,
	const char *folder, struct import_data *d, struct err *why)
{
	static const struct worker_limits limits = {
		.seconds_per_message = SECONDS, .urgent = true};
	enum err_code code = ERR_OK;
	struct str packed = {0};
	bool more = true;
	if (!r->worker)
		code = worker_start(NULL, "import", &limits, &r->worker, why);
	for (bool first = true; !code && more; first = false) {
		struct worker_message m = {.type = first ? JOB_READ : JOB_MORE},
				      reply = {0};
		if (first) {
			bytes_put_str(&m.payload, name);
			bytes_put_str(&m.payload, folder);
			m.fds[0] = fd;
			m.n_fds = 1;
		}
		code = worker_call(r->worker, &m, &reply, why);
		more = !code && reply.payload.len > 0 && reply.payload.data[0];
		if (!code && reply.payload.len > 0)
			str_append_n(
				&packed, reply.payload.data + 1, reply.payload.len - 1);
		if (!code)
			worker_message_finish(&reply);
		str_finish(&m.payload);
	}
	if (!code)
		code = unpack(&packed, d, why);
	str_finish(&packed);
	return code;
}

enum err_code import_reader_file(struct import_reader *r, const char *path,
	const char *name, struct import_data *d, struct err *why)
{
	char *real = path_real(path);
	int fd = open(real ? real : path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		int errnum = errno;
		free(real);
		return err_sys(why, errnum, "cannot read %s", path);
	}
	char *folder = path_dir(real ? real : path);
	struct import_data one = {0};
	if (!name)
		name = path_base(real ? real : path);
	enum err_code code = r->in_worker ? ask(r, fd, name, folder, &one, why)
					  : read_fd(fd, name, folder, &one, why);
	if (!code)
		import_data_join(d, &one);
	import_data_finish(&one);
	free(folder);
	free(real);
	close(fd);
	return code;
}

enum err_code import_reader_bytes(struct import_reader *r, const struct import_text *t,
	struct import_data *d, struct err *why)
{
	(void)r;
	struct import_data one = {0};
	enum err_code code = import_read(&one, import_sniff(t->data, t->n), t, why);
	if (!code)
		import_data_join(d, &one);
	import_data_finish(&one);
	return code;
}

enum err_code import_kind_of(const char *path, enum import_kind *ret, struct err *why)
{
	char head[HEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : io_read_full(fd, head, sizeof head);
	int errnum = errno;
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_sys(why, errnum, "cannot read %s", path);
	*ret = import_sniff(head, (size_t)n);
	return ERR_OK;
}
