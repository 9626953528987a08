/* suppress.c: reads suppressions: every line is understood or refused. */
#include "suppress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util.h"

#define MAX_FILE (1u << 20)

static const struct {
    const char *name;
    enum hn_suppress_type type;
} types[] = {{"race", HN_SUP_RACE},
             {"race_top", HN_SUP_RACE_TOP},
             {"called_from_lib", HN_SUP_FROM_LIB},
             {"deadlock", HN_SUP_DEADLOCK},
             {"thread", HN_SUP_THREAD},
             {"mutex", HN_SUP_MUTEX},
             {"signal", HN_SUP_SIGNAL}};

/* TYPE is the first N bytes of the item's text. */
static const char *read_type(struct hn_suppression *item, size_t n) {
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strlen(types[i].name) == n && !strncmp(item->text, types[i].name, n)) {
            item->type = types[i].type;
            return NULL;
        }
    size_t length = strcspn(item->text, "/:");
    const char *slash = item->text[length] == '/' ? item->text + length + 1 : NULL;
    size_t sub = slash ? n - length - 1 : 0;

    item->type = HN_SUP_KIND;
    for (item->kind = 0; item->kind < HN_KIND_COUNT; item->kind++)
        if (strlen(hn_kind_text(item->kind)) == length &&
            !strncmp(item->text, hn_kind_text(item->kind), length))
            break;
    if (item->kind == HN_KIND_COUNT)
        return "this is no kind of finding";
    if (item->kind == HN_NONDETERMINISM)
        return "what is not deterministic cannot be left out";
    if (slash && (sub == 0 || sub >= sizeof(item->subkind)))
        return "this is no kind of finding";
    if (slash)
        memcpy(item->subkind, slash, sub);
    return NULL;
}

static const char *read_line(struct hn_suppression *item) {
    const char *colon = strchr(item->text, ':');

    if (!colon)
        return "a suppression is TYPE:PATTERN";
    if (!colon[1])
        return "the pattern is empty";
    item->pattern = colon + 1;
    return read_type(item, (size_t)(colon - item->text));
}

bool hn_suppress_parse(struct hn_suppressions *s, const char *file, const char *text, size_t n,
                       unsigned *line, const char **why) {
    const char *end = text + n;

    for (*line = 1; text < end; (*line)++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text)), *last = stop ? stop : end;
        const char *next = stop ? stop + 1 : end;

        while (text < last && (*text == ' ' || *text == '\t'))
            text++;
        while (text < last && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r'))
            last--;
        struct hn_suppression item = {.line = *line};
        size_t length = (size_t)(last - text);
        bool nothing = !length || *text == '#';

        *why = !nothing && memchr(text, 0, length) ? "there is a zero byte in it" : NULL;
        if (!nothing && !*why) {
            item.text = hn_text("%.*s", (int)length, text);
            *why = read_line(&item);
        }
        if (*why) {
            free(item.text);
            return false;
        }
        if (!nothing) {
            item.file = hn_dup(file);
            s->items = hn_grow(s->items, s->count + 1, sizeof(*s->items));
            s->items[s->count++] = item;
        }
        text = next;
    }
    return true;
}

int hn_suppress_file(struct hn_suppressions *s, const char *path) {
    size_t n = 0;
    unsigned line;
    const char *why;
    struct stat st;
    bool folder = !stat(path, &st) && S_ISDIR(st.st_mode);
    char *text = folder ? NULL : hn_read_file(path, MAX_FILE + 1, &n);

    errno = folder ? EISDIR : errno;
    if (!text)
        return hn_fail(HN_USAGE, "suppressions: %s: %s", path, strerror(errno));
    bool ok = n <= MAX_FILE && hn_suppress_parse(s, path, text, n, &line, &why);

    free(text);
    if (n > MAX_FILE)
        return hn_fail(HN_USAGE, "suppressions: %s is larger than a MiB", path);
    return ok ? 0 : hn_fail(HN_USAGE, "suppressions: %s:%u: %s", path, line, why);
}

/* The value of the last flag "suppressions" among OPTIONS, which blanks, commas and colons separate; a value
 * may stand in quotes. */
static char *flag_value(const char *options) {
    static const char separators[] = " ,:\n\t\r", flag[] = "suppressions=";
    char *value = NULL;

    while (*options) {
        options += strspn(options, separators);
        bool ours = !strncmp(options, flag, sizeof(flag) - 1);

        options += strcspn(options, " ,:\n\t\r=");
        if (*options != '=')
            continue;
        options++;
        char quote[2] = {*options == '"' || *options == '\'' ? *options : 0};

        options += quote[0] != 0;
        size_t n = strcspn(options, quote[0] ? quote : separators);

        if (ours) {
            free(value);
            value = hn_text("%.*s", (int)n, options);
        }
        options += n;
        options += quote[0] && *options;
    }
    return value;
}

int hn_suppress_tsan_options(struct hn_suppressions *s, const char *options, const char *program) {
    char *path = flag_value(options);
    struct stat st;
    int status = 0;

    if (path && *path && *path != '/' && stat(path, &st)) {
        const char *slash = strrchr(program, '/');
        char *beside = hn_text("%.*s/%s", slash ? (int)(slash - program) : 0, program, path);

        if (stat(beside, &st)) {
            free(beside);
        } else {
            free(path);
            path = beside;
        }
    }
    if (path && *path)
        status = hn_suppress_file(s, path);
    free(path);
    return status;
}

void hn_suppress_free(struct hn_suppressions *s) {
    for (size_t i = 0; i < s->count; i++) {
        free(s->items[i].text);
        free(s->items[i].file);
    }
    free(s->items);
    *s = (struct hn_suppressions){0};
}
