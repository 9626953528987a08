/* account_begin.c: what is known before the first seed, as JSON and back. */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "util.h"

static json_t *strings(char *const *list, size_t n) {
    json_t *j = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(j, hn_json_text(list[i]));
    return j;
}

static size_t length(char *const *list) {
    size_t n = 0;

    while (list && list[n])
        n++;
    return n;
}

static json_t *make_prediction(const struct hn_prediction *p) {
    json_t *steps = json_array();

    for (uint32_t i = 0; i < p->cycle.length; i++)
        json_array_append_new(steps, json_pack("[o, o, o]", hn_json_hex(p->cycle.step[i].task),
                                               hn_json_hex(p->cycle.step[i].held),
                                               hn_json_hex(p->cycle.step[i].wanted)));
    return json_pack("{s:o, s:o, s:i, s:b, s:i}", "steps", steps, "seed", hn_json_number(p->seed),
                     "runs", (int)p->runs, "apart", p->apart, "aim", (int)p->aim);
}

json_t *hn_account_begin(const struct hn_account *a) {
    const struct hn_facts *f = &a->facts;
    json_t *suppressions = json_array(), *predictions = json_array();
    json_t *j =
        json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "begin", "campaign", "program",
                  hn_json_text(f->program), "argv", strings(f->argv, length(f->argv)), "isolation",
                  hn_json_text(f->isolation), "carrier", hn_json_text(f->carrier), "races",
                  hn_json_text(f->races), "profile", hn_json_hex(f->profile), "warnings",
                  strings(a->warnings, a->warning_count));

    if (f->openmp)
        json_object_set_new(j, "openmp", hn_json_text(f->openmp));
    if (f->bare)
        json_object_set_new(j, "bare", hn_json_text(f->bare));
    for (size_t i = 0; i < a->suppressions->count; i++) {
        const struct hn_suppression *s = &a->suppressions->items[i];

        json_array_append_new(suppressions,
                              json_pack("{s:o, s:o, s:i}", "text", hn_json_text(s->text), "file",
                                        hn_json_text(s->file), "line", (int)s->line));
    }
    for (size_t i = 0; i < a->predictions.count; i++)
        json_array_append_new(predictions, make_prediction(&a->predictions.items[i]));
    json_object_set_new(j, "suppressions", suppressions);
    json_object_set_new(j, "predictions", predictions);
    return j;
}

static bool read_text(const json_t *j, const char *key, bool must, char **out) {
    const json_t *v = json_object_get(j, key);

    *out = json_is_string(v) ? hn_dup(json_string_value(v)) : NULL;
    return v ? *out != NULL : !must;
}

static bool read_count(const json_t *j, const char *key, json_int_t most, uint32_t *out) {
    const json_t *v = json_object_get(j, key);
    json_int_t n = json_integer_value(v);

    *out = (uint32_t)n;
    return json_is_integer(v) && n >= 0 && n <= most;
}

static bool read_argv(struct hn_facts *f, const json_t *list) {
    size_t n = json_array_size(list);

    f->argv = hn_alloc((n + 1) * sizeof(char *));
    for (size_t i = 0; i < n; i++) {
        const char *word = json_string_value(json_array_get(list, i));

        if (!word)
            return false;
        f->argv[i] = hn_dup(word);
    }
    return n > 0;
}

static bool read_suppressions(struct hn_suppressions *s, const json_t *list) {
    size_t n = json_array_size(list);

    s->items = hn_alloc((n + 1) * sizeof(*s->items));
    for (; s->count < n; s->count++) {
        const json_t *j = json_array_get(list, s->count);
        struct hn_suppression *one = &s->items[s->count];

        if (!read_count(j, "line", INT32_MAX, &one->line) ||
            !read_text(j, "text", true, &one->text))
            return false;
        if (!read_text(j, "file", true, &one->file)) {
            free(one->text);
            return false;
        }
    }
    return true;
}

static bool read_prediction(struct hn_prediction *p, const json_t *j) {
    const json_t *steps = json_object_get(j, "steps");
    size_t n = json_array_size(steps);

    *p = (struct hn_prediction){.apart = json_is_true(json_object_get(j, "apart"))};
    if (n < 2 || n > DS_MAX_CYCLE || !hn_json_get_number(j, "seed", &p->seed) ||
        !read_count(j, "runs", INT32_MAX, &p->runs) ||
        !read_count(j, "aim", HN_MAX_PREDICTIONS, &p->aim))
        return false;
    p->cycle.length = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        const json_t *step = json_array_get(steps, i);
        uint64_t *const keys[] = {&p->cycle.step[i].task, &p->cycle.step[i].held,
                                  &p->cycle.step[i].wanted};

        for (size_t k = 0; k < 3; k++)
            if (!hn_json_read_hex(json_array_get(step, k), keys[k]))
                return false;
    }
    return true;
}

static bool read_predictions(struct hn_predictions *p, const json_t *list) {
    size_t n = json_array_size(list);

    if (n > HN_MAX_PREDICTIONS)
        return false;
    for (; p->count < n; p->count++)
        if (!read_prediction(&p->items[p->count], json_array_get(list, p->count)))
            return false;
    return true;
}

bool hn_account_read_begin(struct hn_account *a, const json_t *j) {
    struct hn_facts *f = &a->facts;

    return !strcmp(hn_json_get_text(j, "begin"), "campaign") &&
           read_text(j, "program", true, &f->program) && read_argv(f, json_object_get(j, "argv")) &&
           read_text(j, "isolation", true, &f->isolation) &&
           read_text(j, "carrier", true, &f->carrier) && read_text(j, "races", true, &f->races) &&
           read_text(j, "openmp", false, &f->openmp) && read_text(j, "bare", false, &f->bare) &&
           hn_json_get_hex(j, "profile", &f->profile) &&
           read_suppressions(a->suppressions, json_object_get(j, "suppressions")) &&
           read_predictions(&a->predictions, json_object_get(j, "predictions"));
}
