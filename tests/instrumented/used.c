/* used.c: a library that counts without a lock. */
void *count(void *arg);
static int counted;

void *count(void *arg) {
    counted++;
    return arg;
}
