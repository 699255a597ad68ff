/*
 * Private to text/: the reader of queries, and one term of them.
 */
#ifndef QUERY_TERM_H
#define QUERY_TERM_H

#include "text/query.h"

struct parser {
	struct query_tree *tree;
	const char *text; /* borrowed */
	size_t n, i;
	enum query_mode mode;
	int64_t now_s;
	int nodes, depth;
	bool filters; /* something beside words was there */
};

/* A term as it stands in the text. */
struct token {
	size_t at, end;
	char *name;          /* in the arena; NULL: no "name:" */
	char *value;         /* in the arena */
	bool quoted, closed; /* closed: by a second quote */
};

bool query_is_space(char c);
/* In the tree's arena; NULL where there are too many. `t`: where it stands, or NULL. */
struct query_node *query_node_new(
	struct parser *p, enum query_op op, const struct token *t);
/* The word or filter that begins here; NULL: nothing that counts. An order or a limit is
 * put into the tree. */
struct query_node *query_term(struct parser *p);
const char *query_sort_name(enum query_sort sort);

#endif
