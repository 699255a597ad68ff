#include "work_print.h"

#include <stdio.h>

#include "base/str.h"
#include "text/json.h"

static void print_json(const struct work *w)
{
	struct str text = {0};
	struct json_writer out = {.out = &text};
	json_write_object(&out);
	json_put_int(&out, w->done_word, (int64_t)w->done);
	json_put_int(&out, "failed", (int64_t)w->failed);
	json_put_int(&out, "left", (int64_t)w->left);
	json_put_double(&out, "audio_seconds", w->audio_s);
	json_put_double(&out, "seconds", w->wall_s);
	json_write_object_end(&out);
	json_write_line_end(&out);
	fputs(str_text(&text), stdout);
	str_finish(&text);
}

void work_print(const struct cli *cli, const struct work *w)
{
	if (cli->json)
		print_json(w);
	else if (w->n == 0)
		printf("nothing to %s\n", w->to_do);
	else
		printf("%zu %s, %zu failed, %zu left, %.0f × real time\n", w->done,
			w->done_word, w->failed, w->left,
			w->wall_s > 0 ? w->audio_s / w->wall_s : 0);
}
