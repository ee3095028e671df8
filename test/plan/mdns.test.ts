import { describe, expect, it } from 'vitest';
import { planned, tagged, thing } from './planned.ts';

const lan = tagged('trusted', 20);

describe('planMdns', () => {
  it('reflects nothing where no device advertises anything', () => {
    const iot = tagged('isolated', 90);
    expect(planned().mdns).toBeNull();
    expect(planned({ networks: { lan, iot } }).mdns).toBeNull();
    // a socket that is steered by its address only, and a device without a profile
    const devices = { socket: thing('iot', 1, 'tasmota'), thermometer: thing('iot', 2) };
    expect(planned({ networks: { lan, iot }, devices }).mdns).toBeNull();
  });

  it('reflects between the trusted networks and the one whose devices must be found', () => {
    const networks = { lan, office: tagged('trusted', 21), guest: tagged('guest', 30), iot: tagged('isolated', 90) };
    const devices = { tv: thing('iot', 1, 'google-cast'), box: thing('iot', 2, 'sonos') };
    expect(planned({ networks, devices }).mdns).toEqual({
      networks: ['lan', 'office', 'iot'],
      services: ['_googlecast._tcp', '_sonos._tcp'],
    });
  });

  it('never lets two isolated networks share a reflector: what one says would reach the other', () => {
    const networks = { lan, cameras: tagged('isolated', 91), iot: tagged('isolated', 90) };
    const devices = { tv: thing('iot', 1, 'google-cast'), chime: thing('cameras', 2, 'homekit') };
    expect(planned({ networks, devices }).mdns).toEqual({
      networks: ['lan', 'cameras'],
      services: ['_hap._tcp', '_hap._udp', '_homekit._tcp'],
    });
    // the second has its turn where the first has nothing to say
    const quiet = { tv: thing('iot', 1, 'google-cast'), socket: thing('cameras', 2, 'tasmota') };
    expect(planned({ networks, devices: quiet }).mdns?.networks).toEqual(['lan', 'iot']);
  });

  it('never lets guests and isolated devices share one, nor two guest networks', () => {
    const networks = {
      lan,
      guest: tagged('guest', 30),
      party: tagged('guest', 31),
      iot: tagged('isolated', 90),
    };
    const guestOnly = { tv: thing('guest', 1, 'google-cast'), box: thing('party', 2, 'sonos') };
    expect(planned({ networks, devices: guestOnly }).mdns).toEqual({
      networks: ['lan', 'guest'],
      services: ['_googlecast._tcp'],
    });
    const both = { ...guestOnly, printer: thing('iot', 3, 'home-assistant') };
    expect(planned({ networks, devices: both }).mdns).toEqual({
      networks: ['lan', 'iot'],
      services: ['_home-assistant._tcp'],
    });
  });

  it('reflects between trusted networks for a device in one of them, and not within a single network', () => {
    const devices = { tv: thing('lan', 1, 'google-cast') };
    expect(planned({ networks: { lan, office: tagged('trusted', 21) }, devices }).mdns).toEqual({
      networks: ['lan', 'office'],
      services: ['_googlecast._tcp'],
    });
    expect(planned({ networks: { lan }, devices }).mdns).toBeNull();
  });

  it('names each service once, in the same order however the devices are listed', () => {
    const networks = { lan, iot: tagged('isolated', 90) };
    const one = { a: thing('iot', 1, 'sonos'), b: thing('iot', 2, 'google-cast'), c: thing('iot', 3, 'google-nest') };
    const other = { c: one.c, b: one.b, a: one.a };
    expect(planned({ networks, devices: one }).mdns).toEqual(planned({ networks, devices: other }).mdns);
    expect(planned({ networks, devices: one }).mdns?.services).toEqual(['_googlecast._tcp', '_sonos._tcp']);
  });

  it('reflects nothing where no trusted network could ask', () => {
    const system = { admin: { password: { env: 'PASSWORD' } } };
    const networks = { guest: tagged('guest', 30), iot: tagged('isolated', 90) };
    expect(planned({ system, networks, devices: { tv: thing('iot', 1, 'google-cast') } }).mdns).toBeNull();
  });
});
