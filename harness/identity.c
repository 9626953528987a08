/* identity.c: a campaign's identity from its options, its program's files and its surroundings. */
#define _GNU_SOURCE
#include "identity.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loader.h"
#include "results.h"
#include "util.h"

/* Variables that change what programs do; a name that ends with = stands for itself, others begin names. */
static const char *const declared[] = {
    "ASAN_OPTIONS=", "GLIBC_TUNABLES=", "GOMP_", "KMP_",          "LANG=", "LC_",
    "LD_",           "MALLOC_",         "OMP_",  "TSAN_OPTIONS=", "TZ=",   "UBSAN_OPTIONS=",
};

static uint32_t content_of(int fd) {
    size_t n;
    char *all = hn_read_fd(fd, SIZE_MAX, &n);
    uint32_t crc = hn_crc32(all, n);

    free(all);
    return crc;
}

/* Hash of the file's build id, of its content if it has none; 0 if it cannot be read. */
static uint32_t object_id(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    Elf *elf =
        fd < 0 || elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_begin(fd, ELF_C_READ, NULL);
    const void *bits;
    ssize_t n = elf ? dwelf_elf_gnu_build_id(elf, &bits) : -1;
    uint32_t id = n > 0 ? hn_crc32(bits, (size_t)n) : fd < 0 ? 0 : content_of(fd);

    elf_end(elf);
    if (fd >= 0)
        close(fd);
    return id;
}

static void set_id(json_t *j, const char *name, uint32_t id) {
    json_object_set_new(j, name, json_sprintf("%08x", id));
}

