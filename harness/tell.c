/* tell.c: has the findings explained, and adds what only the whole campaign can say of them. */
#include "tell.h"

#include <stdlib.h>
#include <string.h>

#include "../reports/escape.h"
#include "interrupt.h"
#include "link.h"
#include "util.h"

#define MAX_EXPLAINED 100 /* distinct findings that are confirmed and explained */

struct telling {
    struct hn_account *a;
    struct hn_teller *teller;
    struct hn_store *store;
    struct rp_arena *arena;
    struct hn_told *told;
};

static int by_rank(const void *a, const void *b) {
    const struct rp_finding *x = a, *y = b;

    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    for (int k = 0; k < HN_KIND_COUNT; k++) {
        bool is_x = !strcmp(x->kind, hn_kind_text((enum hn_kind)k));
        bool is_y = !strcmp(y->kind, hn_kind_text((enum hn_kind)k));

        if (is_x != is_y)
            return is_x ? -1 : 1;
    }
    return strcmp(x->fingerprint, y->fingerprint);
}

/* Two entries may turn out to be one finding: nothing but nondeterminism does. */
static bool add_finding(struct hn_told *t, const struct rp_finding *f) {
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->findings[i].fingerprint, f->fingerprint))
            continue;
        t->findings[i].count += f->count;
        t->linked[i] = true; /* it is to be stored once more */
        return false;
    }
    t->findings[t->count++] = *f;
    return true;
}

/* What is kept of F, the explanation of E, which has added the circles from REACHED on to the account. */
static json_t *record(const struct telling *t, const char *key, const struct hn_entry *e,
                      const struct rp_finding *f, size_t reached) {
    const struct hn_predictions *p = &t->a->predictions;
    json_t *circles = json_array();

    for (size_t i = reached; i < p->reached_count && i < reached + HN_MAX_CIRCLES; i++)
        json_array_append_new(circles, json_pack("[o, o]", hn_json_hex(p->reached_locks[i]),
                                                 hn_json_hex(p->reached_places[i])));
    return json_pack("{s:o, s:o, s:o, s:I, s:I, s:o}", key, hn_json_hex(e->hit.fingerprint), "seed",
                     hn_json_number(e->hit.rec.seed), "as", hn_json_text(f->fingerprint),
                     "explanation", (json_int_t)strlen(rp_utf8(t->arena, f->explanation)),
                     "related", (json_int_t)f->related_count, "reached", circles);
}

/* Confirms and explains E. WORDS, to be freed, stand at the end of the explanation. 0 or a status. */
static int explain_one(struct telling *t, const struct hn_entry *e, char *words) {
    struct rp_finding f = {0};
    size_t reached = t->a->predictions.reached_count;
    struct hn_run *run = t->teller->explain(t->teller->context, e, t->arena, &f);

    if (!run) {
        free(words);
        return HN_CANNOT;
    }
    hn_store_append(t->store, record(t, "finding", e, &f, reached));
    if (words)
        f.explanation = rp_arena_printf(t->arena, "%s\n\n%s", f.explanation, words);
    free(words);
    f.count = e->count;
    if (!strcmp(f.kind, hn_kind_text(HN_THREAD_LEAK)) && f.severity == RP_WARNING &&
        t->a->opt->leaks_error)
        f.severity = RP_ERROR;
    if (add_finding(t->told, &f)) {
        hn_store_finding(t->store, &f, run);
        t->told->runs[t->told->count - 1] = run;
    } else {
        hn_run_free(run);
    }
    return 0;
}

static char *steered_words(uint64_t seeds) {
    return seeds ? hn_text("%llu seed%s steered into it, and none got there.",
                           (unsigned long long)seeds, seeds == 1 ? " was" : "s were")
                 : hn_dup("No seed was steered into it.");
}

/* What profile runs have shown to be possible and no seed has come to. */
static int explain_predicted(struct telling *t) {
    struct hn_predictions *p = &t->a->predictions;
    int status = 0;

    for (size_t i = 0; i < p->count && !status && !hn_interrupt_late(); i++) {
        struct hn_variants v;

        if (!hn_predict_tells(p, i))
            continue;
        if (!t->teller->variants(t->teller->context, i, &v))
            return HN_CANNOT;
        hn_store_append(t->store, hn_variants_make(i, &v));
        const struct hn_entry *e = hn_predict_choose(p, &v);

        if (e && e->hit.suppressed && e->hit.suppressed <= t->a->suppressions->count)
            t->a->suppressions->items[e->hit.suppressed - 1].seeds += e->count;
        else if (e && t->teller->has && !t->teller->has(t->teller->context, e))
            t->teller->left++;
        else if (e)
            status = explain_one(t, e, steered_words(p->items[i].steered));
    }
    return status;
}

