"""Sockets in every namespace of a test network, driven by JSON lines.

A socket stays in the namespace in which it was opened, so one process can
listen and speak everywhere and knows at once what arrived where.
Requests come on stdin, one per line; each gets one line on stdout.
"""
import ctypes, errno, ipaddress, json, os, re, resource, selectors, socket, struct, sys, time

# a house full of listeners and a matrix asked at once have more sockets than a process may open by default
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
libc = ctypes.CDLL(None, use_errno=True)
loop = selectors.DefaultSelector()
servers, sniffers, arrived, frames, bound = [], [], {}, [], set()
HOME = os.open('/proc/self/ns/net', os.O_RDONLY)


def enter(namespace):
    fd = os.open('/run/netns/' + namespace, os.O_RDONLY)
    if libc.setns(fd, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), 'setns ' + namespace)
    os.close(fd)


def leave():
    libc.setns(HOME, 0x40000000)


def family_of(address):
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def listen(namespace, host, tcp, udp):
    """Answers on the ports: who was asked, and which source address was seen. Where it does already, it goes on."""
    enter(namespace)
    for family in (socket.AF_INET, socket.AF_INET6):
        for kind, ports in ((socket.SOCK_STREAM, tcp), (socket.SOCK_DGRAM, udp)):
            for port in ports:
                if (namespace, family, kind, port) in bound:
                    continue
                bound.add((namespace, family, kind, port))
                s = socket.socket(family, kind | socket.SOCK_NONBLOCK)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                if kind == socket.SOCK_DGRAM:
                    s.setsockopt(*((socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1) if family == socket.AF_INET6 else (socket.IPPROTO_IP, 8, 1)))
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
                s.bind(('::' if family == socket.AF_INET6 else '0.0.0.0', port))
                if kind == socket.SOCK_STREAM:
                    s.listen(512)
                    loop.register(s, selectors.EVENT_READ, ('accept', host))
                else:
                    loop.register(s, selectors.EVENT_READ, ('datagram', host))
                servers.append(s)
    leave()
    return True


def name_in(data):
    """The probe that a message belongs to: its name stands somewhere in it."""
    found = re.search(rb'probe-\d+-\d+', data)
    return found.group().decode() if found else data.decode('ascii', 'replace')


def message(p):
    """What a probe says: its name, or where a real daemon is to answer, a question in the daemon's words with the name in it."""
    name = p['id'].encode()
    if p.get('say') == 'dns':
        # NAME.localhost, type A: a name server answers it by itself (RFC 6761 section 6.3)
        question = struct.pack('!6HB', 7, 0x0100, 1, 0, 0, 0, len(name)) + name + b'\x09localhost\0' + struct.pack('!HH', 1, 1)
        return question if p['protocol'] == 'udp' else struct.pack('!H', len(question)) + question
    if p.get('say') == 'ntp':
        # version 4, a client; servers look at the transmit timestamp alone (RFC 5905 section 7.3)
        return b'\x23' + bytes(15) + name.ljust(24, b'\0') + b'\1' * 8
    return name


def by_daemon(p, data):
    """Whether an answer is a daemon's: listeners here say what they heard, which is no DNS or NTP answer."""
    if p.get('say') == 'dns':
        return bool(data[2 if p['protocol'] == 'udp' else 4] & 0x80)
    return p.get('say') == 'ntp' and data[0] & 7 == 4


def join(namespace, device, group):
    """Multicast membership, for what a reflector would hear."""
    enter(namespace)
    index = socket.if_nametoindex(device)
    s = socket.socket(family_of(group), socket.SOCK_DGRAM)
    if ':' in group:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, socket.inet_pton(socket.AF_INET6, group) + struct.pack('@i', index))
    else:
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + struct.pack('@4si', b'\0' * 4, index))
    servers.append(s)
    leave()
    return True


def sniff(namespace, device, name, outgoing=True):
    enter(namespace)
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.htons(3))
    if not outgoing:
        s.setsockopt(263, 23, 1)  # SOL_PACKET, PACKET_IGNORE_OUTGOING
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    s.bind((device, 0))
    loop.register(s, selectors.EVENT_READ, ('frame', name))
    sniffers.append(s)
    leave()
    return True


