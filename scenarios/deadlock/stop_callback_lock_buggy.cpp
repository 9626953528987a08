/* scenario: stop_callback_lock
 * twin: buggy
 * kind: self-deadlock
 * subkind: -
 * severity: error
 * functions: Poller::stop, Poller::forget
 * always: no
 * needs: -
 * args: -
 * about: The callback for a stop request locks the device list, which the thread that
 *   requests the stop has locked already when the poller is still busy. std::jthread,
 *   std::stop_callback.
 */
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

class Poller {
  public:
    void run(std::stop_token stop);
    void stop(std::jthread &thread);

  private:
    void forget() {
        std::lock_guard guard(lock_);
        devices_ = 0;
    }
    bool poll(bool busy) {
        std::lock_guard guard(lock_);
        busy_ = busy;
        return devices_ > 0;
    }
    std::mutex lock_;
    int devices_ = 2;
    bool busy_ = false;
};

void Poller::run(std::stop_token stop) {
    std::stop_callback on_stop(stop, [this] { forget(); });
    for (int round = 0; round < 2 && !stop.stop_requested(); round++) {
        poll(true);
        poll(false);
    }
}

void Poller::stop(std::jthread &thread) {
    std::unique_lock guard(lock_);
    bool wait = busy_;
    if (wait)
        thread.request_stop();
}

int main() {
    Poller poller;
    std::jthread thread([&poller](std::stop_token stop) { poller.run(stop); });
    poller.stop(thread);
    poller.stop(thread);
    thread.join();
    return 0;
}
