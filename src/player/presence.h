/*
 * A cheap hint that a sound device came or went: looked at once a second, so that the
 * library that knows for sure, which takes .1 s to load, need not be. Private to
 * player/.
 */
#ifndef PLAYER_PRESENCE_H
#define PLAYER_PRESENCE_H

#include <stdint.h>

/* A number that changes when sound cards or the sockets of sound servers do. */
uint64_t presence_read(void);

#endif
