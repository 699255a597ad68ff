/* Every subcommand, for the table. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct subcommand cli_analyze;
extern const struct subcommand cli_config;
extern const struct subcommand cli_ctl;
extern const struct subcommand cli_demo;
extern const struct subcommand cli_doctor;
extern const struct subcommand cli_loudness;
extern const struct subcommand cli_man;
extern const struct subcommand cli_eval;
extern const struct subcommand cli_play;
extern const struct subcommand cli_history;
extern const struct subcommand cli_import;
extern const struct subcommand cli_playlist;
extern const struct subcommand cli_scan;
extern const struct subcommand cli_search;
extern const struct subcommand cli_stats;
extern const struct subcommand cli_tag;
extern const struct subcommand cli_clusters;
extern const struct subcommand cli_recommend;
extern const struct subcommand cli_similar;
extern const struct subcommand cli_train;
/* the row without a name: opens the player */
extern const struct subcommand cli_player;

#endif
