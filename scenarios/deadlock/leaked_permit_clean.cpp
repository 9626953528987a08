/* scenario: leaked_permit
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A request that finds the gateway in maintenance returns early and keeps its permit,
 *   so that in the end no permit is left. std::counting_semaphore.
 */
#include <mutex>
#include <semaphore>
#include <thread>

class Gateway {
  public:
    bool request();
    void maintain(bool on) {
        std::lock_guard guard(lock_);
        closed_ = on;
    }

  private:
    bool is_closed() {
        std::lock_guard guard(lock_);
        return closed_;
    }
    std::counting_semaphore<2> permits_{1};
    std::mutex lock_;
    bool closed_ = false;
    int served_ = 0;
};

bool Gateway::request() {
    permits_.acquire();
    if (is_closed()) {
        permits_.release();
        return false;
    }
    {
        std::lock_guard guard(lock_);
        served_++;
    }
    permits_.release();
    return true;
}

static Gateway gateway;

void client() {
    for (int i = 0; i < 2; i++)
        gateway.request();
}

int main() {
    std::thread clients(client);
    gateway.maintain(true);
    gateway.maintain(false);
    gateway.request();
    clients.join();
    return 0;
}
