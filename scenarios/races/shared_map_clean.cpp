/* scenario: shared_map
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Prices are looked up in a std::map without the lock under which new ones are put in.
 */
#include <map>
#include <mutex>
#include <thread>

static std::mutex lock;
static std::map<int, int> prices{{1, 100}, {2, 200}};

void set_price(int item, int price) {
    std::lock_guard guard(lock);
    prices[item] = price;
}

int price_of(int item) {
    std::lock_guard guard(lock);
    auto found = prices.find(item);
    return found == prices.end() ? 0 : found->second;
}

int main() {
    std::thread editor(set_price, 2, 250);
    int price = price_of(2);
    editor.join();
    return price >= 200 ? 0 : 1;
}
