/* `linnet eval` without files: the own history. Private to cli/. */
#ifndef CLI_EVAL_OWN_H
#define CLI_EVAL_OWN_H

#include "cli/cli.h"

/* `engines`: specs apart by commas; NULL: the usual ones. Returns the exit code. */
int eval_own(struct cli *cli, const char *engines);

#endif
