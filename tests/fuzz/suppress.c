/* suppress.c: any bytes are read as suppressions or refused at a line of theirs; patterns match what they say. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/suppress.h"
#include "harness/util.h"

/* The same by other means: every way of laying the pattern over the name is tried. ANCHORED: it has to
 * begin where NAME does. */
static bool covers(const char *pattern, const char *name, bool anchored) {
    if (!*pattern)
        return true;
    if (*pattern == '*')
        return covers(pattern + 1, name, false);
    if (*pattern == '$')
        return !*name || !anchored;
    for (const char *at = name; *at; at++) {
        const char *p = pattern;
        size_t n = 0;

        while (p[n] && p[n] != '*' && p[n] != '$')
            n++;
        if (!strncmp(at, p, n) && covers(p + n, at + n, true))
            return true;
        if (anchored)
            return false;
    }
    return false;
}

static void check_pattern(const char *pattern, const char *name) {
    bool want = *name && covers(*pattern == '^' ? pattern + 1 : pattern, name, *pattern == '^');

    FUZZ_CHECK(hn_suppress_matches(pattern, name) == want);
}

/* The first byte says how much of the rest is names; what follows is a file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct hn_suppressions s = {0};
    unsigned line = 0, lines = 1;
    const char *why = NULL;

    if (!size || size > 400)
        return 0;
    size_t cut = data[0] < size - 1 ? data[0] : size - 1;
    char *name = fuzz_text(data + 1, cut);
    const char *text = (const char *)data + 1 + cut;
    bool ok = hn_suppress_parse(&s, "file", text, size - 1 - cut, &line, &why);

    for (size_t i = 0; i < size - 1 - cut; i++)
        lines += text[i] == '\n';
    FUZZ_CHECK(line >= 1 && line <= lines + 1);
    FUZZ_CHECK(ok == !why);
    for (size_t i = 0; i < s.count; i++) {
        const struct hn_suppression *item = &s.items[i];

        FUZZ_CHECK(item->line <= lines && (!i || item->line > s.items[i - 1].line));
        FUZZ_CHECK(*item->pattern && item->type <= HN_SUP_KIND && item->kind < HN_KIND_COUNT);
        check_pattern(item->pattern, name);
    }
    hn_suppress_free(&s);
    free(name);
    return 0;
}
