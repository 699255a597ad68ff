#include <stddef.h>

#include "cli/cli.h"
#include "commands.h"

const struct subcommand *const cli_table[] = {
	&cli_player,
	&cli_analyze,
	&cli_config,
	&cli_ctl,
	&cli_demo,
	&cli_doctor,
	&cli_man,
	&cli_eval,
	&cli_loudness,
	&cli_play,
	&cli_playlist,
	&cli_scan,
	&cli_search,
	&cli_history,
	&cli_import,
	&cli_stats,
	&cli_tag,
	&cli_clusters,
	&cli_recommend,
	&cli_similar,
	&cli_train,
	NULL,
};
