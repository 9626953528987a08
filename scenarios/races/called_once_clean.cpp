/* scenario: called_once
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A connection is made by whoever comes first; the flag that says so is a plain bool, and
 *   the fix calls std::call_once.
 */
#include <mutex>
#include <thread>

static int connection;
static std::once_flag connected;

void connect() {
    connection = 3;
}

void send() {
    std::call_once(connected, connect);
    if (connection == 4)
        std::terminate();
}

int main() {
    std::thread first(send), second(send);
    first.join();
    second.join();
    return 0;
}
