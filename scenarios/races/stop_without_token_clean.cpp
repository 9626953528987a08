/* scenario: stop_without_token
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A std::jthread's loop asks a plain flag whether it is to stop; the fix asks its stop
 *   token.
 */
#include <thread>

static std::jthread runner;

void stop() {
    runner.request_stop();
}

void run([[maybe_unused]] const std::stop_token &token) {
    while (!token.stop_requested())
        std::this_thread::yield();
}

int main() {
    runner = std::jthread(run);
    stop();
    runner.join();
    return 0;
}
