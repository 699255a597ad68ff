/* The control socket: its server, on the main loop. The caller's side is
 * control_call.c. */
#include "remote/control.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/command.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"

enum { CLIENTS_MAX = 16, LINE_MAX_BYTES = 65536, REPLY_MAX_BYTES = 4 << 20 };

struct client {
	struct control *owner;
	int fd;             /* -1: free */
	struct str in, out; /* owned */
	bool closing;       /* ends when `out` is sent */
};

struct control {
	struct app *app;
	int fd;
	char *path; /* owned */
	struct client client[CLIENTS_MAX];
};

char *control_path(const struct paths *p, const char *db_path)
{
	char *standard = path_join(p->data, "linnet.db");
	char *real = path_real(db_path), *real_standard = path_real(standard);
	const char *mine = real ? real : db_path;
	struct str s = {0};
	str_append(&s, p->runtime);
	if (strcmp(mine, real_standard ? real_standard : standard) != 0)
		str_appendf(&s, "/%016llx",
			(unsigned long long)hash_bytes(mine, strlen(mine), 0));
	str_append(&s, "/control.sock");
	free(standard);
	free(real);
	free(real_standard);
	return str_detach(&s);
}

static void drop(struct client *c)
{
	loop_remove_fd(app_loop(c->owner->app), c->fd);
	close(c->fd);
	c->fd = -1;
	str_finish(&c->in);
	str_finish(&c->out);
	c->closing = false;
}

static void watch(struct client *c);

/* Sends what fits; a client that lets too much pile up is dropped. */
static void send_out(struct client *c)
{
	while (c->out.len > 0) {
		ssize_t n = send(
			c->fd, c->out.data, c->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN) {
			drop(c);
			return;
		}
		if (n <= 0)
			break;
		memmove(c->out.data, c->out.data + n, c->out.len - (size_t)n);
		c->out.len -= (size_t)n;
	}
	if (c->out.len > REPLY_MAX_BYTES || (c->closing && c->out.len == 0))
		drop(c);
	else
		watch(c);
}

static void reply_lines(struct client *c, const char *text)
{
	while (*text) {
		const char *end = strchr(text, '\n');
		size_t n = end ? (size_t)(end - text) : strlen(text);
		str_append_c(&c->out, ' ');
		str_append_n(&c->out, text, n);
		str_append_c(&c->out, '\n');
		text += n + (end != NULL);
	}
}

static void run_line(struct client *c, const char *line)
{
	struct str reply = {0};
	struct err why = {0};
	bool json = str_starts(line, "json ");
	enum err_code code =
		app_command(c->owner->app, json ? line + 5 : line, json, &reply, &why);
	reply_lines(c, str_text(&reply));
	if (code == ERR_OK)
		str_append(&c->out, "ok\n");
	else
		str_appendf(&c->out, "error %s\n", why.msg);
	str_finish(&reply);
}

static void run_lines(struct client *c)
{
	char *end;
	while (c->in.len > 0 && (end = memchr(c->in.data, '\n', c->in.len))) {
		*end = '\0';
		run_line(c, c->in.data);
		size_t used = (size_t)(end - c->in.data) + 1;
		memmove(c->in.data, c->in.data + used, c->in.len - used);
		c->in.len -= used;
	}
	if (c->in.len > LINE_MAX_BYTES) {
		str_append(&c->out, "error the line is too long\n");
		c->closing = true;
	}
}

static void serve(void *ctx, int fd, short revents)
{
	struct client *c = ctx;
	char part[4096];
	if (revents & (POLLIN | POLLHUP | POLLERR)) {
		ssize_t n = recv(fd, part, sizeof part, MSG_DONTWAIT);
		if (n > 0) {
			str_append_n(&c->in, part, (size_t)n);
			run_lines(c);
		} else if (n == 0 || errno != EAGAIN) {
			drop(c);
			return;
		}
	}
	send_out(c);
}

static void watch(struct client *c)
{
	short events = c->out.len > 0 ? POLLIN | POLLOUT : POLLIN;
	loop_add_fd(app_loop(c->owner->app), c->fd, events, serve, c);
}

static void welcome(void *ctx, int fd, short revents)
{
	struct control *s = ctx;
	(void)revents;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (peer < 0)
		return;
	for (int i = 0; i < CLIENTS_MAX; i++) {
		if (s->client[i].fd >= 0)
			continue;
		s->client[i].fd = peer;
		watch(&s->client[i]);
		return;
	}
	close(peer);
}

/* A folder that is ours alone: 0700, our user's, no link. */
static enum err_code check_folder(const char *dir, struct err *why)
{
	struct stat st;
	enum err_code code = path_make_dirs(dir, 0700, why);
	if (code != ERR_OK)
		return code;
	if (lstat(dir, &st) != 0)
		return err_sys(why, errno, "cannot look at %s", dir);
	if (!S_ISDIR(st.st_mode) || st.st_uid != getuid() || (st.st_mode & 077) != 0)
		return err_set(why, ERR_PERMISSION,
			"%s must be a folder of yours with mode 0700", dir);
	return ERR_OK;
}

static bool somebody_listens(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes = fd >= 0 &&
		   connect(fd, (const struct sockaddr *)addr, sizeof *addr) == 0;
	if (fd >= 0)
		close(fd);
	return yes;
}

static enum err_code listen_at(const char *path, int *ret_fd, struct err *why)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof addr.sun_path)
		return err_set(
			why, ERR_RANGE, "the path of the control socket is too long");
	str_copy(addr.sun_path, sizeof addr.sun_path, path);
	if (somebody_listens(&addr))
		return err_set(why, ERR_EXISTS, "another linnet runs already");
	if (unlink(path) != 0 && errno != ENOENT)
		return err_sys(why, errno, "cannot replace %s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_sys(why, errno, "cannot make the control socket");
	mode_t before = umask(0177);
	int bound = bind(fd, (const struct sockaddr *)&addr, sizeof addr);
	int errnum = errno;
	umask(before);
	if (bound != 0 || listen(fd, CLIENTS_MAX) != 0) {
		close(fd);
		return err_sys(why, errnum, "cannot make the control socket %s", path);
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err_code control_create(
	struct app *a, const char *path, struct control **ret, struct err *why)
{
	char *dir = path_dir(path);
	int fd = -1;
	enum err_code code = check_folder(dir, why);
	free(dir);
	if (code == ERR_OK)
		code = listen_at(path, &fd, why);
	if (code != ERR_OK)
		return code;
	struct control *s = xcalloc(1, sizeof *s);
	s->app = a;
	s->fd = fd;
	s->path = xstrdup(path);
	for (int i = 0; i < CLIENTS_MAX; i++)
		s->client[i] = (struct client){.owner = s, .fd = -1};
	loop_add_fd(app_loop(a), fd, POLLIN, welcome, s);
	*ret = s;
	return ERR_OK;
}

void control_destroy(struct control *s)
{
	if (!s)
		return;
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (s->client[i].fd >= 0)
			drop(&s->client[i]);
	loop_remove_fd(app_loop(s->app), s->fd);
	close(s->fd);
	unlink(s->path);
	free(s->path);
	free(s);
}
