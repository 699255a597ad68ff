#include "wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

enum { MAGIC = 0x6C6E7431, STEP = 1 << 20, CROWDED_MAX = 10000 };

/* Room for the control data of a message, aligned as the kernel wants it. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * WORKER_FDS_MAX)];
};

void worker_message_finish(struct worker_message *m)
{
	for (size_t i = 0; i < m->n_fds; i++)
		if (m->fds[i] >= 0)
			close(m->fds[i]);
	str_finish(&m->payload);
	*m = (struct worker_message){0};
}

void wire_out_init(struct wire_out *o, const struct worker_message *m, int seconds)
{
	*o = (struct wire_out){.m = m};
	o->header = (struct wire_header){.magic = MAGIC,
		.type = m->type,
		.sequence = m->sequence,
		.payload_bytes = (uint32_t)m->payload.len,
		.n_fds = (uint32_t)m->n_fds,
		.seconds = (uint32_t)seconds};
}

void wire_in_finish(struct wire_in *in)
{
	worker_message_finish(&in->m);
	*in = (struct wire_in){0};
}

static void put_fds(struct msghdr *h, union control *c, const struct worker_message *m)
{
	size_t n = sizeof(int) * m->n_fds;
	memset(c, 0, sizeof *c);
	h->msg_control = c->bytes;
	h->msg_controllen = CMSG_SPACE(n);
	struct cmsghdr *cm = CMSG_FIRSTHDR(h);
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	cm->cmsg_len = CMSG_LEN(n);
	memcpy(CMSG_DATA(cm), m->fds, n);
}

enum wire_result wire_write(int fd, struct wire_out *o)
{
	const size_t head = sizeof o->header, all = head + o->m->payload.len;
	int crowded = 0;
	while (o->done < all) {
		struct iovec v[2];
		struct msghdr h = {.msg_iov = v};
		union control c;
		size_t at = o->done;
		if (at < head)
			v[h.msg_iovlen++] =
				(struct iovec){(char *)&o->header + at, head - at};
		size_t from = at > head ? at - head : 0;
		if (o->m->payload.len > from)
			v[h.msg_iovlen++] = (struct iovec){
				o->m->payload.data + from, o->m->payload.len - from};
		if (at == 0 && o->m->n_fds)
			put_fds(&h, &c, o->m);
		ssize_t k = sendmsg(fd, &h, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		/* Too many descriptors are under way: they get fewer as they are taken.
		 */
		if (k < 0 && errno == ETOOMANYREFS && ++crowded < CROWDED_MAX) {
			clock_sleep_us(1000);
			continue;
		}
		if (k < 0)
			return errno == EAGAIN ? WIRE_AGAIN : WIRE_CLOSED;
		o->done += (size_t)k;
	}
	return WIRE_DONE;
}

static bool take_fds(struct msghdr *h, struct worker_message *m)
{
	for (struct cmsghdr *cm = CMSG_FIRSTHDR(h); cm; cm = CMSG_NXTHDR(h, cm)) {
		if (cm->cmsg_level != SOL_SOCKET || cm->cmsg_type != SCM_RIGHTS)
			continue;
		size_t n = (cm->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(cm) + i * sizeof fd, sizeof fd);
			if (m->n_fds < WORKER_FDS_MAX)
				m->fds[m->n_fds++] = fd;
			else
				close(fd);
		}
	}
	return !(h->msg_flags & MSG_CTRUNC);
}

/* The header, and the descriptors that come with its first byte. */
static ssize_t read_header(int fd, struct wire_in *in)
{
	union control c;
	struct iovec v = {(char *)&in->header + in->got_header,
		sizeof in->header - in->got_header};
	struct msghdr h = {.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = c.bytes,
		.msg_controllen = sizeof c.bytes};
	ssize_t k = recvmsg(fd, &h, MSG_CMSG_CLOEXEC);
	if (k > 0) {
		in->got_header += (size_t)k;
		if (!take_fds(&h, &in->m))
			return 0;
	}
	return k;
}

/* The memory grows with what really comes, not with what the header promises. */
static ssize_t read_payload(int fd, struct wire_in *in)
{
	struct str *p = &in->m.payload;
	size_t want = in->header.payload_bytes - p->len;
	if (want > STEP)
		want = STEP;
	p->data = mem_grow(p->data, &p->cap, p->len + want + 1, 1);
	ssize_t k = recv(fd, p->data + p->len, want, 0);
	if (k > 0)
		p->len += (size_t)k;
	p->data[p->len] = '\0';
	return k;
}

enum wire_result wire_read(int fd, struct wire_in *in, struct worker_message *ret)
{
	for (;;) {
		bool in_header = in->got_header < sizeof in->header;
		if (!in_header && in->m.payload.len == in->header.payload_bytes)
			break;
		ssize_t k = in_header ? read_header(fd, in) : read_payload(fd, in);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 && errno == EAGAIN)
			return WIRE_AGAIN;
		if (k <= 0)
			return WIRE_CLOSED;
		if (in->got_header == sizeof in->header &&
			(in->header.magic != MAGIC ||
				in->header.payload_bytes > WORKER_PAYLOAD_MAX ||
				in->header.n_fds != in->m.n_fds))
			return WIRE_CLOSED;
	}
	*ret = in->m;
	ret->type = in->header.type;
	ret->sequence = in->header.sequence;
	uint32_t seconds = in->header.seconds;
	*in = (struct wire_in){.header.seconds = seconds};
	return WIRE_DONE;
}
