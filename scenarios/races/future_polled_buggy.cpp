/* scenario: future_polled
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: fetch_page, main
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
    int seen = page;
    int ok = fetched.get();
    return ok == 1 && seen <= 7 ? 0 : 1;
}
