/* One thread waits in msgrcv, which the kernel never begins again after a signal, for what the other
 * sends; a queue of one message makes the sender wait as well.
 * expect=none; seeds=20; */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
    long type;
    char text[64];
};
static int queue;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int sent;

static void *sends(void *failed) {
    struct message m = {.type = 1};
    for (int i = 0; i < 3; i++) {
        m.text[0] = (char)('a' + i);
        if (msgsnd(queue, &m, sizeof m.text, 0))
            return failed;
        pthread_mutex_lock(&gate);
        sent++;
        pthread_mutex_unlock(&gate);
    }
    return NULL;
}

static void *receives(void *failed) {
    struct message m;
    for (int i = 0; i < 3; i++) {
        if (msgrcv(queue, &m, sizeof m.text, 0, 0) != sizeof m.text || m.text[0] != 'a' + i)
            return failed;
        pthread_mutex_lock(&gate);
        pthread_mutex_unlock(&gate);
    }
    return NULL;
}

int main(void) {
    pthread_t one, two;
    void *first, *second;
    struct msqid_ds info;
    queue = msgget(IPC_PRIVATE, 0600);
    if (queue < 0 || msgctl(queue, IPC_STAT, &info))
        return 2;
    info.msg_qbytes = sizeof((struct message *)0)->text;
    if (msgctl(queue, IPC_SET, &info))
        return 3;
    pthread_create(&one, NULL, receives, &queue);
    pthread_create(&two, NULL, sends, &queue);
    pthread_join(one, &first);
    pthread_join(two, &second);
    msgctl(queue, IPC_RMID, NULL);
    return first || second || sent != 3;
}
