#include "analyze_print.h"

#include <math.h>

#include "text/json.h"

static void put_floats(struct json_writer *w, const char *key, const float *v, int n)
{
	json_write_key(w, key);
	json_write_array(w);
	for (int i = 0; i < n; i++)
		json_write_float(w, v[i]);
	json_write_array_end(w);
}

static void put_names(struct json_writer *w)
{
	json_write_key(w, "names");
	json_write_array(w);
	for (int i = 0; i < FEATURE_DIM; i++) {
		char name[32];
		feature_name(i, name, sizeof name);
		json_write_str(w, name);
	}
	json_write_array_end(w);
}

/* The stored lower triangle as 20 rows of 20. */
static void put_covariance(struct json_writer *w, const float *triangle)
{
	json_write_key(w, "covariance");
	json_write_array(w);
	for (int i = 0; i < FEATURE_MFCC; i++) {
		json_write_array(w);
		for (int j = 0; j < FEATURE_MFCC; j++) {
			int row = i > j ? i : j, column = i > j ? j : i;
			json_write_float(w, triangle[row * (row + 1) / 2 + column]);
		}
		json_write_array_end(w);
	}
	json_write_array_end(w);
}

void analyze_print_json(FILE *out, const char *path, const struct feature *f)
{
	struct str text = {0};
	struct json_writer w = {.out = &text};
	json_write_object(&w);
	json_put_path(&w, path);
	json_put_int(&w, "version", f->version);
	json_put_double(&w, "duration", f->duration_s);
	put_floats(&w, "vector", f->vector, FEATURE_DIM);
	put_names(&w);
	json_write_key(&w, "gaussian");
	json_write_object(&w);
	put_floats(&w, "mean", f->mean, FEATURE_MFCC);
	put_covariance(&w, f->covariance);
	json_write_object_end(&w);
	json_write_object_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&text), out);
	str_finish(&text);
}

static void print_blocks(FILE *out, const struct feature *f)
{
	for (int b = 0; b < FEATURE_BLOCKS; b++) {
		const struct feature_block *block = &feature_blocks[b];
		fprintf(out, "  %-12s %-9s", block->name, block->word);
		for (int i = 0; i < block->count && i < 6; i++)
			fprintf(out, " %9.4g", (double)f->vector[block->first + i]);
		fputs(block->count > 6 ? " …\n" : "\n", out);
	}
}

void analyze_print_summary(FILE *out, const char *path, const struct feature *f)
{
	static const char *const note[12] = {
		"C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"};
	long seconds = lround(f->duration_s);
	fprintf(out, "%s\n", path);
	fprintf(out, "  length       %ld:%02ld\n", seconds / 60, seconds % 60);
	fprintf(out, "  level        %.1f dB\n", (double)f->level_db);
	if (f->tempo_bpm > 0)
		fprintf(out, "  tempo        about %.0f bpm (confidence %.0f %%)\n",
			(double)f->tempo_bpm, (double)f->tempo_strength * 100);
	if (f->key >= 0)
		fprintf(out, "  key          %s %s, perhaps\n", note[f->key % 12],
			f->key < 12 ? "major" : "minor");
	if (!feature_usable(f))
		fputs("  too quiet or too short to be compared with other tracks\n",
			out);
	print_blocks(out, f);
}
