"""Devices that ask dnsmasq for an address and then for names: `dhcp-guests.py < QUESTIONS`.

Reads {"guests": [{"device", "mac"}], "names": [...], "addresses": [...]} and prints
{"leases": [{"address", "options": {code: hex}} or null], "names": [address or null],
"addresses": [name or null]}, each list in the order of the questions.
"""
import json, select, socket, struct, sys, time

wires = {}


def wire(device):
    if device not in wires:
        wires[device] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        wires[device].bind((device, 0))
    return wires[device]


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ask(guest, kind, options):
    mac = bytes.fromhex(guest["mac"].replace(":", ""))
    given = {53: bytes([kind]), 55: bytes([1, 3, 6, 12, 15, 42, 51, 119]), **options}
    body = b"".join(bytes([code, len(value)]) + value for code, value in given.items()) + b"\xff"
    # 0x8000: the answer is to go to all, for this device has no address to hear it on yet
    data = struct.pack("!BBBB4sHH16s16s192sI", 1, 1, 6, 0, mac[2:], 0, 0x8000, bytes(16), mac, bytes(192), 0x63825363) + body
    udp = struct.pack("!HHHH", 68, 67, 8 + len(data), 0) + data
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes(4), b"\xff" * 4)
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    wire(guest["device"]).send(b"\xff" * 6 + mac + b"\x08\x00" + ip + udp)
    return answer(guest, mac)


def answer(guest, mac):
    end = time.monotonic() + 3
    while time.monotonic() < end:
        if not select.select([wire(guest["device"])], [], [], end - time.monotonic())[0]:
            break
        frame, where = wire(guest["device"]).recvfrom(65536)
        udp = frame[14 + (frame[14] & 15) * 4:]
        if where[2] == socket.PACKET_OUTGOING or frame[23] != 17 or udp[:4] != struct.pack("!HH", 67, 68):
            continue
        data = udp[8:]
        if data[28:34] != mac:
            continue
        options, at = {}, 240
        while data[at] != 255:
            if data[at] == 0:
                at += 1
                continue
            options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
            at += 2 + data[at + 1]
        return data[16:20], options
    return None


def lease(guest):
    offer = ask(guest, 1, {})
    if offer is None:
        return None
    taken = ask(guest, 3, {50: offer[0], 54: offer[1][54]})
    if taken is None or taken[1][53] != b"\x05":
        return None
    return {"address": socket.inet_ntoa(taken[0]), "options": {code: value.hex() for code, value in taken[1].items()}}


def label(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"


def skipped(data, at):
    while data[at] != 0:
        if data[at] >= 192:
            return at + 2
        at += 1 + data[at]
    return at + 1


def readable(data, at):
    parts = []
    while data[at] != 0:
        if data[at] >= 192:
            at = struct.unpack("!H", data[at:at + 2])[0] & 0x3FFF
            continue
        parts.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return ".".join(parts)


def dns(name, kind):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.settimeout(3)
    server.sendto(struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + label(name) + struct.pack("!HH", kind, 1), ("127.0.0.1", 53053))
    data = server.recv(65536)
    if struct.unpack("!H", data[6:8])[0] == 0:
        return None
    at = skipped(data, skipped(data, 12) + 4) + 10
    return socket.inet_ntoa(data[at:at + 4]) if kind == 1 else readable(data, at)


questions = json.load(sys.stdin)
print(json.dumps({
    "leases": [lease(guest) for guest in questions["guests"]],
    "names": [dns(name, 1) for name in questions["names"]],
    "addresses": [dns(".".join(reversed(address.split("."))) + ".in-addr.arpa", 12) for address in questions["addresses"]],
}))
