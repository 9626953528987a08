/* options.c: any command line is parsed or refused; numbers and times mean what they say. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/options.h"
#include "harness/util.h"

enum { WORDS = 32 };

/* The same by other means: in 128 bits, digit by digit. */
static bool number(const char *text, unsigned __int128 *value) {
    *value = 0;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9')
            return false;
        if (*value < (unsigned __int128)1 << 100)
            *value = *value * 10 + (unsigned)(*p - '0');
    }
    return *text;
}

static void check_number(const char *text) {
    unsigned __int128 want;
    uint64_t got = 0;
    bool good = number(text, &want) && want <= UINT64_MAX;

    FUZZ_CHECK(hn_number(text, UINT64_MAX, &got) == good);
    FUZZ_CHECK(!good || got == (uint64_t)want);
}

/* A time that is accepted lies between its whole part and the next one. */
static void check_duration(const char *text) {
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"", 1000000000}, {"s", 1000000000},  {"ms", 1000000},     {"us", 1000},
                 {"ns", 1},        {"m", 60000000000}, {"h", 3600000000000}};
    char *end;
    int64_t ns = -1;

    if (!hn_duration(text, &ns))
        return;
    unsigned long long whole = strtoull(text, &end, 10);

    if (*end == '.')
        end += 1 + strspn(end + 1, "0123456789");
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(end, units[i].name))
            continue;
        __int128 least = (__int128)whole * units[i].ns;

        FUZZ_CHECK(ns >= 0 && ns >= least && ns < least + units[i].ns);
        return;
    }
    FUZZ_CHECK(!"an unknown unit was accepted");
}

static void check_options(const struct hn_options *o) {
    struct ds_config config;

    FUZZ_CHECK(o->seed_first < o->seed_end && o->report_count <= HN_MAX_REPORTS);
    FUZZ_CHECK(o->jobs <= HN_MAX_JOBS && o->confirm >= 1 && o->wall > 0 && o->max_time >= 0);
    FUZZ_CHECK(o->mix || o->strategy < DS_STRAT_REPLAY);
    hn_options_config(o, &config);
    FUZZ_CHECK(ds_engine_size(&config) > 0);
}

/* The first byte picks the command; words are separated by newlines. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *argv[WORDS + 1] = {0}, *text, *rest = NULL;
    struct hn_options o;
    int argc = 0;

    if (!size)
        return 0;
    text = fuzz_text(data + 1, size - 1);
    for (char *word = strtok_r(text, "\n", &rest); word && argc < WORDS;
         word = strtok_r(NULL, "\n", &rest)) {
        argv[argc++] = word;
        check_number(word);
        check_duration(word);
    }
    int took = hn_options_parse(&o, (enum hn_command)(1u << data[0] % 10), argc, argv);

    FUZZ_CHECK(took >= -1 && took <= argc);
    if (took >= 0)
        check_options(&o);
    free(text);
    return 0;
}
