/*
 * A hand-written descent: a query is alternatives of sequences of terms. Nothing here
 * gives up: what cannot be read is left out, and the first such place is kept.
 */
#include "text/query.h"

#include <string.h>

#include "query_term.h"

enum { TEXT_MAX = 4096, DEPTH_MAX = 20 };

/* ---- sequences and alternatives */

static void skip_spaces(struct parser *p)
{
	while (p->i < p->n && query_is_space(p->text[p->i]))
		p->i++;
}

static struct query_node *alternatives(struct parser *p);

/* A term, a group, or what stands behind a minus; NULL: nothing that counts. */
static struct query_node *factor(struct parser *p)
{
	char c = p->text[p->i];
	if (c == '-') {
		p->i++;
		if (p->i >= p->n || query_is_space(p->text[p->i]) ||
			strchr(")|-", p->text[p->i]))
			return NULL;
		struct query_node *inner = factor(p);
		struct query_node *q =
			inner ? query_node_new(p, QUERY_NOT, NULL) : NULL;
		if (q) {
			q->child = inner;
			q->at = inner->at - 1;
			q->len = inner->len + 1;
		}
		return q;
	}
	if (c != '(')
		return query_term(p);
	p->i++;
	if (p->depth >= DEPTH_MAX)
		return NULL;
	p->depth++;
	struct query_node *q = alternatives(p);
	p->depth--;
	if (p->i < p->n)
		p->i++; /* the closing one */
	return q;
}

/* "|" or "OR" stands here; moves behind it. */
static bool take_or(struct parser *p)
{
	if (p->text[p->i] == '|') {
		p->i++;
		return true;
	}
	const char *s = p->text + p->i;
	if (p->n - p->i > 2 && memcmp(s, "OR", 2) == 0 &&
		(query_is_space(s[2]) || s[2] == '(')) {
		p->i += 2;
		return true;
	}
	return false;
}

/* Adds at the end; the terms of a sequence within a sequence are its own. */
static void add_child(struct query_node *parent, struct query_node *child)
{
	struct query_node **end = &parent->child;
	while (*end)
		end = &(*end)->next;
	*end = parent->op == QUERY_AND && child->op == QUERY_AND ? child->child : child;
}

static struct query_node *sequence(struct parser *p, bool *ret_or)
{
	struct query_node *and = query_node_new(p, QUERY_AND, NULL);
	*ret_or = false;
	for (skip_spaces(p); p->i < p->n; skip_spaces(p)) {
		if (p->text[p->i] == ')') {
			if (p->depth > 0)
				break;
			p->i++;
			continue;
		}
		if (take_or(p)) {
			*ret_or = true;
			break;
		}
		struct query_node *q = factor(p);
		if (q && and)
			add_child(and, q);
	}
	return and;
}

static struct query_node *alternatives(struct parser *p)
{
	struct query_node * or = NULL, *first = NULL;
	bool more = true;
	while (more) {
		struct query_node *q = sequence(p, &more);
		if (!q || !q->child)
			continue;
		if (!first) {
			first = q;
			continue;
		}
		if (! or) {
			or = query_node_new(p, QUERY_OR, NULL);
			if (! or)
				return first;
			add_child(or, first);
		}
		add_child(or, q);
	}
	return or ? or : first;
}

/* Beside other filters, these words alone are filters too. */
static void find_flags(struct query_node *q)
{
	for (struct query_node *c = q->child; c; c = c->next) {
		find_flags(c);
		if (c->op != QUERY_TEXT || c->field != QUERY_ANY || c->whole)
			continue;
		for (int f = QUERY_LIKED; f <= QUERY_MISSING; f++) {
			if (strcmp(c->text, query_field_name((enum query_field)f)) ==
				0) {
				c->op = QUERY_FLAG;
				c->field = (enum query_field)f;
			}
		}
	}
}

void query_parse(
	struct query_tree *ret, const char *text, enum query_mode mode, int64_t now_s)
{
	*ret = (struct query_tree){0};
	struct parser p = {.tree = ret, .text = text, .mode = mode, .now_s = now_s};
	p.n = strnlen(text, TEXT_MAX);
	struct query_node *root = query_node_new(&p, QUERY_AND, NULL);
	struct query_node *all = alternatives(&p);
	if (all)
		add_child(root, all);
	if (p.filters)
		find_flags(root);
	ret->root = root;
}

void query_finish_tree(struct query_tree *t)
{
	arena_finish(&t->arena);
	t->root = NULL;
}

enum err_code query_check(const char *text, struct err *why)
{
	struct query_tree t;
	enum err_code code = ERR_OK;
	query_parse(&t, text, QUERY_STRICT, 0);
	if (t.problem.len)
		code = err_set(why, ERR_USAGE, "%s", t.problem.text);
	else if (t.unknown.len)
		code = err_set(why, ERR_USAGE, "%s (or put the words in quotes)",
			t.unknown.text);
	else if (!t.root->child && t.sort == QUERY_SORT_NONE && t.limit == 0)
		code = err_set(why, ERR_USAGE,
			"a live playlist needs a query, such as genre:jazz added:<30d");
	query_finish_tree(&t);
	return code;
}

/* ---- describing */

static void describe_number(struct str *out, int64_t v)
{
	if (v == INT64_MIN)
		str_append(out, " never");
	else if (v == INT64_MAX)
		str_append(out, " end");
	else
		str_appendf(out, " %lld", (long long)v);
}

static void describe(struct str *out, const struct query_node *q)
{
	static const char *const names[] = {[QUERY_AND] = "and",
		[QUERY_OR] = "or",
		[QUERY_NOT] = "not",
		[QUERY_TEXT] = "text",
		[QUERY_RANGE] = "range",
		[QUERY_FLAG] = "is"};
	str_appendf(
		out, "(%s", q->op == QUERY_TEXT && q->whole ? "whole" : names[q->op]);
	if (q->op >= QUERY_TEXT && q->field != QUERY_ANY)
		str_appendf(out, " %s", query_field_name(q->field));
	if (q->op == QUERY_TEXT)
		str_appendf(
			out, " \"%s\"", q->field == QUERY_PATH ? q->text : q->folded);
	if (q->op == QUERY_RANGE) {
		describe_number(out, q->low);
		describe_number(out, q->high);
	}
	for (const struct query_node *c = q->child; c; c = c->next) {
		str_append_c(out, ' ');
		describe(out, c);
	}
	str_append_c(out, ')');
}

void query_describe(struct str *out, const struct query_tree *t)
{
	describe(out, t->root);
	if (t->sort)
		str_appendf(out, " sort%s %s", t->reverse ? " reversed" : "",
			query_sort_name(t->sort));
	if (t->limit)
		str_appendf(out, " limit %lld", (long long)t->limit);
}
