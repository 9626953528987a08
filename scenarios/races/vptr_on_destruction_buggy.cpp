/* scenario: vptr_on_destruction
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, ~Poller, Poller::run
 * always: yes
 * needs: -
 * args: -
 * about: An object's thread calls its virtual functions while its destructor, which joins the
 *   thread only in the base class, has already made it an object of that class.
 */
#include <pthread.h>

class Poller {
  public:
    void start() { pthread_create(&thread_, nullptr, run, this); }
    void stop() { pthread_join(thread_, nullptr); }
    virtual ~Poller();
    virtual int poll() { return 0; }

  protected:
    static void *run(void *self);
    pthread_t thread_{};
};

Poller::~Poller() {
    stop();
}

class Mail : public Poller {
  public:
    ~Mail() override;
    int poll() override { return 1; }
};

Mail::~Mail() {}

void *Poller::run(void *self) {
    return static_cast<Poller *>(self)->poll() ? self : nullptr;
}

int main() {
    Mail mail;
    mail.start();
    return 0;
}
