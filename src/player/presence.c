#include "presence.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/hash.h"

static uint64_t add_file(uint64_t sum, const char *dir, const char *name)
{
	char path[512];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (stat(path, &st) != 0)
		return hash_u64(sum);
	sum = hash_u64(sum ^ (uint64_t)st.st_ino);
	return hash_u64(
		sum ^ (uint64_t)st.st_ctim.tv_sec ^ (uint64_t)st.st_ctim.tv_nsec << 20);
}

uint64_t presence_read(void)
{
	uint64_t sum = add_file(add_file(1, "/dev", "snd"), "/proc/asound", "card0");
	const char *runtime = getenv("XDG_RUNTIME_DIR"),
		   *pulse = getenv("PULSE_RUNTIME_PATH");
	if (runtime) {
		sum = add_file(sum, runtime, "pulse/native");
		sum = add_file(sum, runtime, "pipewire-0");
	}
	return pulse ? add_file(sum, pulse, "native") : sum;
}