def deafen():
    """Ends all sniffers: each costs time for every packet."""
    for s in sniffers:
        loop.unregister(s)
        s.close()
    sniffers.clear()
    frames.clear()
    return True


def on_server(key):
    """Serves what is ready; true if it was a server's or a sniffer's socket."""
    what, host = key.data[0], key.data[1]
    s = key.fileobj
    if what == 'accept':
        try:
            while True:
                c, peer = s.accept()
                c.setblocking(False)
                loop.register(c, selectors.EVENT_READ, ('stream', host, peer[0]))
        except BlockingIOError:
            pass
    elif what == 'stream':
        try:
            data = s.recv(512)
        except OSError:
            data = b''
        if data:
            arrived.setdefault(name_in(data), (host, key.data[2]))
            try:
                s.send(data)
            except OSError:
                pass
        else:
            loop.unregister(s)
            s.close()
    elif what == 'datagram':
        try:
            while True:
                data, info, _, peer = s.recvmsg(2048, 256)
                arrived.setdefault(name_in(data), (host, peer[0]))
                out = []
                for level, kind, value in info:
                    if level == socket.IPPROTO_IP and kind == 8:
                        if value[8] < 224:
                            out = [(level, kind, struct.pack('@i4s4s', 0, value[8:12], b'\0' * 4))]
                    elif level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO and value[0] != 0xff:
                        out = [(level, kind, value[:16] + (value[16:20] if value[0] == 0xfe else b'\0' * 4))]
                if peer[1] < 30000:
                    continue  # a packet made by hand: two listeners would answer each other for ever
                try:
                    s.sendmsg([data], out, 0, peer)
                except OSError:
                    pass
        except BlockingIOError:
            pass
        except OSError:
            pass
    elif what == 'frame':
        try:
            while True:
                data, (_, _, kind, _, _) = s.recvfrom(2048)
                frames.append((host, kind, data))
        except (BlockingIOError, OSError):
            pass
    else:
        return False
    return True


def turn(timeout, clients):
    """One turn of the loop; number of events that mattered."""
    count = 0
    for key, events in loop.select(timeout):
        count += 1
        if on_server(key):
            continue
        probe = key.data[1]
        s = key.fileobj
        try:
            if not probe['sent']:
                error = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if error:
                    raise OSError(error, '')
                s.send(message(probe))
                probe['sent'] = True
                loop.modify(s, selectors.EVENT_READ, key.data)
            else:
                answer = s.recv(2048)
                if not answer:
                    raise OSError(errno.ECONNABORTED, '')
                probe['state'] = 'open'
                probe['daemon'] = by_daemon(probe, answer)
        except BlockingIOError:
            continue
        except OSError as error:
            probe['state'] = 'refused'
            probe['error'] = errno.errorcode.get(error.errno, str(error.errno))
        if probe['state']:
            loop.unregister(s)
            clients.pop(probe['id'], None)
            # at once: a daemon serves few connections at a time
            hang_up(s)
    return count


def hang_up(s):
    """Closes without the long farewell of TCP."""
    if s.type == socket.SOCK_STREAM:
        try:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        except OSError:
            pass
    s.close()


serial = 0


