"""An ISP for tests of DHCP clients: `dhcp-isp.py DEVICE [OWN-ADDRESS]`.

Prints each question that arrives as one line of JSON, options in the order of the wire, and
answers as the last line of JSON on standard input said: {"answer": "ack", "nak" or "none",
"address", "lease", "renew", "rebind", "options": {code: hex}}.
"""
import json, select, socket, struct, sys

device = sys.argv[1]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
wire.bind((device, 0))
own_mac = wire.getsockname()[4]
own_address = socket.inet_aton(sys.argv[2] if len(sys.argv) > 2 else "192.0.2.1")
how = {"answer": "none"}


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo(source, destination, udp):
    return source + destination + struct.pack("!BBH", 0, 17, len(udp)) + udp


def question(frame):
    ip = frame[14:]
    size = (ip[0] & 15) * 4
    total = struct.unpack("!H", ip[2:4])[0]
    if ip[9] != 17 or struct.unpack("!HH", ip[size:size + 4]) != (68, 67):
        return None
    udp = ip[size:total]
    data = udp[8:]
    options, at = [], 240
    while data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        code, length = data[at], data[at + 1]
        options.append([code, data[at + 2:at + 2 + length].hex()])
        at += 2 + length
    # the sender's kernel may leave the sum of an ordinary socket to the hardware, which a veth has not
    sums = {"ip": checksum(ip[:size]) == 0, "udp": checksum(pseudo(ip[12:16], ip[16:20], udp)) == 0}
    return {
        "to_mac": frame[0:6].hex(":"), "from_mac": frame[6:12].hex(":"),
        "from": socket.inet_ntoa(ip[12:16]), "to": socket.inet_ntoa(ip[16:20]), "sums": sums,
        "xid": data[4:8].hex(), "ciaddr": socket.inet_ntoa(data[12:16]), "mac": data[28:34].hex(":"),
        "length": len(data), "options": options,
    }


def reply(asked, kind):
    given = {53: bytes([kind]), 54: own_address}
    if kind != 6:
        for code, key in ((51, "lease"), (58, "renew"), (59, "rebind")):
            if key in how:
                given[code] = struct.pack("!I", how[key])
        given.update({int(code): bytes.fromhex(text) for code, text in how.get("options", {}).items()})
    body = b"".join(bytes([code, len(value)]) + value for code, value in given.items()) + b"\xff"
    address = socket.inet_aton("0.0.0.0" if kind == 6 else how["address"])
    mac = bytes.fromhex(asked["mac"].replace(":", ""))
    data = struct.pack("!BBBB4sHH4s4s4s4s16s192sI", 2, 1, 6, 0, bytes.fromhex(asked["xid"]), 0, 0,
                       socket.inet_aton(asked["ciaddr"]), address, bytes(4), bytes(4), mac, bytes(192), 0x63825363) + body
    # a refusal goes to all; an address to the one who is to have it, as most providers do it
    everyone = kind == 6
    to = b"\xff" * 4 if everyone else address
    udp = struct.pack("!HHHH", 67, 68, 8 + len(data), 0) + data
    udp = udp[:6] + struct.pack("!H", checksum(pseudo(own_address, to, udp)) or 0xFFFF) + udp[8:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, own_address, to)
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    wire.send((b"\xff" * 6 if everyone else mac) + own_mac + b"\x08\x00" + ip + udp)


print(json.dumps({"ready": True}), flush=True)
while True:
    ready, _, _ = select.select([wire, sys.stdin], [], [])
    if sys.stdin in ready:
        line = sys.stdin.readline()
        if not line:
            break
        how = json.loads(line)
        print(json.dumps({"ready": True}), flush=True)
        continue
    try:
        frame, where = wire.recvfrom(65536)
    except OSError:  # the cable was pulled
        continue
    if where[2] == socket.PACKET_OUTGOING:
        continue
    asked = question(frame)
    if asked is None:
        continue
    print(json.dumps(asked), flush=True)
    kind = int(dict(asked["options"])[53], 16)
    if how["answer"] == "ack":
        reply(asked, 2 if kind == 1 else 5)
    elif how["answer"] == "nak" and kind == 3:
        reply(asked, 6)
