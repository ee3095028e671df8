"""Drives programs on a pseudo terminal as a person at a serial console would: JSON in on stdin, JSON out.

The terminal is 80x24 with TERM=vt220. What a program writes is read at 11,520 bytes a second, which is a
line of 115200 baud; what it has written and nobody has read waits in the kernel, as behind a UART.
"""
import fcntl, glob, json, os, pty, select, struct, sys, termios, time

BYTES_PER_SECOND = 11520
FIFO = 16


class Line:
    """A program on its terminal. `count` is the bytes that have come over the line."""

    def __init__(self, command, env, limited=True):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        self.limited = limited
        self.count = 0
        self.text = b''
        self.begun = self.last = self.credit_at = time.monotonic()
        self.credit = 0.0
        self.open = True
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in (0, 1, 2):
                os.dup2(slave, fd)
            os.closerange(3, 64)
            os.execvpe(command[0], command, {**os.environ, 'TERM': 'vt220', **env})
        os.close(slave)

    def read(self, seconds):
        """Reads for so long what the line carries meanwhile; whether anything came."""
        came = False
        end = time.monotonic() + seconds
        while self.open:
            now = time.monotonic()
            if now >= end:
                break
            if self.limited:
                self.credit = min(FIFO, self.credit + (now - self.credit_at) * BYTES_PER_SECOND)
                self.credit_at = now
                if self.credit < 1:
                    time.sleep((1 - self.credit) / BYTES_PER_SECOND)
                    continue
            ready, _, _ = select.select([self.master], [], [], min(end - now, 0.02))
            if not ready:
                continue
            try:
                got = os.read(self.master, int(self.credit) if self.limited else 65536)
            except OSError:
                got = b''
            if not got:
                self.open = False
                break
            self.credit -= len(got)
            self.count += len(got)
            self.text = (self.text + got)[-65536:]
            self.last = time.monotonic()
            came = True
        return came

    def quiet(self, patience=3.0, pause=0.15):
        """Waits for the program to answer and then to fall silent; the bytes that came."""
        before = self.count
        end = time.monotonic() + patience
        while self.open and self.count == before and time.monotonic() < end:
            self.read(0.02)
        while self.open and time.monotonic() - self.last < pause:
            self.read(0.02)
        return self.count - before

    def press(self, key, patience=3.0):
        os.write(self.master, key.encode())
        return self.quiet(patience)

    def until(self, mark, seconds=30):
        """When the text was there, in milliseconds after the start; None where it never came."""
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            self.read(0.002)
            if mark.encode() in self.text:
                return (self.last - self.begun) * 1000
        return None

    def processes(self):
        for path in glob.glob('/proc/[0-9]*/stat'):
            try:
                with open(path) as file:
                    fields = file.read().rsplit(')', 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == self.child:
                yield path.split('/')[2]

    def cpu(self):
        """Milliseconds of CPU of all its processes and their threads."""
        total = 0
        for pid in self.processes():
            for path in glob.glob(f'/proc/{pid}/task/*/schedstat'):
                try:
                    with open(path) as file:
                        total += int(file.read().split()[0])
                except OSError:
                    pass
        return total / 1e6

    def memory(self):
        """Peak resident bytes of the biggest of its processes."""
        peaks = [0]
        for pid in self.processes():
            try:
                with open(f'/proc/{pid}/status') as file:
                    peaks += [int(line.split()[1]) * 1024 for line in file if line.startswith('VmHWM')]
            except OSError:
                pass
        return max(peaks)

    def close(self):
        os.close(self.master)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            done, _ = os.waitpid(self.child, os.WNOHANG)
            if done:
                return
            time.sleep(0.02)
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)


DOWN = '\x1b[B'


def script(command, env, mark):
    """The same work in each: twenty times Down, Enter, twenty letters, Enter, Enter."""
    line = Line(command, {**env, 'LIST': '\n'.join(asked['items'][:30])})
    if line.until(mark) is None:
        raise SystemExit(f'{command} does not show "{mark}": {line.text[-400:]}')
    line.quiet(0.2)
    result = {'first': line.count, 'down': [], 'typed': []}
    before = line.cpu()
    result['down'] = [line.press(DOWN) for _ in range(20)]
    result['cpu'] = (line.cpu() - before) / 20
    line.press('\r')
    result['typed'] = [line.press(letter, 1.0) for letter in 'a-name-of-20-letters']
    result['memory'] = line.memory()
    line.press('\r')
    line.press('\r', 1.0)
    line.quiet(1.0, 0.5)
    result['whole'] = line.count
    line.close()
    return result


def held(command, env, mark, keys):
    """Down held for three seconds in a list of a hundred: how long after the last key does it go on?"""
    line = Line(command, {**env, 'LIST': '\n'.join(asked['items'])})
    line.until(mark)
    line.quiet(0.2)
    before = line.count
    start = time.monotonic()
    for key in range(keys):
        line.read(max(0, start + key / 30 - time.monotonic()))
        os.write(line.master, DOWN.encode())
    released = time.monotonic()
    line.last = released
    while line.open and time.monotonic() - line.last < 1:
        line.read(0.02)
    result = {'bytes': line.count - before, 'late': (line.last - released) * 1000}
    line.close()
    return result


def paints(programs, runs):
    """Milliseconds from the start to the first whole screen, on a terminal that takes all at once; in turn."""
    found = [[] for _ in programs]
    for _ in range(runs):
        for index, program in enumerate(programs):
            line = Line(program['command'], {**program['env'], 'LIST': '\n'.join(asked['items'][:30])}, limited=False)
            found[index].append({'paint': line.until(program['mark']), 'memory': line.memory()})
            line.close()
    return found


asked = json.load(sys.stdin)
programs = asked['programs']
answer = {'paints': paints(programs, asked['runs'])}
if asked['keys']:
    answer['scripts'] = [script(p['command'], p['env'], p['mark']) for p in programs]
    answer['held'] = [[held(p['command'], p['env'], p['mark'], keys) for keys in (89, 90, 91)] for p in programs]
json.dump(answer, sys.stdout)