def probe(probes, settle):
    """Opens all connections at once; waits until nothing has happened for `settle` seconds."""
    global serial
    arrived.clear()
    frames.clear()
    clients, sockets, group = {}, [], None
    for p in sorted(probes, key=lambda p: p['from']):
        serial += 1
        p.update(id='probe-%d-%d' % (os.getpid(), serial), sent=False, state=None, error=None, daemon=False)
        if p['from'] != group:
            enter(p['from'])
            group = p['from']
        tcp = p['protocol'] == 'tcp'
        s = socket.socket(family_of(p['to']), (socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM) | socket.SOCK_NONBLOCK)
        sockets.append(s)
        try:
            if p.get('source'):
                s.bind((p['source'], p.get('sourcePort', 0)))
            if p.get('device'):
                s.setsockopt(socket.SOL_SOCKET, 25, p['device'].encode() + b'\0')
            code = s.connect_ex((p['to'], p['port']))
            if code not in (0, errno.EINPROGRESS):
                raise OSError(code, '')
            if not tcp:
                s.send(message(p))
                p['sent'] = True
            loop.register(s, selectors.EVENT_READ if p['sent'] else selectors.EVENT_WRITE, ('client', p))
            clients[p['id']] = s
        except OSError as error:
            p['state'], p['error'] = 'refused', errno.errorcode.get(error.errno, str(error.errno))
        if len(sockets) % 50 == 0:
            turn(0, clients)
    leave()
    quiet = time.monotonic()
    while time.monotonic() - quiet < settle:
        if turn(max(0.001, settle - (time.monotonic() - quiet)), clients):
            quiet = time.monotonic()
        if not clients:
            while turn(0.002, clients):
                pass
            break
    result = []
    for p in probes:
        host, seen = ('daemon', None) if p['daemon'] else arrived.get(p['id'], (None, None))
        state = p['state'] or ('arrived' if host else 'silent')
        result.append({'state': state, 'host': host, 'seen': seen, 'error': p['error']})
    for s in clients.values():
        loop.unregister(s)
    for s in sockets:
        hang_up(s)
    while turn(0, {}):
        pass
    return result


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packet(p):
    """An Ethernet frame from a description: addresses, protocol, ports or ICMP type, hop limit, payload."""
    src, dst = ipaddress.ip_address(p['source']), ipaddress.ip_address(p['to'])
    number = {'tcp': 6, 'udp': 17, 'icmp': 1, 'icmpv6': 58, 'igmp': 2}[p['protocol']]
    body = bytes.fromhex(p['payload']) if 'payload' in p else p.get('text', '').encode()
    if number == 17:
        part = struct.pack('!HHHH', p['sourcePort'], p['port'], 8 + len(body), 0) + body
    elif number == 6:
        options = struct.pack('!BBH', 2, 4, p['mss']) if 'mss' in p else b''
        part = struct.pack('!HHIIBBHHH', p['sourcePort'], p['port'], 1, 0, (5 + len(options) // 4) << 4, p['flags'], 65535, 0, 0) + options + body
    else:
        part = struct.pack('!BBH', p['type'], p.get('code', 0), 0) + body
    pseudo = src.packed + dst.packed + (struct.pack('!IHBB', len(part), 0, 0, number) if src.version == 6 else struct.pack('!BBH', 0, number, len(part)))
    if number not in (1, 2):
        offset = {6: 16, 17: 6, 58: 2}[number]
        value = checksum(pseudo + part)
    else:
        offset, value = 2, checksum(part)
    part = part[:offset] + struct.pack('!H', value) + part[offset + 2:]
    hops = p.get('hopLimit', 64)
    if src.version == 6:
        head = struct.pack('!IHBB', 6 << 28, len(part), number, hops) + src.packed + dst.packed
    else:
        head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(part), 1, 0, hops, number, 0) + src.packed + dst.packed
        head = head[:10] + struct.pack('!H', checksum(head)) + head[12:]
    mac = lambda text: bytes.fromhex(text.replace(':', ''))
    return mac(p['toMac']) + mac(p['fromMac']) + (b'\x86\xdd' if src.version == 6 else b'\x08\x00') + head + part


def send(namespace, device, packets, settle):
    """Puts crafted packets on a wire and reports every frame that the sniffers then see arriving."""
    turn(0, {})
    frames.clear()
    arrived.clear()
    enter(namespace)
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.bind((device, 0))
    leave()
    for p in packets:
        s.send(packet(p))
    s.close()
    return {'frames': seen(settle), 'arrived': [{'text': text, 'host': host} for text, (host, _) in arrived.items()]}


def scan(jobs, pause):
    """For each job sends one frame to each port; the frame is made for port 0."""
    frames.clear()
    for job in jobs:
        enter(job['namespace'])
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        s.bind((job['device'], 0))
        leave()
        data = bytearray.fromhex(job['frame'])
        without = ~struct.unpack_from('!H', data, job['sumAt'])[0] & 0xffff
        for count, port in enumerate(job['ports']):
            struct.pack_into('!H', data, job['portAt'], port)
            total = without + port
            struct.pack_into('!H', data, job['sumAt'], ~((total & 0xffff) + (total >> 16)) & 0xffff)
            s.send(data)
            if count % 64 == 63:
                turn(0, {})
                time.sleep(pause)
        s.close()
    return True


def seen(settle):
    end = time.monotonic() + settle
    while time.monotonic() < end:
        turn(max(0.001, end - time.monotonic()), {})
    # packet type 4 is what the host itself sent
    return [{'at': host, 'outgoing': kind == 4, 'hex': data.hex()} for host, kind, data in frames]


def speak(namespace, source, to):
    """A datagram to nowhere in particular: the firewall learns the sender's address."""
    enter(namespace)
    s = socket.socket(family_of(to), socket.SOCK_DGRAM)
    s.bind((source, 0))
    s.sendto(b'hello', (to, 9))
    s.close()
    leave()
    return True


flows = {}


def flow(name, namespace, to, port):
    """A TCP connection that stays: `pulse` asks once more over it."""
    enter(namespace)
    s = socket.create_connection((to, port), 2)
    leave()
    s.setblocking(False)
    flows[name] = s
    return True


def pulse(name, settle):
    s = flows[name]
    s.send(b'still here')
    end = time.monotonic() + settle
    while time.monotonic() < end:
        turn(0.005, {})
        try:
            if s.recv(64):
                return True
        except BlockingIOError:
            pass
    return False


def stream(flows, interval, seconds, until=None):
    """Numbered words over connections that stay open, one every `interval` seconds, answered by the listeners: until
    `seconds` are over or the file `until` is there, then up to `interval` * 50 more for the last answers."""
    clients = []
    for f in flows:
        enter(f['from'])
        tcp = f['protocol'] == 'tcp'
        s = socket.socket(family_of(f['to']), socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        if f.get('source'):
            s.bind((f['source'], 0))
        leave()
        s.setblocking(False)
        s.connect_ex((f['to'], f['port']))
        clients.append(dict(socket=s, tcp=tcp, sent=0, bytes=0, last=None, gap=0.0, error=None))
    settled = time.monotonic() + 5
    while time.monotonic() < settled and not all(c['socket'].getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0 and connected(c['socket']) for c in clients):
        turn(0.02, {})
    began = time.monotonic()
    for c in clients:
        c['last'] = began
    end = began + seconds
    due = began
    while True:
        now = time.monotonic()
        ending = now > end or (until is not None and os.path.exists(until))
        if ending and now < end:
            end = now
        if not ending and now >= due:
            due = now + interval
            for c in clients:
                try:
                    c['socket'].send(b'%08d' % c['sent'])
                    c['sent'] += 1
                except OSError as error:
                    c['error'] = errno.errorcode.get(error.errno, str(error.errno))
        turn(min(0.02, interval), {})
        for c in clients:
            try:
                while True:
                    data = c['socket'].recv(4096)
                    if not data:
                        c['error'] = 'closed'
                        break
                    c['bytes'] += len(data)
                    now = time.monotonic()
                    c['gap'] = max(c['gap'], now - c['last'])
                    c['last'] = now
            except BlockingIOError:
                pass
            except OSError as error:
                c['error'] = errno.errorcode.get(error.errno, str(error.errno))
        if ending and (all(c['bytes'] == 8 * c['sent'] for c in clients) or time.monotonic() > end + 50 * interval):
            break
    result = []
    for c in clients:
        # tcpi_total_retrans of struct tcp_info (linux/tcp.h)
        again = struct.unpack_from('I', c['socket'].getsockopt(socket.IPPROTO_TCP, 11, 104), 100)[0] if c['tcp'] else 0
        result.append(dict(sent=c['sent'], answered=c['bytes'] // 8, again=again, gap=round(c['gap'], 2), silent=round(max(0.0, end - c['last']), 2), error=c['error']))
        c['socket'].close()
    return result


def connected(s):
    try:
        s.getpeername()
        return True
    except OSError:
        return False


COMMANDS = {f.__name__: f for f in (listen, join, sniff, deafen, probe, send, scan, seen, speak, flow, pulse, stream)}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {'ok': COMMANDS[request['op']](**request['with'])}
    except Exception as error:
        leave()
        answer = {'error': '%s: %s' % (type(error).__name__, error)}
    print(json.dumps(answer), flush=True)
