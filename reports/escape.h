/* escape.h: makes any bytes safe for one output format. Names come from the program under test, so
 * they may hold escapes, quotes, markup, or no valid UTF-8 at all. Results are ARENA's.
 */
#ifndef RP_ESCAPE_H
#define RP_ESCAPE_H

#include <stdbool.h>

#include "arena.h"

/* For people and terminals: control characters in caret form (^[), C1 and direction controls as
 * <U+202E>, bytes that are no UTF-8 as <9F>. LINES keeps newlines and tabs. What is left are characters
 * that XML 1.0 may hold. */
const char *rp_visible(struct rp_arena *arena, const char *text, bool lines);
/* Valid UTF-8: what is none becomes U+FFFD. For JSON, whose library escapes the rest. */
const char *rp_utf8(struct rp_arena *arena, const char *text);
/* For a DOT attribute that is handed to libcgraph: valid, visible, backslashes doubled (so that \N and
 * a trailing one mean themselves), & as an entity. Never taken for HTML. */
const char *rp_dot_text(struct rp_arena *arena, const char *text);
/* N bytes in base64, padded: for a data: URL. */
const char *rp_base64(struct rp_arena *arena, const char *bytes, size_t n);

#endif
