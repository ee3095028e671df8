"""Packets through the router of a test network, as fast as one CPU sends and handles them.

One process on one CPU puts ready-made frames on the wires of hosts; a wire between
namespaces has no hardware, so the kernel walks each packet through the router on that
same CPU. How many the router took is read from its own IPv4 counters.
JSON in on stdin, JSON out on stdout.
"""
import ctypes, ipaddress, json, os, socket, struct, sys, time

libc = ctypes.CDLL(None, use_errno=True)
SOL_PACKET, PACKET_QDISC_BYPASS = 263, 20
BATCH = 64


def enter(namespace):
    handle = os.open('/run/netns/' + namespace, os.O_RDONLY)
    if libc.setns(handle, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), 'setns ' + namespace)
    os.close(handle)


def received(handle):
    """IPv4 packets that a namespace has taken from its wires since it was made."""
    names, values = [line.split() for line in os.pread(handle, 4096, 0).decode().splitlines()[:2]]
    return int(values[names.index('InReceives')])


def counter(namespace):
    enter(namespace)
    return os.open('/proc/thread-self/net/snmp', os.O_RDONLY)


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame(flow):
    """64 bytes of Ethernet, IPv4 and UDP, or the first packet of a TCP connection."""
    source, target = (ipaddress.ip_address(flow[key]).packed for key in ('source', 'to'))
    if flow['protocol'] == 'tcp':
        body = struct.pack('!HHIIBBHHH', flow['sourcePort'], flow['port'], 0xfff0, 0, 6 << 4, 2, 65535, 0, 0) + struct.pack('!BBH', 2, 4, 1460)
        number, at = 6, 16
    else:
        body = struct.pack('!HHHH', flow['sourcePort'], flow['port'], 30, 0) + bytes(22)
        number, at = 17, 6
    total = checksum(source + target + struct.pack('!BBH', 0, number, len(body)) + body)
    body = body[:at] + struct.pack('!H', total) + body[at + 2:]
    head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(body), 1, 0, 64, number, 0) + source + target
    head = head[:10] + struct.pack('!H', checksum(head)) + head[12:]
    return bytes.fromhex((flow['toMac'] + flow['fromMac']).replace(':', '')) + b'\x08\x00' + head + body


class Stream:
    """One sender: its socket, and its messages as sendmmsg(2) wants them."""

    def __init__(self, flow):
        first = frame(flow)
        count = flow.get('connections', 1)
        self.bytes = bytearray(first * count)
        for i in range(1, count):
            # another source port each time; the sequence number falls as it rises, so the checksum stays right
            place = i * len(first)
            struct.pack_into('!H', self.bytes, place + 34, flow['sourcePort'] + i % 50000)
            struct.pack_into('!H', self.bytes, place + 40, 0xfff0 - i % 50000)
        self.total = max(count, BATCH)
        base = ctypes.addressof((ctypes.c_char * len(self.bytes)).from_buffer(self.bytes))
        self.places = bytearray(16 * self.total)
        places = ctypes.addressof((ctypes.c_char * len(self.places)).from_buffer(self.places))
        self.messages = bytearray(64 * self.total)
        for i in range(self.total):
            struct.pack_into('PN', self.places, 16 * i, base + (i % count) * len(first), len(first))
            struct.pack_into('PI4xPN', self.messages, 64 * i, 0, 0, places + 16 * i, 1)
        self.start = ctypes.addressof((ctypes.c_char * len(self.messages)).from_buffer(self.messages))
        enter(flow['namespace'])
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.bind((flow['device'], 0))
        self.socket.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
        # a full socket makes the sender wait for the router, so that no packet is lost between them
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        self.batch = flow.get('batch', BATCH)
        self.once = count > 1
        self.next = 0

    def send(self):
        """One batch; false when everything there was to send is sent."""
        if self.next + self.batch > self.total:
            if self.once:
                return False
            self.next = 0
        done = libc.sendmmsg(self.socket.fileno(), ctypes.c_void_p(self.start + 64 * self.next), self.batch, 0)
        if done < 0:
            raise OSError(ctypes.get_errno(), 'sendmmsg')
        self.next += done
        return True


def converse(flow, far):
    """One datagram and its answer by ordinary sockets: the router now knows the flow as established."""
    enter(far)
    there = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    there.bind((flow['to'], flow['port']))
    there.settimeout(3)
    enter(flow['namespace'])
    here = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    here.bind((flow['source'], flow['sourcePort']))
    here.settimeout(3)
    for _ in range(3):
        here.sendto(b'hello', (flow['to'], flow['port']))
        data, peer = there.recvfrom(64)
        there.sendto(b'hello yourself', peer)
        here.recvfrom(64)
    return there, here


def waited():
    """Seconds that this process stood in line for its CPU, which other programs had."""
    with open('/proc/thread-self/schedstat') as text:
        return int(text.read().split()[1]) / 1e9


asked = json.load(sys.stdin)
os.sched_setaffinity(0, {asked['cpu']})
kept = [converse(flow, asked['far']) for flow in asked['flows'] if flow.get('answered')]
streams = [Stream(flow) for flow in asked['flows']]
router, far = counter(asked['router']), counter(asked['far'])
before = (received(router), received(far), waited(), time.monotonic())
end = before[3] + asked['seconds']
more = True
while more and time.monotonic() < end:
    for stream in streams:
        more = stream.send() and more
taken, passed, stood, now = received(router), received(far), waited(), time.monotonic()
json.dump({
    'seconds': now - before[3] - (stood - before[2]),
    'taken': taken - before[0],
    'passed': passed - before[1],
}, sys.stdout)
