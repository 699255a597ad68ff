/* A tracker module is as long as it takes to play; without libopenmpt that is unknown. */
#include <fcntl.h>
#include <unistd.h>

#include "codec/decoder.h"
#include "codec/tags.h"
#include "mod_api.h"
#include "tag_container.h"

void tags_preload(void)
{
	(void)mod_api_there(NULL);
}

void module_read(int fd, struct container_facts *f)
{
	struct decoder *d = NULL;
	struct decoder_info info;
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own < 0)
		return;
	if (decoder_open_fd(own, &d, NULL) != ERR_OK) {
		close(own);
		return;
	}
	decoder_info(d, &info);
	decoder_close(d);
	f->rate_hz = info.rate_hz;
	f->channels = info.channels;
	if (info.frames > 0)
		f->duration_ms = info.frames * 1000 / info.rate_hz;
}
