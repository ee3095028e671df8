import { isMap, isScalar, parseDocument } from 'yaml';
import type { Facts } from '../facts/facts.ts';
import type { Question } from '../interview/questions/question.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { choice, place, silent, way } from './own-question.ts';

/**
 * Answers of another box with the jacks of this one: for each that is not here the person is asked
 * which takes its place. What is left open, or taken twice, is asked or refused later like any answer.
 */
export async function matchJacks(text: string, facts: Facts, frontEnd: FrontEnd): Promise<string> {
  const { missing, free } = absentJacks(text, facts);
  if (missing.length === 0) return text;
  const file = parseDocument(text);
  let options = free;
  for (const [label, mac] of missing) {
    if (options.length === 0) break;
    const reply = await frontEnd.ask(question(label, mac, options), place('Jacks of the other box'), silent);
    if (reply.kind !== 'answer') break;
    file.setIn(['ports', label, 'mac'], reply.value);
    options = options.filter((jack) => jack.mac !== reply.value);
  }
  return String(file);
}

/** Jacks of the answers, by label and MAC address, that this box does not have, and those of the box that no answer speaks of. */
export function absentJacks(
  text: string,
  { jacks }: Facts,
): { readonly missing: readonly (readonly [string, string])[]; readonly free: Facts['jacks'] } {
  const file = parseDocument(text);
  const ports = file.get('ports');
  const free = new Map(jacks.map((jack) => [jack.mac, jack]));
  const missing: (readonly [string, string])[] = [];
  for (const { key } of isMap(ports) ? ports.items : []) {
    const label = isScalar(key) ? String(key.value) : '';
    const mac = String(file.getIn(['ports', label, 'mac']) ?? '').toLowerCase();
    if (mac !== '' && !free.delete(mac)) missing.push([label, mac]);
  }
  return { missing, free: [...free.values()] };
}

function question(label: string, mac: string, jacks: Facts['jacks']): Question {
  return choice(
    `replace.${label}`,
    'jacks',
    `Which jack of this box takes the place of "${label}"?`,
    [`In the other box it was the jack ${mac}, which is not here.`],
    jacks.map(({ name, mac: own, link }) => way(own, `${name}   ${own}   ${link === 'up' ? 'cable' : 'no cable'}`)),
  );
}
