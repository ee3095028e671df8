"""A conversation that must not break: `flow.py serve PORT`, or `flow.py talk ADDRESS PORT LOG`.

The talker sends a numbered line five times a second over one TCP connection and waits for each to
come back; LOG gets a line for each answer: number and seconds it took. It ends with the connection.
"""
import socket, sys, threading, time


def serve(port):
    listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("::", port))
    listener.listen(20)
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=echo, args=(peer,), daemon=True).start()


def echo(peer):
    try:
        while data := peer.recv(4096):
            peer.sendall(data)
    except OSError:
        pass


def talk(address, port, log):
    with socket.create_connection((address, port), 60) as peer, open(log, "w", buffering=1) as out:
        peer.settimeout(300)
        lines = peer.makefile("r")
        number = 0
        while True:
            number += 1
            began = time.monotonic()
            peer.sendall(f"{number}\n".encode())
            answer = lines.readline()
            if answer != f"{number}\n":
                out.write(f"broken at {number}: {answer!r}\n")
                return
            out.write(f"{number} {time.monotonic() - began:.2f}\n")
            time.sleep(0.2)


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]))
else:
    try:
        talk(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    except OSError as failure:
        open(sys.argv[4], "a").write(f"broken: {failure}\n")
