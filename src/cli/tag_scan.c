#include "tag_scan.h"

#include <stdlib.h>

#include "conf/conf.h"
#include "db/order.h"
#include "db/search.h"
#include "library/retag_act.h"
#include "scan_write.h"

enum { INDEX_STEP = 2000 };

static enum err_code write_batch(void *ctx, struct scan_batch *b, struct err *why)
{
	return scan_writer_put(ctx, b, why);
}

static enum err_code scan(struct db *db, const struct conf *conf,
	const struct scan_target *target, size_t n, struct err *why)
{
	const struct option_list *list = &conf->options.exclude;
	struct scan_writer *writer = scan_writer_begin(db);
	struct scan_result result;
	const struct scan_config config = {.db = db,
		.clock = clock_system(),
		.excludes = (const char *const *)list->item,
		.n_excludes = list->n,
		.urgent = true,
		.live = true,
		.write = write_batch,
		.ctx = writer};
	enum err_code code = scan_run(&config, target, n, &result, why);
	enum err_code written = scan_writer_end(writer, code == ERR_OK ? why : NULL);
	code = code == ERR_OK ? written : code;
	for (size_t left = 1; code == ERR_OK && left > 0;)
		code = order_step(db, INDEX_STEP, &left, why);
	for (size_t left = 1; code == ERR_OK && left > 0;)
		code = search_index_step(db, INDEX_STEP, &left, why);
	return code;
}

enum err_code tag_scan(const struct cli *cli, struct db *db, char *const *path,
	size_t n, struct err *why)
{
	struct arena arena = {0};
	struct conf conf;
	struct scan_target *target = NULL;
	size_t n_targets = 0;
	conf_init(&conf, NULL);
	enum err_code code = conf_read_file(&conf, cli->config_path, why);
	if (code == ERR_OK)
		code = retag_act_targets(db, path, n, &arena, &target, &n_targets, why);
	if (code == ERR_OK && n_targets > 0)
		code = scan(db, &conf, target, n_targets, why);
	conf_finish(&conf);
	arena_finish(&arena);
	return code == ERR_OK
		       ? code
		       : err_prefix(why, "the files are written, but the library does "
					 "not know it yet (linnet scan)");
}
