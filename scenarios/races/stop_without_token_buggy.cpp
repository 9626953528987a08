/* scenario: stop_without_token
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: stop, run
 * always: yes
 * needs: -
 * args: -
 * about: A std::jthread's loop asks a plain flag whether it is to stop; the fix asks its stop
 *   token.
 */
#include <thread>

static volatile bool stopping;
static std::jthread runner;

void stop() {
    stopping = true;
    runner.request_stop();
}

void run([[maybe_unused]] const std::stop_token &token) {
    while (!stopping)
        std::this_thread::yield();
}

int main() {
    runner = std::jthread(run);
    stop();
    runner.join();
    return 0;
}
