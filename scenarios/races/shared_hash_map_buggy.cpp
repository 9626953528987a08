/* scenario: shared_hash_map
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: set_price, known_prices
 * also: crash, use-after-free
 * always: yes
 * needs: -
 * args: -
 * about: The number of prices in a std::unordered_map is read without the lock under which one is
 *   put in.
 */
#include <mutex>
#include <thread>
#include <unordered_map>

static std::mutex lock;
static std::unordered_map<int, int> prices;

void set_price(int item, int price) {
    std::lock_guard guard(lock);
    prices[item] = price;
}

std::size_t known_prices() {
    return prices.size();
}

int main() {
    std::thread editor(set_price, 2, 250);
    std::size_t known = known_prices();
    editor.join();
    return known <= 1 ? 0 : 1;
}
