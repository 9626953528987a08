/* leaks_exit.c: a program that ends well but for a goroutine that it leaves behind. */
#include <stdio.h>

#include "detgo.h"

static void stays(void *arg) {
    (void)arg;
    go_select_cases(NULL, 0);
}

int main(void) {
    go_leak_verify_at_exit(NULL);
    go_ref(stays, NULL);
    puts("main ends");
    return 0;
}
