/* world_parse.c: reads the text form of a scripted world. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

static _Noreturn void bad(const char *what, const char *where) {
    fprintf(stderr, "world: %s: '%s'\n", what, where);
    abort();
}

static const char *const kind_words[DS_KIND_COUNT] = {
    [DS_KIND_MUTEX] = "mutex", [DS_KIND_COND] = "cond",       [DS_KIND_RWLOCK] = "rwlock",
    [DS_KIND_SPIN] = "spin",   [DS_KIND_BARRIER] = "barrier", [DS_KIND_SEM] = "sem",
    [DS_KIND_ONCE] = "once",   [DS_KIND_NOTE] = "note",       [DS_KIND_EVENT] = "event",
    [DS_KIND_FUTEX] = "futex", [DS_KIND_CHAN] = "chan",       [DS_KIND_WG] = "wg",
    [DS_KIND_CTX] = "context", [DS_KIND_ATOMIC] = "atomic",   [DS_KIND_MEMORY] = "memory"};

/* A number, or the word for a mutex type or a rwlock preference. */
static uint32_t parse_arg(const char *word) {
    static const struct {
        const char *word;
        uint32_t value;
    } words[] = {{"normal", DS_MUTEX_NORMAL},
                 {"recursive", DS_MUTEX_RECURSIVE},
                 {"errorcheck", DS_MUTEX_ERRORCHECK},
                 {"adaptive", DS_MUTEX_ADAPTIVE},
                 {"robust", DS_MUTEX_ROBUST},
                 {"inherit", DS_MUTEX_INHERIT},
                 {"protect", DS_MUTEX_PROTECT},
                 {"readers", DS_RW_READERS},
                 {"writers", DS_RW_WRITERS},
                 {"nonrec", DS_RW_WRITERS_NONREC},
                 {"reader", DS_RW_READER},
                 {"detached", 1}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].value;
    char *end;
    long value = strtol(word, &end, 10);
    if (*end != 0 || end == word)
        bad("not a number", word);
    return (uint32_t)value;
}

static int64_t parse_time(const char *word) {
    char *end;
    int64_t value = strtoll(word, &end, 10);
    if (strcmp(end, "ns") == 0)
        return value;
    if (strcmp(end, "us") == 0)
        return value * 1000;
    if (strcmp(end, "ms") == 0)
        return value * 1000000;
    if (strcmp(end, "s") == 0)
        return value * 1000000000;
    bad("not a time", word);
}

static void copy_name(char *to, const char *from) {
    if (strlen(from) >= WORLD_NAME)
        bad("name too long", from);
    strcpy(to, from);
}

static int find_object(const struct world_script *s, const char *name) {
    for (int i = 0; i < s->objects; i++)
        if (strcmp(s->object[i].name, name) == 0)
            return i;
    bad("no such object", name);
}

static int find_task(const struct world_script *s, const char *name) {
    for (int i = 0; i < s->tasks; i++)
        if (strcmp(s->task[i].name, name) == 0)
            return i;
    bad("no such task", name);
}

static bool takes_task(enum ds_op op) {
    return op == DS_OP_CREATE || op == DS_OP_JOIN || op == DS_OP_TRYJOIN || op == DS_OP_DETACH;
}

static bool is_futex(enum ds_op op) {
    return op >= DS_OP_FUTEX_WAIT && op <= DS_OP_FUTEX_REQUEUE_PI;
}

static bool two_words(enum ds_op op) {
    return op == DS_OP_FUTEX_REQUEUE || op == DS_OP_FUTEX_WAKE_OP || op == DS_OP_FUTEX_WAIT_PI ||
           op == DS_OP_FUTEX_REQUEUE_PI;
}

static bool parse_special(struct world_op *op, const char *word) {
    op->special = strcmp(word, "again") == 0     ? 'a'
                  : strcmp(word, "hold") == 0    ? 'h'
                  : strcmp(word, "release") == 0 ? 'r'
                  : strcmp(word, "set") == 0     ? 's'
                  : strcmp(word, "check") == 0   ? 'c'
                                                 : 0;
    return op->special != 0;
}

static enum ds_op find_op(const char *word) {
    for (unsigned i = 1; i < DS_OP_COUNT; i++)
        if (strcmp(ds_op_text(i), word) == 0)
            return (enum ds_op)i;
    bad("no such operation", word);
}

static bool takes_cases(enum ds_op op) {
    return op == DS_OP_CHAN_SEND || op == DS_OP_CHAN_RECV || op == DS_OP_CHAN_SELECT ||
           op == DS_OP_CHAN_POLL;
}

/* "C 7" of a send or receive; ">C =7 <D" of a select. */
static void parse_cases(const struct world_script *s, struct world_op *op, char **save) {
    bool plain = op->op == DS_OP_CHAN_SEND || op->op == DS_OP_CHAN_RECV;
    for (char *word; (word = strtok_r(NULL, " \t", save)) != NULL;) {
        bool value = plain ? op->cases > 0 : *word == '=';
        if (value) {
            op->at[op->cases - 1].valued = true;
            op->at[op->cases - 1].value = parse_arg(word + !plain);
            continue;
        }
        if (op->cases == WORLD_CASES)
            bad("too many cases", word);
        struct world_case *c = &op->at[op->cases++];
        c->sends = plain ? op->op == DS_OP_CHAN_SEND : *word == '>';
        word += !plain;
        c->obj = strcmp(word, "nil") == 0 ? -1 : find_object(s, word);
    }
}

