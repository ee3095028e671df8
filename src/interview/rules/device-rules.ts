import { error, type Finding, keyError, shown, warning } from '../finding.ts';
import type { DeviceInquiry, Inquiry, NetworkInquiry } from '../inquiry.ts';
import { contains, formatIpv4, formatSubnet, parseIpv4 } from '../ipv4.ts';
import { macFault } from '../mac-address.ts';
import { didYouMean, didYouMeanNamed } from '../nearest.ts';
import { findProfile, listProfiles } from '../profiles.ts';

/** The named devices: who they are, where they live, which address they get. */
export function* deviceFindings(inquiry: Inquiry): Generator<Finding> {
  const { devices, networks, facts, ports, draft } = inquiry;
  const names = new Map(networks.map((network) => [network.name, 'a network']));
  names.set((draft.system?.hostName ?? 'router').toLowerCase(), 'the router itself');
  const macs = new Map(facts?.jacks.map((jack) => [jack.mac, "the router's own jack"]));
  for (const port of ports) if (port.answer.mac) macs.set(port.answer.mac.toLowerCase(), "the router's own jack");
  const addresses = new Map<number, string>();
  const byName = new Map(networks.map((network) => [network.name, network]));
  for (const device of devices) {
    const owner = names.get(device.name.toLowerCase());
    if (owner !== undefined)
      yield keyError(
        device.path,
        `The name ${shown(device.name)} already belongs to ${owner}.`,
        'a name of its own for each device',
      );
    names.set(device.name.toLowerCase(), 'another device');
    yield* macFindings(device, macs);
    const home = device.answer.network === undefined ? undefined : byName.get(device.answer.network);
    if (
      device.answer.network !== undefined &&
      home === undefined &&
      networks.length > 0 &&
      !inquiry.lost(['networks', device.answer.network])
    ) {
      yield error(
        [...device.path, 'network'],
        `There is no network ${shown(device.answer.network)}.${didYouMean(device.answer.network, byName.keys())}`,
        [...byName.keys()].join(', ') || null,
      );
    }
    yield* addressFindings(device, home, addresses);
  }
}

function* macFindings({ name, path, answer }: DeviceInquiry, owners: Map<string, string>): Generator<Finding> {
  const mac = answer.mac?.toLowerCase();
  if (mac === undefined) return;
  const fault = macFault(mac);
  const owner = owners.get(mac);
  if (fault !== null) yield error([...path, 'mac'], fault);
  else if (owner !== undefined)
    yield error(
      [...path, 'mac'],
      `The MAC address ${mac} already belongs to ${owner}.`,
      'one device for each MAC address',
    );
  else owners.set(mac, `the device ${name}`);
}

function* addressFindings(
  { name, path, answer }: DeviceInquiry,
  home: NetworkInquiry | undefined,
  owners: Map<number, string>,
): Generator<Finding> {
  if (answer.address === undefined) return;
  const at = [...path, 'address'];
  const address = parseIpv4(answer.address);
  if (address === null) {
    yield error(at, `${shown(answer.address)} is not an IPv4 address.`, 'an address such as 192.168.20.10');
    return;
  }
  const subnet = home?.subnet ?? null;
  const owner = owners.get(address);
  // An address outside its network is told as that: who else has it says nothing new.
  if (owner !== undefined && (subnet === null || contains(subnet, address)))
    yield error(
      at,
      `${answer.address} already belongs to the device ${owner}.`,
      'an address of its own for each device',
    );
  if (owner === undefined) owners.set(address, name);
  if (home === undefined || subnet === null || subnet.length > 30) return;
  const inside = `an address from ${formatIpv4(subnet.network + 1)} to ${formatIpv4(subnet.broadcast - 1)}`;
  if (!contains(subnet, address))
    yield error(
      at,
      `${answer.address} is outside ${formatSubnet(subnet)}, the subnet of the network ${home.name}.`,
      inside,
    );
  else if (address === subnet.address) yield error(at, `${answer.address} is the router's own address.`, inside);
  else if (address === subnet.network)
    yield error(at, `${answer.address} is the network address of ${formatSubnet(subnet)}.`, inside);
  else if (address === subnet.broadcast)
    yield error(at, `${answer.address} is the broadcast address of ${formatSubnet(subnet)}.`, inside);
}

/** What the kind of a device means for the place where it lives. */
export function* profileFindings({ devices, networks, lost }: Inquiry): Generator<Finding> {
  const zones = new Map(networks.map((network) => [network.name, network.answer.zone]));
  const together = new Map<string, { device: string; network: string }>();
  for (const { name, path, answer } of devices) {
    const at = [...path, 'profile'];
    const zone = zones.get(answer.network ?? '');
    const profile = answer.profile === undefined ? null : findProfile(answer.profile);
    if (answer.profile === undefined) {
      if (zone === 'isolated' && !lost(at))
        yield warning(
          path,
          'This device has no profile: in an isolated network it reaches nothing but DHCP, DNS and NTP of the router.',
          'a profile, where it needs more',
        );
      continue;
    }
    if (profile === null) {
      yield error(
        at,
        `${shown(answer.profile)} is not a profile (a kind of device that naar knows).${didYouMeanNamed(answer.profile, listProfiles())}`,
        'the id of a profile, all of which "naar schema" lists; or none',
      );
      continue;
    }
    if (profile.sameSubnetOnly && answer.network !== undefined) {
      const first = together.get(profile.id);
      if (zone === 'guest' || zone === 'isolated') {
        yield error(
          at,
          `${profile.name} does not work across networks, and the phones that steer it are not in ${answer.network}.`,
          'keep it in the trusted network of its controller, or leave the profile out',
        );
      } else if (first !== undefined && first.network !== answer.network) {
        yield error(
          at,
          `${profile.name} does not work across networks, but ${first.device} is in ${first.network} and ${name} in ${answer.network}.`,
          'keep them together in one network',
        );
      }
      together.set(profile.id, first ?? { device: name, network: answer.network });
    } else if (profile.notRelayed !== null && (zone === 'guest' || zone === 'isolated')) {
      yield warning(
        at,
        `${profile.name}: ${profile.notRelayed}`,
        'the network of the phones that use it, where an app misses it',
      );
    }
  }
}

/** mDNS is reflected between the trusted networks and one other, so that two untrusted ones never see each other. */
export function* reflectorFindings({ devices, networks }: Inquiry): Generator<Finding> {
  const wants = networks.filter((network) =>
    devices.some(
      ({ answer }) =>
        answer.network === network.name && (findProfile(answer.profile ?? '')?.mdnsServices.length ?? 0) > 0,
    ),
  );
  const isolated = wants.filter((network) => network.answer.zone === 'isolated');
  const guest = wants.filter((network) => network.answer.zone === 'guest');
  const [served, ...others] = [...isolated, ...guest];
  for (const network of others) {
    yield warning(
      network.path,
      `Devices in ${network.name} are not found from other networks: what they announce (mDNS) is passed on between the trusted networks and one more, and that is ${served?.name}.`,
      `these devices in ${served?.name}`,
    );
  }
}
