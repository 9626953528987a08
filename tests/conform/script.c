/* script.c: reads scripts. */
#include "script.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word, *args, *c11;
} ops[] = {
#define CF_OP(id, word, args, pthread, c11) {word, args, c11},
#include "ops.def"
#undef CF_OP
};
static const char *const kinds[CF_KIND_COUNT] = {
    "mutex", "cond", "rwlock", "spin", "barrier", "sem", "once", "key", "flag", "count", "pipe"};
static const char kind_letters[CF_KIND_COUNT + 1] = "mcrpbsokfvw";
static const struct {
    uint8_t kind, variant;
    const char *word;
} variants[] = {
    {CF_KIND_MUTEX, CF_NORMAL, "normal"},
    {CF_KIND_MUTEX, CF_RECURSIVE, "recursive"},
    {CF_KIND_MUTEX, CF_ERRORCHECK, "errorcheck"},
    {CF_KIND_MUTEX, CF_ADAPTIVE, "adaptive"},
    {CF_KIND_COND, CF_REALTIME, "realtime"},
    {CF_KIND_COND, CF_MONOTONIC, "monotonic"},
    {CF_KIND_RWLOCK, CF_READERS, "readers"},
    {CF_KIND_RWLOCK, CF_WRITERS, "writers"},
    {CF_KIND_RWLOCK, CF_NONRECURSIVE, "nonrecursive"},
};

const char *cf_op_word(unsigned id) {
    return ops[id].word;
}

bool cf_op_is_c11(const struct cf_script *script, unsigned id) {
    return script->c11 && *ops[id].c11;
}

unsigned cf_go(const struct cf_op *op, unsigned at, int last, unsigned count) {
    bool goes = op->id == CF_GO || (op->id == CF_GO_IF_OK && last == 0) ||
                (op->id == CF_GO_IF_LEAST && count >= op->number);
    return goes ? at + (unsigned)op->go : at + 1;
}

bool cf_usual(int result) {
    return result <= 0 ? result >= -1 : result == EBUSY || result == ETIMEDOUT || result == EAGAIN;
}

bool cf_holds(const struct cf_op *op, unsigned a, unsigned b) {
    return op->id == CF_AT_LEAST ? a >= op->number : a == (op->id == CF_SAME ? b : op->number);
}

struct reader {
    struct cf_script *s;
    const char *path;
    unsigned line;
};

static int bad(const struct reader *r, const char *what, const char *word) {
    fprintf(stderr, "%s:%u: %s: %s\n", r->path, r->line, what, word ? word : "nothing");
    return -1;
}

