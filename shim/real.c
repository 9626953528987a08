/* real.c: finds the libc functions behind our hooks. */
#define _GNU_SOURCE
#include "real.h"

#include <errno.h>
#include <string.h>

#include "sys.h"

void *sh_real_at[SH_ROW_COUNT];
SH_TLS int sh_real_busy;

static const struct {
    const char *name;
    const char *version;
    bool required;
} rows[SH_ROW_COUNT] = {
#define REQUIRED true
#define OPTIONAL false
#define SH_HOOK(symbol, version, need, operation, policy, family) {#symbol, version, need},
#include "hooks.def"
#undef REQUIRED
#undef OPTIONAL
};

static void *look_up(enum sh_row row) {
    int saved = errno;
    sh_real_busy++;
    void *f = rows[row].version[0] ? dlvsym(RTLD_NEXT, rows[row].name, rows[row].version)
                                   : dlsym(RTLD_NEXT, rows[row].name);
    sh_real_busy--;
    errno = saved;
    if (f)
        __atomic_store_n(&sh_real_at[row], f, __ATOMIC_RELAXED);
    return f;
}

_Noreturn static void missing(const char *name) {
    static const char before[] = "detsched: libc has no ";
    char text[160];
    size_t len = sizeof before - 1, rest = strnlen(name, sizeof text - sizeof before - 1);
    memcpy(text, before, len);
    memcpy(text + len, name, rest);
    text[len + rest] = '\0';
    if (sh.region) {
        memcpy(sh.region->hello.text, text, len + rest + 1);
        sh_stop(DS_STAGE_STOPPED, text);
    }
    text[len + rest] = '\n';
    sh_sys3(SYS_write, 2, (long)text, (long)(len + rest + 1));
    sh_exit_group(127);
}

void *sh_real_find(enum sh_row row) {
    void *f = look_up(row);
    if (!f)
        missing(rows[row].name);
    return f;
}

const char *sh_real_missing(void) {
    for (unsigned i = 0; i < SH_ROW_COUNT; i++)
        if (!sh_real_at[i] && !look_up(i) && rows[i].required)
            return rows[i].name;
    return NULL;
}
