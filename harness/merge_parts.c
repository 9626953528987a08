/* merge_parts.c: one of the directories that are merged, read seed by seed. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "merge.h"
#include "store_dir.h"
#include "util.h"

int hn_part_open(struct hn_part *p, const char *path) {
    *p = (struct hn_part){.path = hn_dup(path)};
    p->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p->dir < 0)
        return hn_fail(HN_CANNOT, "%s: %s", path, strerror(errno));
    p->manifest = hn_dir_manifest(p->dir);
    if (!p->manifest)
        return hn_fail(HN_CANNOT, "%s holds no results of a campaign", path);
    if (strcmp(hn_json_get_text(p->manifest, "schema"), HN_MANIFEST "2"))
        return hn_fail(HN_CANNOT, "%s was written by another version of detsched", path);
    p->open = hn_results_open(&p->results, p->dir);
    if (!p->open && errno != ENOENT)
        return hn_fail(HN_CANNOT, "%s/results.jsonl: %s", path, strerror(errno));
    json_t *j = p->open ? hn_results_next(&p->results) : NULL;

    if (j && json_object_get(j, "begin"))
        p->begin = j;
    else
        json_decref(j); /* it had no time to begin, or nobody knows how it did */
    if (p->open && !p->begin) {
        hn_results_close(&p->results);
        p->open = false;
    }
    return 0;
}

static void take_other(struct hn_part *p, const json_t *j) {
    struct hn_shown shown;
    struct hn_variants v;
    size_t which;

    if (hn_shown_read(j, &shown)) {
        p->shown = hn_grow(p->shown, p->shown_count + 1, sizeof(*p->shown));
        p->shown[p->shown_count++] = (struct hn_merge_shown){.shown = shown};
    } else if (hn_variants_read(j, &which, &v)) {
        if (!p->variants[which])
            p->variants[which] = hn_alloc(sizeof(v));
        *p->variants[which] = v;
    }
}

void hn_part_next(struct hn_part *p, uint64_t first, uint64_t end) {
    json_decref(p->next);
    p->next = NULL;
    while (p->open && (p->next = hn_results_next(&p->results))) {
        bool is_seed = json_object_get(p->next, "trace") != NULL;
        bool good = hn_json_get_number(p->next, "seed", &p->next_seed) && p->next_seed >= first &&
                    p->next_seed < end && (!p->any || p->next_seed > p->last);

        struct hn_record r;

        if (is_seed && good && hn_record_read(p->next, &r)) {
            hn_record_free(&r);
            p->any = true;
            p->last = p->next_seed;
            return;
        }
        if (is_seed)
            p->damaged++;
        else
            take_other(p, p->next);
        json_decref(p->next);
    }
}

struct hn_merge_shown *hn_part_shown(struct hn_part *p, uint64_t fingerprint, uint64_t seed,
                                     bool any) {
    for (size_t i = 0; i < p->shown_count; i++)
        if (p->shown[i].shown.fingerprint == fingerprint && (any || p->shown[i].shown.seed == seed))
            return &p->shown[i];
    return NULL;
}

void hn_part_close(struct hn_part *p) {
    json_decref(p->manifest);
    json_decref(p->begin);
    json_decref(p->next);
    if (p->open)
        hn_results_close(&p->results);
    if (p->dir >= 0)
        close(p->dir);
    for (size_t i = 0; i < HN_MAX_PREDICTIONS; i++)
        free(p->variants[i]);
    free(p->shown);
    free(p->path);
}
