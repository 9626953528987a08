/* note_context.c: notes a context that could be cancelled and never was, not even by its deadline. */
#include "detectors.h"
#include "goroutines.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    if (run->totals.status != DS_ST_DRAINED || !run->places)
        return;
    for (uint32_t obj = 1; obj <= run->totals.objects; obj++) {
        if (run->objs[obj].kind != DS_KIND_CTX || run->objs[obj].count != 0)
            continue;
        uint32_t made = run->places[obj].made_stack;
        bool known = false;
        for (size_t i = first; i < out->count; i++)
            known |= hn_same_stack(run, out->items[i].stacks[0], made);
        if (known)
            continue;
        struct hn_raw *raw = hn_raw_add(out, HN_CONTEXT_NOT_CANCELLED);
        raw->object = obj;
        hn_raw_stack(raw, made);
    }
}

const struct hn_detector hn_note_context = {"context-not-cancelled", detect};
