/*
 * Foreign files for the pump: decoders whose work is done by `av` workers, each with one
 * file. A worker stays for the next file; there are as many as files are open at once.
 * Private to player/; the pump's alone. Nothing here waits for longer than it says.
 */
#ifndef PLAYER_REMOTE_H
#define PLAYER_REMOTE_H

#include <stdbool.h>

#include "base/err.h"
#include "codec/decoder.h"

struct remote;
struct remote *remote_create(void);
/* Its decoders are closed before. */
void remote_destroy(struct remote *r);

/* A file of that name will probably need a worker. */
bool remote_is_likely(const char *path);
/* One is started, if there is none. */
void remote_expect(struct remote *r);

/*
 * decoder_open() for the pump: foreign files in a worker, others here. ERR_BUSY: the
 * worker has not answered within patience_ms; ask again for the same path, the work goes
 * on. The decoder's read also says ERR_BUSY while nothing is ready, after a short wait;
 * its seek does not wait.
 */
enum err_code remote_open(struct remote *r, const char *path, int patience_ms,
	struct decoder **ret, struct err *why);

#endif
