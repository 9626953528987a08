/* places.c: picks the source line that stands for a finding. */
#include "places.h"

#include <string.h>

#include "words.h"

static bool has_line(const struct rp_frame *f) {
    return f && rp_or_empty(f->file)[0] && f->line > 0;
}

const struct rp_frame *rp_place_in(const struct rp_stack *s) {
    for (size_t i = 0; i < s->count; i++)
        if (has_line(&s->frames[i]) && !s->frames[i].library)
            return &s->frames[i];
    return NULL;
}

const struct rp_frame *rp_place_of_event(const struct rp_event *e) {
    return has_line(e->where) ? e->where : rp_place_in(&e->stack);
}

static const struct rp_frame *in_race(const struct rp_finding *f) {
    for (int k = 1; f->race && k >= 0; k--) {
        const struct rp_frame *place = rp_place_in(&f->race->side[k].stack);
        if (place)
            return place;
    }
    return NULL;
}

static const struct rp_frame *in_circle(const struct rp_finding *f) {
    for (size_t i = 0; i < f->cycle_count; i++) {
        const struct rp_frame *place =
            f->cycle[i] < f->task_count ? rp_place_in(&f->tasks[f->cycle[i]].stack) : NULL;
        if (place)
            return place;
    }
    return NULL;
}

static const struct rp_frame *in_evidence(const struct rp_finding *f) {
    for (size_t i = f->event_count; i-- > 0;) {
        const struct rp_frame *place =
            f->events[i].evidence ? rp_place_of_event(&f->events[i]) : NULL;
        if (place)
            return place;
    }
    return NULL;
}

static const struct rp_frame *in_tasks(const struct rp_finding *f) {
    for (size_t i = f->task_count; i-- > 0;) {
        bool ended = strcmp(rp_or_empty(f->tasks[i].state), "ended") == 0;
        const struct rp_frame *place = ended ? NULL : rp_place_in(&f->tasks[i].stack);
        if (place)
            return place;
    }
    return NULL;
}

const struct rp_frame *rp_place_of(const struct rp_finding *f) {
    const struct rp_frame *place = in_race(f);
    if (!place)
        place = in_circle(f);
    if (!place)
        place = in_evidence(f);
    return place ? place : in_tasks(f);
}

const char *rp_relative(const char *file, const char *root) {
    size_t n = root ? strlen(root) : 0;
    while (n > 0 && root[n - 1] == '/')
        n--;
    if (n > 0 && strncmp(file, root, n) == 0 && file[n] == '/') {
        file += n;
        while (*file == '/')
            file++;
    }
    while (file[0] == '.' && file[1] == '/')
        file += 2;
    return file;
}
