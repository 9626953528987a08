/* scenario: called_once
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: connect, send
 * always: yes
 * needs: -
 * args: -
 * about: A connection is made by whoever comes first; the flag that says so is a plain bool, and
 *   the fix calls std::call_once.
 */
#include <mutex>
#include <thread>

static int connection;
static bool connected;

void connect() {
    connection = 3;
}

void send() {
    if (!connected) {
        connected = true;
        connect();
    }
    if (connection == 4)
        std::terminate();
}

int main() {
    std::thread first(send), second(send);
    first.join();
    second.join();
    return 0;
}
