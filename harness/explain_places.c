/* explain_places.c: where in the program's own code something happened, in a few words. */
#include <string.h>

#include "../reports/escape.h"
#include "explain_parts.h"

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const struct rp_frame *kept(struct hn_ex *ex, const struct rp_frame *frame) {
    if (!frame)
        return NULL;
    struct rp_frame *copy = rp_arena_alloc(ex->arena, sizeof *copy);
    *copy = *frame;
    copy->function = rp_arena_strdup(ex->arena, frame->function);
    copy->file = rp_arena_strdup(ex->arena, frame->file);
    copy->module = rp_arena_strdup(ex->arena, frame->module);
    return copy;
}

/* The first frame of the program's own code of those at PC, a return address, or NULL. */
static const struct rp_frame *own_frame(struct hn_ex *ex, uint64_t pc) {
    const struct rp_frame *frames;
    size_t n = hn_symbols_frames(ex->sy, ex->run, pc, false, &frames);
    for (size_t i = 0; i < n; i++)
        if (hn_symbols_zone(&frames[i]) == HN_ZONE_PROGRAM)
            return kept(ex, &frames[i]);
    return NULL;
}

const struct rp_frame *hn_ex_program_frame(struct hn_ex *ex, uint32_t stack) {
    return kept(ex, hn_symbols_own(ex->sy, ex->run, stack));
}

struct rp_stack hn_ex_stack(struct hn_ex *ex, uint32_t stack) {
    if (!ex->run->stacks || stack == 0 || stack > ex->run->stack_count)
        return (struct rp_stack){0};
    if (!ex->stacks[stack]) {
        ex->stacks[stack] = rp_arena_alloc(ex->arena, sizeof **ex->stacks);
        *ex->stacks[stack] = hn_symbols_stack(ex->sy, ex->run, stack, ex->arena);
    }
    return *ex->stacks[stack];
}

const struct rp_frame *hn_ex_event_frame(struct hn_ex *ex, const struct ds_event *ev) {
    const struct rp_frame *own = hn_ex_program_frame(ex, ev->stack);
    return own || ev->site == 0 ? own : own_frame(ex, ev->site);
}

const char *hn_ex_frame_text(struct hn_ex *ex, const struct rp_frame *frame) {
    if (!frame)
        return "";
    const char *function = rp_visible(ex->arena, frame->function, false);
    if (frame->file[0])
        return rp_arena_printf(ex->arena, "%s (%s:%d)", function,
                               rp_visible(ex->arena, base_name(frame->file), false), frame->line);
    return rp_arena_printf(ex->arena, "%s (%s+0x%llx)", function,
                           rp_visible(ex->arena, frame->module, false),
                           (unsigned long long)frame->offset);
}

static const char *in(struct hn_ex *ex, const struct rp_frame *frame) {
    return frame ? rp_arena_printf(ex->arena, " in %s", hn_ex_frame_text(ex, frame)) : "";
}

const char *hn_ex_at_event(struct hn_ex *ex, uint64_t seq) {
    const struct ds_event *ev = hn_event_at(ex->run, seq);
    return ev ? in(ex, hn_ex_event_frame(ex, ev)) : "";
}

const char *hn_ex_at_stack(struct hn_ex *ex, uint32_t stack) {
    return in(ex, hn_ex_program_frame(ex, stack));
}
