/* What the terminal sends: keys, the mouse, its answer to what it is. */
#include <string.h>

#include "term_keys.h"
#include "term_pen.h"

void pen_expect_answer(struct pen *p)
{
	p->asked = true;
	/* Characters that are shifted within a line would take the pictures along. */
	idcok(stdscr, FALSE);
}

enum term_answer pen_answer(const struct pen *p)
{
	return p->answer;
}

static bool read_mouse(struct term_event *ret)
{
	MEVENT m;
	if (getmouse(&m) != OK)
		return false;
	ret->x = m.x;
	ret->y = m.y;
	if (m.bstate & BUTTON4_PRESSED)
		ret->kind = TERM_WHEEL_UP;
	else if (m.bstate & BUTTON5_PRESSED)
		ret->kind = TERM_WHEEL_DOWN;
	else
		ret->kind = TERM_CLICK;
	return true;
}

/* ";4" among the numbers: it can draw sixels. */
static void take_answer(struct pen *p)
{
	char *save = NULL;
	p->reply[p->n_reply] = '\0';
	p->n_reply = 0;
	p->answer = TERM_ANSWER_PLAIN;
	for (char *n = strtok_r(p->reply, "?;c", &save); n;
		n = strtok_r(NULL, "?;c", &save))
		if (strcmp(n, "4") == 0)
			p->answer = TERM_ANSWER_SIXEL;
}

/* Reads on an answer that has begun; false: the rest of it is not there yet. */
static bool read_answer(struct pen *p)
{
	wint_t c;
	while (p->n_reply > 0) {
		int kind = wget_wch(p->keys, &c);
		if (kind == ERR)
			return false;
		bool fits = kind == OK && c < 0x80 && p->n_reply + 1 < REPLY_MAX;
		if (fits)
			p->reply[p->n_reply++] = (char)c;
		if (!fits || (c >= 0x40 && c <= 0x7E))
			take_answer(p);
	}
	return true;
}

/* After Esc and a bracket: whether it is the answer that begins. */
static bool begins_answer(struct pen *p)
{
	wint_t c;
	if (!p->asked || p->answer != TERM_ANSWER_UNKNOWN)
		return false;
	int kind = wget_wch(p->keys, &c);
	if (kind == OK && c == '?') {
		p->reply[0] = '?';
		p->n_reply = 1;
		return true;
	}
	if (kind == OK)
		unget_wch((wchar_t)c);
	return false;
}

bool pen_read(struct pen *p, struct term_event *ret)
{
	wint_t c;
	*ret = (struct term_event){.kind = TERM_KEY};
	if (!read_answer(p))
		return false;
	int kind = wget_wch(p->keys, &c);
	if (kind == ERR)
		return false;
	if (kind == KEY_CODE_YES && c == KEY_MOUSE) {
		read_mouse(ret);
		return true;
	}
	ret->chord = kind == KEY_CODE_YES ? keys_from_curses((int)c, keyname((int)c))
					  : keys_from_character(c);
	/* Alt comes as Esc right before the character. */
	if (ret->chord == CHORD_ESC) {
		wint_t next;
		int k = wget_wch(p->keys, &next);
		if (k == OK && next == '[' && begins_answer(p)) {
			read_answer(p);
			ret->chord = 0;
			return true;
		}
		if (k == OK)
			ret->chord = keys_from_character(next) | CHORD_ALT;
		else if (k == KEY_CODE_YES)
			ret->chord = keys_from_curses((int)next, keyname((int)next)) |
				     CHORD_ALT;
	}
	return true;
}
