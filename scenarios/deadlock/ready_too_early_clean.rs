/* scenario: ready_too_early
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A client looks whether the server is up in one critical section and waits in the
 *   next, without looking again; the notification may come in between. Rust, Condvar.
 */
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Server {
    up: Mutex<bool>,
    changed: Condvar,
    clients: Condvar,
}

fn is_up(server: &Server) -> bool {
    let up = server.up.lock().unwrap();
    server.clients.notify_one();
    *up
}

fn await_ready(server: &Server) {
    is_up(server);
    let mut up = server.up.lock().unwrap();
    while !*up {
        up = server.changed.wait(up).unwrap();
    }
}

fn start(server: &Server) {
    *server.up.lock().unwrap() = true;
    server.changed.notify_all();
}

fn main() {
    let server = Arc::new(Server { up: Mutex::new(false), changed: Condvar::new(), clients: Condvar::new() });
    let clients: Vec<_> = (0..2)
        .map(|_| {
            let server = server.clone();
            thread::spawn(move || await_ready(&server))
        })
        .collect();
    start(&server);
    for client in clients {
        client.join().unwrap();
    }
    assert!(is_up(&server));
}
