/* markup.h: makes any bytes safe for Markdown, Mermaid and GitHub's workflow commands. Results are ARENA's
 * and valid UTF-8; control characters and directions are visible as rp_visible() shows them.
 */
#ifndef RP_MARKUP_H
#define RP_MARKUP_H

#include <stddef.h>

#include "arena.h"

/* The first and the last characters of TEXT where it has more than LIMIT bytes, and how many are left out.
 * TEXT is valid UTF-8. */
const char *rp_shortened(struct rp_arena *arena, const char *text, size_t limit);

/* Within a line of Markdown, also in a cell of a table: nothing in it is markup. */
const char *rp_markdown_text(struct rp_arena *arena, const char *text);
/* Paragraphs and lists of "- " of ours, with names of others in them. */
const char *rp_markdown_lines(struct rp_arena *arena, const char *text);
/* A fence that no run of backticks in TEXT ends. */
const char *rp_markdown_fence(struct rp_arena *arena, const char *text);
/* In a Mermaid diagram: what is no letter, digit or harmless mark stands as #NUMBER;. */
const char *rp_mermaid_text(struct rp_arena *arena, const char *text);

/* The message of a workflow command. Newlines stay newlines there. */
const char *rp_command_message(struct rp_arena *arena, const char *text);
/* The value of one of its properties. */
const char *rp_command_property(struct rp_arena *arena, const char *text);
/* A line of a log that no runner takes for a command, if it does not begin with blanks and "::". */
const char *rp_log_text(struct rp_arena *arena, const char *text);

#endif
