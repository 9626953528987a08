/* dot_channels.c: who sends to, receives from, closes and waits on which channel, pipe or socket.
 *
 * Round boxes are tasks, ellipses channels. Values go along the arrows: from a sender to the channel, from
 * the channel to a receiver.
 */
#include <stdint.h>
#include <string.h>

#include "dot_order.h"
#include "dot_parts.h"
#include "words.h"

#define SHOWN 40 /* uses, unless all are asked for */

/* What a task does with a channel. */
struct use {
    size_t task, object;
    enum rp_act act;
    bool waits;                    /* for ever, in such an operation */
    const struct rp_event *failed; /* evidence that did none of it: a send on a closed channel */
    uint64_t times;
    uint64_t first; /* event */
    const struct rp_frame *where;
};

struct uses {
    struct rp_arena *arena;
    struct use *items;
    size_t count;
};

static bool channel(const struct rp_finding *f, size_t object) {
    const char *kind = object < f->object_count ? rp_or_empty(f->objects[object].kind) : "";
    static const char *const kinds[] = {"channel", "pipe", "socket", "fifo", "stream"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strstr(kind, kinds[i]))
            return true;
    return false;
}

static bool moves(enum rp_act act) {
    return act == RP_ACT_SEND || act == RP_ACT_RECEIVE || act == RP_ACT_CLOSE;
}

static struct use *use_of(struct uses *u, size_t task, size_t object, enum rp_act act, bool waits) {
    for (size_t i = 0; i < u->count; i++) {
        struct use *old = &u->items[i];
        if (old->task == task && old->object == object && old->act == act && old->waits == waits)
            return old;
    }
    if ((u->count & (u->count - 1)) == 0) {
        struct use *more = rp_arena_array(u->arena, u->count ? 2 * u->count : 1, sizeof *more);
        if (u->count)
            memcpy(more, u->items, u->count * sizeof *more);
        u->items = more;
    }
    struct use *fresh = &u->items[u->count++];
    *fresh = (struct use){.task = task, .object = object, .act = act, .waits = waits};
    return fresh;
}

static enum rp_act waiting_act(const char *why) {
    return strcmp(why, "send") == 0      ? RP_ACT_SEND
           : strcmp(why, "receive") == 0 ? RP_ACT_RECEIVE
                                         : RP_ACT_NONE;
}

/* It waits, and what comes of that is another event. */
static bool parked(const struct rp_event *e) {
    return strcmp(rp_or_empty(e->result), "waits") == 0;
}

static struct uses uses_of(struct rp_arena *arena, const struct rp_finding *f) {
    struct uses u = {.arena = arena};
    for (size_t i = 0; i < f->wait_count; i++) {
        const struct rp_wait *w = &f->waits[i];
        enum rp_act act = waiting_act(rp_or_empty(w->why));
        size_t object = rp_dot_object(f, rp_or_empty(w->object));
        if (w->from < f->task_count && act != RP_ACT_NONE &&
            (channel(f, object) || object >= f->object_count) && rp_or_empty(w->object)[0])
            use_of(&u, w->from, object, act, true)->times = 1;
    }
    for (size_t i = 0; i < f->event_count; i++) {
        const struct rp_event *e = &f->events[i];
        bool failed = e->evidence && e->act == RP_ACT_NONE && !parked(e);
        if (!channel(f, e->object_id) || e->task >= f->task_count || !(moves(e->act) || failed))
            continue;
        struct use *use = use_of(&u, e->task, e->object_id, e->act, false);
        if (failed)
            use->failed = e;
        use->times += e->times ? e->times : 1;
        if (!use->first) {
            use->first = e->seq;
            use->where = e->where;
        }
    }
    return u;
}

bool rp_has_channels(const struct rp_finding *f) {
    struct rp_arena *arena = rp_arena_new();
    bool has = uses_of(arena, f).count != 0;
    rp_arena_free(arena);
    return has;
}

/* "nobody receives", as far as the run went. */
static const char *missing(const struct uses *u, size_t object) {
    unsigned seen = 0;
    bool waits = false;
    for (size_t i = 0; i < u->count; i++)
        if (u->items[i].object == object) {
            waits |= u->items[i].waits;
            seen |= 1u << (u->items[i].act + (u->items[i].waits ? 16 : 0));
        }
    bool sender = seen & 1u << (RP_ACT_SEND + 16), receiver = seen & 1u << (RP_ACT_RECEIVE + 16);
    if (!waits || (sender && receiver))
        return "";
    if (sender)
        return seen & 1u << RP_ACT_RECEIVE ? "nobody receives any more" : "nobody receives";
    if (seen & 1u << RP_ACT_SEND)
        return "nobody sends any more, or closes it";
    return "nobody sends, or closes it";
}

static const char *use_label(struct rp_arena *a, const struct use *u) {
    const char *verb = u->act == RP_ACT_SEND      ? "sends"
                       : u->act == RP_ACT_RECEIVE ? "receives"
                                                  : "closes";
    if (u->waits)
        return rp_arena_printf(a, "%s: waits for ever", verb);
    if (u->failed)
        verb = rp_arena_printf(a, "%s: %s", rp_dot_cut(a, u->failed->op, 24),
                               rp_dot_cut(a, u->failed->result, 24));
    const char *times =
        u->times > 1 ? rp_arena_printf(a, " %llu times, first", (unsigned long long)u->times) : "";
    return rp_arena_printf(a, "%s%s at event %llu%s%s", verb, times, (unsigned long long)u->first,
                           u->where ? "\\n" : "", u->where ? rp_dot_place(a, u->where) : "");
}

static void draw_use(struct rp_arena *a, Agraph_t *g, const struct rp_finding *f,
                     const struct uses *all, const struct use *u) {
    const char *lacks = missing(all, u->object);
    Agnode_t *task = rp_dot_task_node(a, g, f, u->task);
    Agnode_t *object = rp_dot_object_node(a, g, f, u->object, lacks);
    bool out = u->act != RP_ACT_RECEIVE;
    Agedge_t *e = rp_dot_edge_named(g, out ? task : object, out ? object : task,
                                    rp_arena_printf(a, "%d%d", u->act, u->waits));
    rp_dot_label(a, e, use_label(a, u));
    rp_dot_set(e, "arrowhead", u->act == RP_ACT_CLOSE ? "box" : "normal");
    if (lacks[0] || u->failed) {
        rp_dot_mark(object, "red3");
        rp_dot_set(object, "fillcolor", "mistyrose");
    }
    if (u->waits)
        rp_dot_set(e, "style", "dashed");
    if (u->waits || u->failed)
        rp_dot_mark(e, "red3");
}

int rp_dot_channels(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s) {
    struct rp_arena *a = rp_arena_new();
    struct uses u = uses_of(a, f);
    size_t shown = o->full || u.count < SHOWN ? u.count : SHOWN;
    Agraph_t *g =
        rp_dot_open(a, "channels", f->title,
                    "Values go along the arrows; a box at the tip closes; dashed waits for ever");
    for (size_t i = 0; i < shown; i++)
        draw_use(a, g, f, &u, &u.items[i]);
    rp_dot_left_out(a, g, u.count - shown, "uses of channels");
    int error = rp_dot_close(g, s);
    rp_arena_free(a);
    return error;
}
