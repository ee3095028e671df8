import { deviceOf, inside, sh } from './guest.ts';

/** Puts the far end of a cable (1 to 3) into a namespace of its own, as `far`, up. */
export function moveFarEnd(cable: number, namespace: string): void {
  const device = deviceOf(`02:00:00:00:00:0${cable}`);
  sh(`ip netns add ${namespace} && ip link set ${device} netns ${namespace} name far`);
  inside(namespace, 'ip link set lo up; ip link set far up');
}
