"""Runs commands in turn and says what each run cost: JSON in on stdin, JSON out on stdout.

os.wait4 gives the kernel's own account of one finished child, which Node cannot give.
Peak memory is counted across exec, so nothing below this interpreter's own (some 10 MB) can be told.
"""
import json, os, sys, time

asked = json.load(sys.stdin)
quiet = os.open(os.devnull, os.O_RDWR)
runs = []
for turn in range(asked['runs']):
    # every command once per turn: a busy moment of the machine falls on all of them
    for index, command in enumerate(asked['commands']):
        errors = os.memfd_create('errors')
        start = time.monotonic()
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, quiet, 0), (os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, errors, 2)])
        _, status, used = os.wait4(child, 0)
        wall = time.monotonic() - start
        # a complaint is at the end, behind any warnings
        os.lseek(errors, max(0, os.fstat(errors).st_size - 600), os.SEEK_SET)
        runs.append({
            'command': index,
            'code': os.waitstatus_to_exitcode(status),
            'wall': wall * 1000,
            'cpu': (used.ru_utime + used.ru_stime) * 1000,
            'peak': used.ru_maxrss * 1024,
            'errors': os.read(errors, 600).decode('utf8', 'replace'),
        })
        os.close(errors)
json.dump({'runs': runs}, sys.stdout)
