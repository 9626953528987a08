/* findings.c: puts together what a run shows. */
#include "findings.h"

#include "detect/lock_order.h"
#include "profile.h"

/* Hidden races go to OUT, the others to REST. */
static void split(const struct hn_run *run, const struct hn_suppressions *s, struct hn_symbols *sy,
                  const struct hn_raw_list *all, struct hn_raw_list *rest,
                  struct hn_raw_list *out) {
    for (size_t i = 0; i < all->count; i++) {
        struct hn_raw raw = all->items[i];

        if (raw.kind == HN_DATA_RACE || raw.kind == HN_USE_AFTER_FREE)
            raw.suppressed = hn_suppress_find(s, run, &raw, sy);
        *hn_raw_add(raw.suppressed ? out : rest, raw.kind) = raw;
    }
}

void hn_findings(const struct hn_run *run, const struct hn_suppressions *s, struct hn_symbols *sy,
                 struct hn_raw_list *list) {
    struct hn_raw_list all = {0}, rest = {0}, hidden = {0};

    hn_detect_each(run, &all);
    split(run, s, sy, &all, &rest, &hidden);
    hn_relate(run, &rest, list);
    if (hn_profile_seed(run->config.seed))
        hn_detect_lock_order(run, list);
    hn_merge(run, list, sy);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].related_to == HN_ROOT)
            list->items[i].suppressed = hn_suppress_find(s, run, &list->items[i], sy);
    hn_merge(run, &hidden, sy);
    for (size_t i = 0; i < hidden.count; i++)
        *hn_raw_add(list, hidden.items[i].kind) = hidden.items[i];
    hn_raw_list_free(&all);
    hn_raw_list_free(&rest);
    hn_raw_list_free(&hidden);
}
