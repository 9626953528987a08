/* scenario: future_polled
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: The result of std::async is looked at when a wait for it is over, though it ended by
 *   time-out; the fix gets the future first.
 */
#include <chrono>
#include <future>

int page;

int fetch_page() {
    page = 7;
    return 1;
}

int main() {
    auto fetched = std::async(std::launch::async, fetch_page);
    fetched.wait_for(std::chrono::seconds(0));
    int ok = fetched.get();
    int seen = page;
    return ok == 1 && seen <= 7 ? 0 : 1;
}