/* What the loader says that it would load: "name => path" a line. */
static json_t *objects_of(const struct hn_launch *l) {
    char *list = hn_loader_ask(l->target, NULL, false), *rest = NULL;
    json_t *j = json_object();

    for (char *line = strtok_r(list, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *arrow = strstr(line, " => "), *path = arrow ? arrow + 4 : NULL;

        if (!path || *path != '/')
            continue;
        *arrow = 0;
        path[strcspn(path, " ")] = 0;
        char *name = hn_dup(line + strspn(line, " \t"));

        hn_make_utf8(name);
        set_id(j, name, object_id(path));
        free(name);
    }
    free(list);
    return j;
}

static bool is_declared(const char *entry) {
    if (!strncmp(entry, "LD_PRELOAD=", 11))
        return false; /* it holds the paths of our own libraries */
    for (size_t i = 0; i < sizeof(declared) / sizeof(declared[0]); i++)
        if (!strncmp(entry, declared[i], strlen(declared[i])))
            return true;
    return false;
}

static json_t *environment_of(char *const *envp) {
    json_t *j = json_object();

    for (; *envp; envp++) {
        char *entry = hn_dup(*envp), *value = strchr(entry, '=');

        hn_make_utf8(entry);
        if (value && is_declared(entry)) {
            *value = 0;
            json_object_set_new(j, entry, json_string(value + 1));
        }
        free(entry);
    }
    if (getenv("LD_PRELOAD"))
        json_object_set_new(j, "LD_PRELOAD", hn_json_text(getenv("LD_PRELOAD")));
    return j;
}

static json_t *files_of(const struct hn_options *o) {
    json_t *j = json_array();

    for (unsigned i = 0; i < o->suppress_count; i++) {
        int fd = open(o->suppress[i], O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

        json_array_append_new(j, json_sprintf("%08x", fd < 0 ? 0 : content_of(fd)));
        if (fd >= 0)
            close(fd);
    }
    return j;
}

static json_t *argv_of(char *const *argv) {
    json_t *j = json_array();

    for (; *argv; argv++)
        json_array_append_new(j, hn_json_text(*argv));
    return j;
}

/* What decides how a seed is played. */
static void add_config(json_t *j, const struct hn_options *o) {
    struct ds_config c;

    hn_options_config(o, &c);
    json_object_set_new(j, "strategy", json_string(o->mix ? "mix" : ds_strategy_name(o->strategy)));
    json_object_set_new(j, "depth", json_integer(o->mix ? 0 : o->depth));
    json_object_set_new(j, "steps", hn_json_number(c.max_steps));
    json_object_set_new(j, "drain", json_integer(c.drain_ns));
    json_object_set_new(j, "patience", json_integer(c.patience_ns));
    json_object_set_new(j, "sleep_patience", json_integer(c.sleep_patience_ns));
    json_object_set_new(j, "spurious", json_integer(o->spurious));
    json_object_set_new(j, "preempt", json_integer(o->preempt));
    json_object_set_new(j, "realtime", json_integer(o->realtime));
    json_object_set_new(j, "busy", json_integer(o->busy_ms));
    json_object_set_new(j, "wall", json_integer(o->wall));
    json_object_set_new(j, "isolation", json_integer(o->isolation));
    json_object_set_new(j, "carrier", json_integer(o->carrier));
    json_object_set_new(j, "addresses", json_string(o->random_addresses ? "random" : "fixed"));
    json_object_set_new(j, "race", json_string(o->race_off ? "off" : "auto"));
    json_object_set_new(j, "scratch", o->scratch ? hn_json_text(o->scratch) : json_null());
    if (o->cmocka_test)
        json_object_set_new(j, "cmocka_test", hn_json_text(o->cmocka_test));
}

/* What decides which seeds are played, and what is said of them. */
static void add_plan(json_t *j, const struct hn_options *o) {
    json_object_set_new(j, "first", hn_json_number(o->seed_first));
    json_object_set_new(j, "end", hn_json_number(o->seed_end));
    json_object_set_new(j, "max_fail", hn_json_number(o->max_fail));
    json_object_set_new(j, "confirm", json_integer(o->confirm));
    json_object_set_new(j, "fail_on", json_integer(o->fail_on));
    json_object_set_new(j, "leaks", json_string(o->leaks_error ? "error" : "warning"));
}

static void add_objects(json_t *j, const struct hn_launch *l) {
    const struct hn_input *in = &l->input;

    set_id(j, "library", object_id(l->shim));
    json_object_set_new(j, "objects", objects_of(l));
    if (in->fd < 0)
        return;
    size_t n;
    char *bytes = hn_read_fd(in->fd, HN_INPUT_MAX + (size_t)in->at, &n);
    size_t skip = (size_t)in->at < n ? (size_t)in->at : n;

    set_id(j, "stdin", hn_crc32(bytes + skip, n - skip));
    free(bytes);
}

json_t *hn_identity(const struct hn_launch *l, bool objects) {
    json_t *j = json_pack("{s:s, s:i, s:i, s:o, s:o, s:o, s:i}", "version", HN_VERSION, "abi",
                          DS_ABI_VERSION, "engine", DS_ENGINE_VERSION, "argv", argv_of(l->argv),
                          "suppressions", files_of(l->opt), "environment", environment_of(l->envp),
                          "processors", (int)l->cpu_count);

    set_id(j, "program", l->target->id);
    add_config(j, l->opt);
    add_plan(j, l->opt);
    if (objects)
        add_objects(j, l);
    return j;
}

static char *shown(const json_t *v) {
    char *text = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT) : NULL;

    return text ? text : hn_dup("nothing");
}

static const char *first_difference(const json_t *a, const json_t *b) {
    const char *key;
    json_t *v;

    json_object_foreach((json_t *)(uintptr_t)a, key,
                        v) if (!json_equal(v, json_object_get(b, key))) return key;
    json_object_foreach((json_t *)(uintptr_t)b, key, v) if (!json_object_get(a, key)) return key;
    return NULL;
}

char *hn_identity_differs(const json_t *a, const json_t *b) {
    const char *key = first_difference(a, b), *inner = NULL;

    if (!key)
        return NULL;
    const json_t *x = json_object_get(a, key), *y = json_object_get(b, key);

    if (json_is_object(x) && json_is_object(y) && (inner = first_difference(x, y))) {
        x = json_object_get(x, inner);
        y = json_object_get(y, inner);
    }
    char *one = shown(x), *other = shown(y);
    char *words = hn_text("%s%s%s is %s in one and %s in the other", key, inner ? " " : "",
                          inner ? inner : "", one, other);

    free(one);
    free(other);
    return words;
}

bool hn_identity_options(const json_t *j, struct hn_options *o) {
    const json_t *fail_on = json_object_get(j, "fail_on");
    const json_int_t severity = json_integer_value(fail_on);

    if (!hn_json_get_number(j, "first", &o->seed_first) ||
        !hn_json_get_number(j, "end", &o->seed_end) || o->seed_first >= o->seed_end ||
        !hn_json_get_number(j, "max_fail", &o->max_fail) || !json_is_integer(fail_on) ||
        severity < RP_NOTE || severity > RP_ERROR)
        return false;
    o->fail_on = (enum rp_severity)severity;
    o->leaks_error = !strcmp(hn_json_get_text(j, "leaks"), "error");
    return true;
}
