/* scenario: nightly_rebuild
 * twin: buggy
 * kind: lock-order
 * subkind: -
 * severity: warning
 * functions: Catalogue::rebuild, Catalogue::find
 * always: no
 * needs: -
 * args: -
 * about: A catalogue is rebuilt under the locks of its store and its index, and searched under
 *   those of its index and its store; an atomic flag alone keeps searches away while it is rebuilt
 *   for the first time. std::mutex, std::atomic.
 */
#include <atomic>
#include <mutex>
#include <thread>

class Catalogue {
  public:
    void rebuild() {
        std::lock_guard<std::mutex> store(store_);
        std::lock_guard<std::mutex> index(index_);
        size_ = 7;
        ready_ = true;
    }

    int find() {
        for (int tries = 0; tries < 50 && !ready_; tries++)
            std::this_thread::yield();
        if (!ready_)
            return -1;
        std::lock_guard<std::mutex> index(index_);
        std::lock_guard<std::mutex> store(store_);
        return size_;
    }

  private:
    std::mutex store_, index_;
    int size_ = 0;
    std::atomic<bool> ready_{false};
};

int main() {
    Catalogue catalogue;
    int one = 0, two = 0;
    std::thread a([&] { catalogue.rebuild(); });
    std::thread b([&] { one = catalogue.find(); });
    std::thread c([&] { two = catalogue.find(); });
    a.join();
    b.join();
    c.join();
    return one > 7 || two > 7;
}