static uint64_t both(const struct rp_finding *a, const struct rp_finding *b, void *context) {
    const struct hn_account *account = context;
    const struct hn_entry *e = hn_dedupe_find(&account->found, strtoull(a->fingerprint, NULL, 16));

    return hn_dedupe_both(e, strtoull(b->fingerprint, NULL, 16));
}

/* Stores what was changed once more; the runs go. */
static void link_all(struct telling *t) {
    struct hn_told *told = t->told;

    hn_link(told->findings, told->count, both, t->a, t->arena, told->linked);
    for (size_t i = 0; i < told->count; i++) {
        if (told->linked[i])
            hn_store_finding(t->store, &told->findings[i], told->runs[i]);
        hn_run_free(told->runs[i]);
    }
    free(told->linked);
    free(told->runs);
    told->runs = NULL;
    told->linked = NULL;
    qsort(told->findings, told->count, sizeof(*told->findings), by_rank);
}

int hn_tell(struct hn_account *a, struct hn_teller *teller, struct hn_store *store,
            struct rp_arena *arena, struct hn_told *told) {
    struct telling t = {a, teller, store, arena, told};
    size_t n = a->found.count < MAX_EXPLAINED ? a->found.count : MAX_EXPLAINED, i = 0;
    int status = 0;

    told->findings = rp_arena_array(arena, n + HN_MAX_PREDICTIONS + 1, sizeof(*told->findings));
    told->runs = hn_alloc((n + HN_MAX_PREDICTIONS + 1) * sizeof(struct hn_run *));
    told->linked = hn_alloc((n + HN_MAX_PREDICTIONS + 1) * sizeof(bool));
    hn_dedupe_sort(&a->found);
    if (n < a->found.count)
        hn_account_warn(a, "only the first 100 distinct findings are explained");
    for (; i < n && !status && !hn_interrupt_late(); i++)
        if (!teller->has || teller->has(teller->context, &a->found.entries[i]))
            status = explain_one(&t, &a->found.entries[i], NULL);
        else
            teller->left++;
    teller->left += n - i;
    if (!status)
        status = explain_predicted(&t);
    link_all(&t);
    return status;
}

static bool keep_spare(struct telling *t, const struct hn_entry *e) {
    struct rp_finding f = {0};
    size_t reached = t->a->predictions.reached_count;
    struct hn_run *run = t->teller->explain(t->teller->context, e, t->arena, &f);

    if (!run)
        return false;
    struct hn_shown shown = {
        .fingerprint = e->hit.fingerprint, .seed = e->hit.rec.seed, .spare = true};
    char *path = hn_shown_path(&shown);

    hn_store_spare(t->store, strchr(path, '/') + 1, &f, run);
    hn_store_append(t->store, record(t, "spare", e, &f, reached));
    t->a->predictions.reached_count = reached; /* they are nothing that we have come to */
    free(path);
    hn_run_free(run);
    return true;
}

/* A prediction that another shard may have to tell, or to tell in another way. */
static bool spare_prediction(struct telling *t, size_t i) {
    const struct hn_predictions *p = &t->a->predictions;
    struct hn_variants v;

    if (!t->teller->variants(t->teller->context, i, &v))
        return false;
    const struct hn_entry *told = hn_predict_tells(p, i) ? hn_predict_choose(p, &v) : NULL;
    bool ok = true;

    if (!hn_predict_tells(p, i))
        hn_store_append(t->store, hn_variants_make(i, &v));
    for (size_t k = 0; k < v.count && ok; k++)
        if (&v.items[k].entry != told && !v.items[k].entry.hit.suppressed)
            ok = keep_spare(t, &v.items[k].entry);
    return ok;
}

int hn_tell_one_spare(struct hn_account *a, struct hn_teller *teller, struct hn_store *store,
                      const struct hn_entry *e) {
    struct telling t = {.a = a, .teller = teller, .store = store, .arena = rp_arena_new()};
    bool ok = keep_spare(&t, e);

    rp_arena_free(t.arena);
    return ok ? 0 : HN_CANNOT;
}

int hn_tell_spare(struct hn_account *a, struct hn_teller *teller, struct hn_store *store) {
    struct telling t = {.a = a, .teller = teller, .store = store, .arena = rp_arena_new()};
    bool ok = true;

    for (size_t i = 0; i < a->found.count; i++)
        for (size_t k = 0; k < a->found.entries[i].older_count; k++) {
            const struct hn_entry e = {.hit = a->found.entries[i].older[k], .count = 1};

            if (ok && !hn_interrupt_late())
                ok = keep_spare(&t, &e);
        }
    for (size_t i = 0; i < a->predictions.count && ok && !hn_interrupt_late(); i++)
        if (hn_predict_may_tell(&a->predictions, i))
            ok = spare_prediction(&t, i);
    rp_arena_free(t.arena);
    return ok ? 0 : HN_CANNOT;
}
