import { error, type Finding, shown, warning } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { didYouMeanNamed } from '../nearest.ts';
import { findPreset, listPresets } from '../presets.ts';

/** What the chosen provider needs, does not get from naar, or is not sure about. */
export function* presetFindings({ draft, preset, wanType }: Inquiry): Generator<Finding> {
  const id = draft.wan?.isp;
  const path = ['wan', 'isp'];
  if (id === undefined) return;
  const known = findPreset(id);
  if (known === null) {
    yield error(
      path,
      `${shown(id)} is not a preset (a provider that naar knows).${didYouMeanNamed(id, listPresets())}`,
      'the id of a preset, all of which "naar schema" lists; or no wan.isp and a wan.type of your own',
    );
  } else if (known.refused !== null) {
    yield error(path, known.refused);
  }
  if (preset === null) return;
  if (wanType !== null && wanType !== preset.type) {
    const way = { pppoe: 'PPPoE', dhcp: 'DHCP', static: 'a fixed address' };
    yield warning(
      ['wan', 'type'],
      `Lines of ${preset.name} are known to use ${way[preset.type]}, not ${way[wanType]}.`,
      `no wan.type, or no wan.isp`,
    );
  }
  if (preset.confidence !== 'high') {
    yield warning(
      path,
      `What is known about ${preset.name} is of ${preset.confidence} confidence: compare VLAN and login with your contract.`,
    );
  }
  for (const sentence of preset.unbuilt) yield warning(path, sentence);
  const wan = draft.wan ?? {};
  const { publicLogin, loginNote } = preset.pppoe;
  if (wanType === 'pppoe' && publicLogin !== null && loginNote !== null && wan.pppoe?.username === undefined) {
    yield warning(
      path,
      `No login is given, so the public one of ${preset.name} is used. ${loginNote}`,
      'wan.pppoe with the username and password of your contract',
    );
  }
  if (preset.pppoe.needsHostUniq && wanType === 'pppoe' && wan.pppoe?.hostUniq === undefined) {
    yield warning(
      path,
      `Lines of ${preset.name} may want the serial number of the provider's box as Host-Uniq, a mark in the dialling.`,
      'wan.pppoe.hostUniq',
    );
  }
  if (preset.needsMac && wan.mac === undefined) {
    yield warning(path, `Lines of ${preset.name} expect the MAC address of the provider's box.`, 'wan.mac');
  }
  for (const { code, what } of wanType === 'dhcp' ? preset.missingOptions : []) {
    const given = code === 77 ? wan.dhcp?.userClass : wan.dhcp?.options?.[code];
    if (given === undefined)
      yield warning(path, `Lines of ${preset.name} stay silent without DHCP option ${code}: ${what}.`);
  }
  if (preset.sharedIpv4 && (draft.forwards ?? []).length > 0) {
    yield warning(
      ['forwards'],
      `${preset.name} shares IPv4 addresses between customers: forwards are not reached from the Internet.`,
    );
  }
}
