/* scenario: start_latch
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: Server::wait_started
 * always: no
 * needs: -
 * args: -
 * about: A listener that finds its port taken returns before it counts the start-up latch
 *   down, and the server waits for all of them. std::latch.
 */
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

class Server {
  public:
    void listen();
    void wait_started() { started_.wait(); }
    int listening() {
        std::lock_guard guard(lock_);
        return listening_;
    }
    void probe() {
        reserve();
        release();
    }

  private:
    bool reserve() {
        std::lock_guard guard(lock_);
        return port_users_++ == 0;
    }
    void release() {
        std::lock_guard guard(lock_);
        port_users_--;
    }
    std::latch started_{2};
    std::mutex lock_;
    int port_users_ = 0, listening_ = 0;
};

void Server::listen() {
    if (!reserve()) {
        release();
        return;
    }
    {
        std::lock_guard guard(lock_);
        listening_++;
    }
    release();
    started_.count_down();
}

int main() {
    Server server;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; i++)
        threads.emplace_back(&Server::listen, &server);
    server.probe();
    server.wait_started();
    for (std::thread &t : threads)
        t.join();
    return server.listening() <= 2 ? 0 : 1;
}
