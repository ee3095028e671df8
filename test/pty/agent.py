"""A program on a pseudo terminal, driven by JSON lines: one request a line in, one answer a line out.

Node has no pseudo terminals of its own, and the tests must see what a terminal is left like
when a program is killed: this process keeps the terminal open and looks at it.
"""
import base64, fcntl, json, os, pty, select, signal, struct, sys, termios, time

master = slave = child = None
output = b''
status = None
size_answer = None
flag_names = {'isig': (3, termios.ISIG), 'icanon': (3, termios.ICANON), 'echo': (3, termios.ECHO),
              'icrnl': (0, termios.ICRNL), 'opost': (1, termios.OPOST), 'onlcr': (1, termios.ONLCR)}


def set_size(columns, rows):
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


def start(command, env, columns, rows, answer):
    global master, slave, child, size_answer
    size_answer = answer
    master, slave = pty.openpty()
    set_size(columns, rows)
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.closerange(3, 64)
        os.execvpe(command[0], command, {**os.environ, **env})
    return [child, os.ttyname(slave)]


def pump(seconds):
    """Reads what comes for so long; a terminal that is asked for its size answers."""
    global output
    end = time.monotonic() + seconds
    while master is not None:
        ready, _, _ = select.select([master], [], [], max(0, end - time.monotonic()))
        if not ready:
            return
        try:
            got = os.read(master, 65536)
        except OSError:
            return
        output += got
        if size_answer is not None and b'\x1b[6n' in got:
            os.write(master, b'\x1b[%d;%dR' % tuple(size_answer))


def ended(seconds):
    """The exit status, or None where the program still runs after so long."""
    global status
    end = time.monotonic() + seconds
    while status is None and time.monotonic() < end:
        pump(0.02)
        done, how = os.waitpid(child, os.WNOHANG)
        if done:
            status = os.waitstatus_to_exitcode(how)
    return status


def until(text, seconds):
    end = time.monotonic() + seconds
    while text.encode() not in output and time.monotonic() < end:
        pump(0.02)
        if ended(0) is not None:
            pump(0)
            break
    return text.encode() in output


def flags():
    modes = termios.tcgetattr(slave)
    return {name: bool(modes[index] & bit) for name, (index, bit) in flag_names.items()}


def hang_up():
    global master
    os.close(master)
    master = None


def stop():
    """As if the terminal had sent XOFF: it takes nothing more."""
    termios.tcflow(slave, termios.TCOOFF)


def size():
    rows, columns, _, _ = struct.unpack('HHHH', fcntl.ioctl(slave, termios.TIOCGWINSZ, b'\0' * 8))
    return [columns, rows]


for line in sys.stdin:
    ask = json.loads(line)
    do = ask['do']
    if do == 'start':
        answer = start(ask['command'], ask['env'], ask['columns'], ask['rows'], ask['answer'])
    elif do == 'type':
        answer = os.write(master, base64.b64decode(ask['bytes']))
    elif do == 'until':
        answer = until(ask['text'], ask['seconds'])
    elif do == 'pump':
        answer = pump(ask['seconds'])
    elif do == 'ended':
        answer = ended(ask['seconds'])
    elif do == 'resize':
        answer = set_size(ask['columns'], ask['rows'])
    elif do == 'signal':
        answer = os.kill(child, getattr(signal, ask['name']))
    elif do == 'output':
        answer = base64.b64encode(output).decode()
    elif do == 'files':
        answer = len(os.listdir(f'/proc/{child}/fd'))
    else:
        answer = {'flags': flags, 'size': size, 'hangUp': hang_up, 'stop': stop}[do]()
    print(json.dumps(answer), flush=True)

if child is not None and status is None:
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
