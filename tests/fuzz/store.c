/* store.c: whatever names and texts a campaign meets, each line it keeps is JSON under its checksum. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/store.h"
#include "harness/util.h"

static char dir[] = "fuzz-store-XXXXXX";

static void clean(void) {
    hn_remove_tree(dir, true);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    FUZZ_CHECK(mkdtemp(dir));
    atexit(clean);
    return 0;
}

/* {"crc":"8 hex digits","rec":{...}} as harness/store.h says; returns the record. */
static json_t *read_line(const char *line) {
    unsigned crc = 0;
    int at = 0;
    size_t n = strlen(line);

    FUZZ_CHECK(sscanf(line, "{\"crc\":\"%8x\",\"rec\":%n", &crc, &at) == 1 && at == 24);
    FUZZ_CHECK(n > 25 && line[n - 1] == '}');
    FUZZ_CHECK(hn_crc32(line + at, n - 1 - (size_t)at) == crc);
    json_t *whole = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

    FUZZ_CHECK(whole);
    json_t *rec = json_incref(json_object_get(whole, "rec"));

    FUZZ_CHECK(json_is_object(rec));
    json_decref(whole);
    return rec;
}

static void check_results(const char *note) {
    char *path = hn_text("%s/results.jsonl", dir), *rest = NULL;
    size_t n, lines = 0;
    char *text = hn_read_file(path, SIZE_MAX, &n);

    FUZZ_CHECK(text && strlen(text) == n && n && text[n - 1] == '\n');
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        json_t *rec = read_line(line), *valid = json_string(note);
        const char *kept = json_string_value(json_object_get(rec, "note"));

        if (lines == 1)
            FUZZ_CHECK(kept && (!valid || !strcmp(kept, note)));
        json_decref(rec);
        if (valid)
            json_decref(valid);
        lines++;
    }
    FUZZ_CHECK(lines == 4);
    free(text);
    free(path);
}

static void check_manifest(void) {
    char *path = hn_text("%s/manifest.json", dir);
    json_t *j = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

    FUZZ_CHECK(j && json_array_size(json_object_get(j, "argv")) == 2);
    json_decref(j);
    free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char options_end[] = "--";
    char *text = fuzz_text(data, size), *argv[] = {text, text, NULL}, *none[] = {options_end, NULL};
    struct ds_result_rec rec = {0};
    struct hn_options o;

    memcpy(&rec, data, size < sizeof(rec) ? size : sizeof(rec));
    hn_options_parse(&o, HN_C_RUN, 1, none);
    hn_remove_tree(dir, false);
    struct hn_store *s = hn_store_open(dir, argv, &o);

    FUZZ_CHECK(s);
    hn_store_note(s, &rec, text);
    hn_store_seed(s, &rec);
    hn_store_verdict(s, rec.seed, "clean");
    FUZZ_CHECK(!hn_store_error(s) && !hn_store_close(s));
    check_results(text);
    check_manifest();
    free(text);
    return 0;
}
