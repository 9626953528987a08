/* token.c: any text is read as a replay token or refused; what is read is written back as it was. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/token.h"
#include "harness/util.h"

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Bytes with a right checksum behind them, as a token: past the checksum is where the fields are read. */
static char *with_checksum(const uint8_t *data, size_t size) {
    char *text = hn_alloc(8 * size / 5 + 32);
    uint8_t *bytes = hn_alloc(size + 4);
    uint32_t crc = hn_crc32(data, size);
    unsigned bits = 0, have = 0;
    size_t at = 4;

    memcpy(bytes, data, size);
    for (int i = 0; i < 4; i++)
        bytes[size + (size_t)i] = (uint8_t)(crc >> (8 * i));
    strcpy(text, "ds1-");
    for (size_t i = 0; i < size + 4; i++) {
        bits = (bits << 8 | bytes[i]) & 0xffff;
        for (have += 8; have >= 5; have -= 5)
            text[at++] = digits[bits >> (have - 5) & 31];
    }
    if (have)
        text[at++] = digits[bits << (5 - have) & 31];
    text[at] = 0;
    free(bytes);
    return text;
}

static void read_one(const char *text) {
    struct hn_token t = {0};

    if (hn_token_read(text, &t) != HN_TOKEN_OK)
        return;
    char *again = hn_token_make(&t);

    FUZZ_CHECK(!strcmp(again, text));
    FUZZ_CHECK(ds_engine_size(&t.config) > 0);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = size && data[0] & 1 ? with_checksum(data + 1, size - 1)
                                     : fuzz_text(data + !!size, size - !!size);

    read_one(text);
    free(text);
    return 0;
}
