/*
 * The job of `--worker av`: decodes one foreign file (codec/sniff.h) into a ring in
 * memory that it shares with the pump. src/player/remote.h is the pump's side.
 */
#ifndef PLAYER_AV_JOB_H
#define PLAYER_AV_JOB_H

#include "worker/worker.h"

extern const struct worker_job av_job;

#endif
