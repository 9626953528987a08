/* table.c: the table of detectors, and what remains of their findings: one for each root cause. */
#include <stdlib.h>
#include <string.h>

#include "detectors.h"
#include "follows.h"

const struct hn_detector *const hn_detectors[] = {&hn_detect_child,
                                                  &hn_detect_self_deadlock,
                                                  &hn_detect_lost_wakeup,
                                                  &hn_detect_panic,
                                                  &hn_detect_nil_channel,
                                                  &hn_detect_waitgroup,
                                                  &hn_detect_copied_lock,
                                                  &hn_detect_held_at_exit,
                                                  &hn_detect_goroutine_leak,
                                                  &hn_detect_channel_blocked,
                                                  &hn_detect_deadlock,
                                                  &hn_detect_partial_deadlock,
                                                  &hn_detect_data_race,
                                                  &hn_detect_use_after_free,
                                                  &hn_detect_misuse,
                                                  &hn_detect_assert,
                                                  &hn_detect_crash,
                                                  &hn_detect_exit_status,
                                                  &hn_detect_livelock,
                                                  &hn_detect_thread_leak,
                                                  &hn_detect_busy_loop,
                                                  &hn_note_goroutines,
                                                  &hn_note_channel_mutex,
                                                  &hn_note_sleep,
                                                  &hn_note_lock,
                                                  &hn_note_context,
                                                  NULL};

/* ROOT[i] becomes the index of the finding that explains item i, or HN_ROOT. */
static void relate(const struct hn_run *run, const struct hn_raw_list *all, uint32_t *root) {
    for (size_t i = 0; i < all->count; i++) {
        root[i] = HN_ROOT;
        for (size_t k = 0; k < all->count && root[i] == HN_ROOT; k++)
            if (k != i && hn_follows(run, &all->items[k], &all->items[i]))
                root[i] = (uint32_t)k;
    }
    for (size_t i = 0; i < all->count; i++)
        for (size_t hops = 0; root[i] != HN_ROOT && root[root[i]] != HN_ROOT; hops++)
            root[i] = hops < all->count ? root[root[i]] : HN_ROOT;
}

static void emit(struct hn_raw_list *out, const struct hn_raw *raw, uint32_t related_to) {
    struct hn_raw *copy = hn_raw_add(out, raw->kind);
    *copy = *raw;
    copy->related_to = related_to;
}

void hn_detect_each(const struct hn_run *run, struct hn_raw_list *all) {
    if (run->corrupt) {
        hn_detect_crash.detect(run, all);
        hn_detect_exit_status.detect(run, all);
    } else {
        for (size_t i = 0; hn_detectors[i]; i++)
            hn_detectors[i]->detect(run, all);
    }
}

void hn_relate(const struct hn_run *run, const struct hn_raw_list *all, struct hn_raw_list *out) {
    uint32_t *root = calloc(all->count + 1, sizeof *root);
    if (!root)
        abort();
    relate(run, all, root);
    for (size_t i = 0; i < all->count; i++) {
        if (root[i] != HN_ROOT)
            continue;
        uint32_t index = (uint32_t)out->count;
        emit(out, &all->items[i], HN_ROOT);
        for (size_t k = 0; k < all->count; k++)
            if (root[k] == i)
                emit(out, &all->items[k], index);
    }
    free(root);
}

void hn_detect(const struct hn_run *run, struct hn_raw_list *out) {
    struct hn_raw_list all = {0};
    hn_detect_each(run, &all);
    hn_relate(run, &all, out);
    hn_raw_list_free(&all);
}
