/* minimize.c: delta debugging over departures, then a search from below. */
#include "minimize.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

#define PAIRS 40 /* of more departures than that no pairs are tried */

static bool may_ask(const struct hn_search *s) {
    return s->asked < s->budget && !s->enough(s->context);
}

static bool shows(struct hn_search *s, const struct ds_departure *list, size_t n) {
    s->asked++;
    return s->shows(s->context, list, n);
}

/* Takes LIST[FROM, TO) out if what is left still shows it. */
static bool without(struct hn_search *s, struct ds_departure *list, size_t *n, size_t from,
                    size_t to) {
    struct ds_departure *less = hn_alloc((*n + 1) * sizeof(*less));
    bool good;

    memcpy(less, list, from * sizeof(*less));
    memcpy(less + from, list + to, (*n - to) * sizeof(*less));
    good = shows(s, less, *n - (to - from));
    if (good) {
        *n -= to - from;
        memcpy(list, less, *n * sizeof(*less));
    }
    free(less);
    return good;
}

/* From the end, for what comes after the finding is not needed at all. */
static void take_out_runs(struct hn_search *s, struct ds_departure *list, size_t *n) {
    size_t length = *n;

    while (length && *n) {
        bool gone = false;

        for (size_t end = *n; end && may_ask(s);) {
            size_t from = end > length ? end - length : 0;

            gone |= without(s, list, n, from, end);
            end = from;
        }
        if (!may_ask(s))
            return;
        if (length > 1 || !gone)
            length /= 2;
    }
}

/* Two that are apart, neither of which can go alone. True if some went. */
static bool take_out_pair(struct hn_search *s, struct ds_departure *list, size_t *n) {
    struct ds_departure less[PAIRS];

    for (size_t k = *n; *n <= PAIRS && k-- > 1;)
        for (size_t i = k; i-- > 0;) {
            if (!may_ask(s))
                return false;
            memcpy(less, list, i * sizeof(*less));
            memcpy(less + i, list + i + 1, (k - i - 1) * sizeof(*less));
            memcpy(less + k - 1, list + k + 1, (*n - k - 1) * sizeof(*less));
            if (!shows(s, less, *n - 2))
                continue;
            *n -= 2;
            memcpy(list, less, *n * sizeof(*less));
            return true;
        }
    return false;
}

/* BASE (NULL: none) and one more. */
static bool with_one(struct hn_search *s, const struct ds_departure *base,
                     struct ds_departure *list, size_t *n) {
    struct ds_departure pair[2];
    size_t have = base ? 1 : 0, count = 0;
    bool found = false;

    if (base)
        pair[0] = *base;
    struct ds_departure *more = s->around(s->context, pair, have, &count);

    for (size_t i = 0; i < count && !found && may_ask(s); i++) {
        pair[have] = more[i];
        found = shows(s, pair, have + 1);
    }
    if (found) {
        *n = have + 1;
        memcpy(list, pair, *n * sizeof(*list));
    }
    free(more);
    return found;
}

static void from_below(struct hn_search *s, struct ds_departure *list, size_t *n) {
    if (!s->around || *n < 2 || !may_ask(s) || with_one(s, NULL, list, n))
        return;
    for (size_t i = *n; *n > 2 && i-- > 0 && may_ask(s);) {
        struct ds_departure kept = list[i];

        if (with_one(s, &kept, list, n))
            return;
    }
}

size_t hn_minimize(struct hn_search *s, struct ds_departure *list, size_t n) {
    if (!n || !may_ask(s))
        return n;
    if (without(s, list, &n, 0, n))
        return 0;
    take_out_runs(s, list, &n);
    while (n > 2 && take_out_pair(s, list, &n))
        take_out_runs(s, list, &n);
    from_below(s, list, &n);
    return n;
}