/* Whether OP names an object; at its end there may be an argument. */
static bool takes_object(enum ds_op op) {
    return (op >= DS_OP_MUTEX_INIT && op <= DS_OP_HB_AFTER) || is_futex(op) ||
           op == DS_OP_MUTEX_CONSISTENT || (op >= DS_OP_CHAN_MAKE && op <= DS_OP_ATOMIC_UPDATE);
}

static void parse_op(const struct world_script *s, struct world_op *op, char *text) {
    char *save, *word = strtok_r(text, " \t", &save);
    *op = (struct world_op){.obj = -1, .obj2 = -1, .timeout_ns = -1};
    if (word == NULL)
        bad("empty operation", "");
    if (*word == '?' || *word == '!')
        op->when = *word++;
    if (parse_special(op, word)) {
        if (op->special == 's' || op->special == 'c') {
            op->obj = find_object(s, strtok_r(NULL, " \t", &save));
            op->number[0] = parse_arg(strtok_r(NULL, " \t", &save));
        }
        return;
    }
    op->op = find_op(word);
    if (takes_cases(op->op)) {
        parse_cases(s, op, &save);
        return;
    }
    if (op->op == DS_OP_SLEEP)
        op->timeout_ns = parse_time(strtok_r(NULL, " \t", &save));
    else if (takes_task(op->op))
        op->obj = find_task(s, strtok_r(NULL, " \t", &save));
    else if (takes_object(op->op))
        op->obj = find_object(s, strtok_r(NULL, " \t", &save));
    if (op->op == DS_OP_COND_WAIT || two_words(op->op))
        op->obj2 = find_object(s, strtok_r(NULL, " \t", &save));
    while ((word = strtok_r(NULL, " \t", &save)) != NULL) {
        if (strcmp(word, "for") == 0)
            op->timeout_ns = parse_time(strtok_r(NULL, " \t", &save));
        else if (strcmp(word, "badtime") == 0)
            op->bad_time = true;
        else if (is_futex(op->op) && op->numbers < 3)
            op->number[op->numbers++] = parse_arg(word);
        else
            op->arg = parse_arg(word);
    }
}

static void parse_ops(const struct world_script *s, struct world_task *t, char *text) {
    char *save;
    for (char *part = strtok_r(text, ";", &save); part; part = strtok_r(NULL, ";", &save)) {
        while (isspace((unsigned char)*part))
            part++;
        if (*part == 0)
            continue;
        if (t->count == WORLD_OPS)
            bad("too many operations", t->name);
        parse_op(s, &t->ops[t->count++], part);
    }
}

static uint32_t go_flag(int kind) {
    return kind == DS_KIND_MUTEX    ? DS_MUTEX_GO
           : kind == DS_KIND_RWLOCK ? DS_RW_GO
           : kind == DS_KIND_COND   ? DS_COND_GO
                                    : 0;
}

static bool parse_object(struct world_script *s, char *line) {
    char *save, *word = strtok_r(line, " \t", &save);
    for (int kind = 1; word && kind < DS_KIND_COUNT; kind++) {
        if (strcmp(word, kind_words[kind]) != 0)
            continue;
        if (s->objects == WORLD_OBJECTS)
            bad("too many objects", word);
        struct world_object *o = &s->object[s->objects++];
        *o = (struct world_object){.kind = (enum ds_kind)kind};
        copy_name(o->name, strtok_r(NULL, " \t", &save));
        uint32_t value = 0;
        for (char *arg; (arg = strtok_r(NULL, " \t", &save)) != NULL;)
            value |= strcmp(arg, "go") == 0 ? go_flag(kind) : parse_arg(arg);
        if (kind == DS_KIND_MUTEX || kind == DS_KIND_RWLOCK || kind == DS_KIND_COND)
            o->arg = value;
        else
            o->initial = value;
        return true;
    }
    return false;
}

/* Calls back for each logical line: comments gone, continuations joined. Two passes are made, since
 * operations name tasks that come later. */
static void each_line(struct world_script *s, const char *text, bool second) {
    size_t size = strlen(text) + 1;
    char *copy = malloc(size), *line = malloc(size);
    int task = -1;
    memcpy(copy, text, size);
    char *save;
    for (char *raw = strtok_r(copy, "\n", &save); raw; raw = strtok_r(NULL, "\n", &save)) {
        raw[strcspn(raw, "#")] = 0;
        while (isspace((unsigned char)*raw))
            raw++;
        if (*raw == 0)
            continue;
        strcpy(line, raw);
        char *colon = strchr(line, ':');
        if (*line == ';') {
            if (second)
                parse_ops(s, &s->task[task], line);
        } else if (colon != NULL) {
            *colon = 0;
            task++;
            if (task == WORLD_TASKS)
                bad("too many tasks", line);
            if (second)
                parse_ops(s, &s->task[task], colon + 1);
            else
                copy_name(s->task[s->tasks++].name, line);
        } else if (!second && !parse_object(s, line)) {
            bad("neither an object nor a task", raw);
        }
    }
    free(copy);
    free(line);
}

void world_parse(struct world_script *s, const char *text) {
    memset(s, 0, sizeof *s);
    each_line(s, text, false);
    each_line(s, text, true);
    if (s->tasks == 0)
        bad("no tasks", text);
}