static void copy_name(char *to, size_t cap, const char *from) {
    size_t n = strnlen(from, cap - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

static int task_index(struct reader *r, const char *name) {
    for (unsigned i = 0; i < r->s->tasks; i++)
        if (strcmp(r->s->task[i].name, name) == 0)
            return (int)i;
    if (r->s->tasks == CF_MAX_TASKS)
        return -1;
    copy_name(r->s->task[r->s->tasks].name, CF_NAME, name);
    return (int)r->s->tasks++;
}

static int object_index(const struct cf_script *s, unsigned kind, const char *name) {
    for (unsigned i = 0; i < s->objects; i++)
        if (s->object[i].kind == kind && strcmp(s->object[i].name, name) == 0)
            return (int)i;
    return -1;
}

static bool read_duration(const char *word, int64_t *ns) {
    static const struct {
        const char *unit;
        int64_t ns;
    } units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
    char *end;
    if (strcmp(word, "bad") == 0) {
        *ns = CF_BAD_TIME;
        return true;
    }
    long n = strtol(word, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(end, units[i].unit) == 0) {
            *ns = n * units[i].ns;
            return end != word;
        }
    return false;
}

static int read_argument(struct reader *r, struct cf_op *op, char letter, unsigned at,
                         const char *word) {
    const char *kind = strchr(kind_letters, letter);
    if (letter == 'd')
        return read_duration(word, &op->duration) ? 0 : bad(r, "not a duration", word);
    if (letter == 'j') {
        long go = strtol(word, NULL, 10);
        op->go = (int16_t)go;
        return go != 0 && op->go == go ? 0 : bad(r, "not a distance", word);
    }
    if (letter == 'n') {
        op->number = (unsigned)strtoul(word, NULL, 10);
        return 0;
    }
    int index = letter == 't' ? task_index(r, word)
                              : object_index(r->s, (unsigned)(kind - kind_letters), word);
    if (index < 0)
        return bad(r, "no such object or task", word);
    op->arg[at] = (uint8_t)index;
    return 0;
}

static int read_op(struct reader *r, unsigned task, char *text) {
    struct cf_task *t = &r->s->task[task];
    char *save, *word = strtok_r(text, " \t", &save);
    if (!word)
        return 0;
    if (t->count == CF_MAX_OPS)
        return bad(r, "too many operations", word);
    struct cf_op *op = &t->ops[t->count];
    op->if_ok = *word == '?';
    word += op->if_ok;
    for (op->id = 0; op->id < CF_OP_COUNT; op->id++)
        if (strcmp(ops[op->id].word, word) == 0)
            break;
    if (op->id == CF_OP_COUNT)
        return bad(r, "no such operation", word);
    for (unsigned i = 0; ops[op->id].args[i]; i++) {
        char *arg = strtok_r(NULL, " \t", &save);
        if (!arg || read_argument(r, op, ops[op->id].args[i], i, arg) != 0)
            return arg ? -1 : bad(r, "an argument is missing", word);
    }
    t->count++;
    word = strtok_r(NULL, " \t", &save);
    return word ? bad(r, "too many arguments", word) : 0;
}

static int read_task(struct reader *r, const char *name, char *text) {
    int task = task_index(r, name);
    if (task < 0)
        return bad(r, "too many tasks", name);
    char *save;
    for (char *op = strtok_r(text, ";", &save); op; op = strtok_r(NULL, ";", &save))
        if (read_op(r, (unsigned)task, op) != 0)
            return -1;
    return 0;
}

static int read_object(struct reader *r, unsigned kind, char *save) {
    if (r->s->objects == CF_MAX_OBJECTS)
        return bad(r, "too many objects", kinds[kind]);
    struct cf_object *o = &r->s->object[r->s->objects++];
    char *word = strtok_r(NULL, " \t", &save);
    if (!word)
        return bad(r, "no name", kinds[kind]);
    o->kind = (uint8_t)kind;
    copy_name(o->name, sizeof o->name, word);
    while ((word = strtok_r(NULL, " \t", &save))) {
        size_t v = 0, n = sizeof variants / sizeof variants[0];
        while (v < n && !(variants[v].kind == kind && strcmp(variants[v].word, word) == 0))
            v++;
        if (v < n)
            o->variant = variants[v].variant;
        else if (strcmp(word, "static") == 0)
            o->is_static = true;
        else if (isdigit((unsigned char)*word))
            o->number = (unsigned)strtoul(word, NULL, 10);
        else
            return bad(r, "unknown word", word);
    }
    return 0;
}

static int read_line(struct reader *r, char *text) {
    char *colon = strchr(text, ':'), *save;
    if (colon) {
        *colon = '\0';
        return read_task(r, text, colon + 1);
    }
    char *word = strtok_r(text, " \t", &save);
    for (unsigned k = 0; k < CF_KIND_COUNT; k++)
        if (strcmp(word, kinds[k]) == 0)
            return read_object(r, k, save);
    if (strcmp(word, "api") == 0) {
        r->s->c11 = true;
        return 0;
    }
    if (strcmp(word, "quiet") == 0) {
        r->s->quiet = true;
        return 0;
    }
    return bad(r, "unknown line", word);
}

int cf_script_read(FILE *file, const char *path, unsigned *line, struct cf_script *script) {
    struct reader r = {.s = script, .path = path};
    char text[2048];
    bool begun = false;
    memset(script, 0, sizeof *script);
    copy_name(script->task[0].name, CF_NAME, "main");
    script->tasks = 1;
    for (long at = ftell(file); fgets(text, sizeof text, file); at = ftell(file)) {
        r.line = ++*line;
        text[strcspn(text, "\n")] = '\0';
        if (text[strspn(text, " \t")] == '\0' || text[0] == '#')
            continue;
        bool starts = strncmp(text, "script ", 7) == 0;
        if (starts && begun) {
            /* The next one's first line: left for the next call. */
            fseek(file, at, SEEK_SET);
            --*line;
            return 1;
        }
        if (starts) {
            begun = true;
            copy_name(script->name, sizeof script->name, text + 7);
            continue;
        }
        if (!begun)
            return bad(&r, "before the first script", text);
        if (read_line(&r, text) != 0)
            return -1;
    }
    return begun;
}
