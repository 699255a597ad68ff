/* The caller's side of the control socket. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/io.h"
#include "base/str.h"
#include "remote/control.h"

/* Commands are answered at once; who is silent for so long is stopped or hangs. */
enum { PATIENCE_S = 10 };

static enum err_code connect_to(const char *path, int *ret_fd, struct err *why)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof addr.sun_path)
		return err_set(
			why, ERR_RANGE, "the path of the control socket is too long");
	str_copy(addr.sun_path, sizeof addr.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_sys(why, errno, "cannot make a socket");
	if (connect(fd, (const struct sockaddr *)&addr, sizeof addr) != 0) {
		close(fd);
		return err_set(why, ERR_NOT_FOUND,
			"no linnet is running; start one with linnet, or linnet "
			"--headless");
	}
	struct timeval patience = {.tv_sec = PATIENCE_S};
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	*ret_fd = fd;
	return ERR_OK;
}

/* One line of the answer; true when it was the last one. */
static bool take_line(const char *text, void (*line)(void *ctx, const char *text),
	void *ctx, enum err_code *code, struct err *why)
{
	if (text[0] == ' ') {
		line(ctx, text + 1);
		return false;
	}
	if (str_starts(text, "error "))
		*code = err_set(why, ERR_USAGE, "%s", text + 6);
	return true;
}

enum err_code control_call(const char *path, const char *command,
	void (*line)(void *ctx, const char *text), void *ctx, struct err *why)
{
	int fd = -1;
	enum err_code code = connect_to(path, &fd, why);
	if (code != ERR_OK)
		return code;
	struct str text = {0};
	str_appendf(&text, "%s\n", command);
	bool done = false;
	if (send(fd, text.data, text.len, MSG_NOSIGNAL) != (ssize_t)text.len)
		code = err_sys(why, errno, "cannot speak to the running linnet");
	str_reset(&text);
	while (code == ERR_OK && !done) {
		char part[4096], *end;
		ssize_t n = read(fd, part, sizeof part);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			code = err_set(
				why, ERR_BUSY, "the running linnet does not answer");
			break;
		}
		if (n <= 0) {
			code = err_set(why, ERR_IO, "the running linnet ended");
			break;
		}
		str_append_n(&text, part, (size_t)n);
		while (!done && (end = memchr(text.data, '\n', text.len))) {
			*end = '\0';
			done = take_line(text.data, line, ctx, &code, why);
			size_t used = (size_t)(end - text.data) + 1;
			memmove(text.data, text.data + used, text.len - used);
			text.len -= used;
		}
	}
	close(fd);
	str_finish(&text);
	return code;
}
