import type { Facts } from '../facts/facts.ts';
import type { Answers } from './answers.ts';
import { completeAnswers } from './complete-answers.ts';
import { dottedKey, error, type Finding } from './finding.ts';
import { type Inquiry, openInquiry, type Where } from './inquiry.ts';
import { type NamedSecret, namedSecrets } from './named-secrets.ts';
import type { Problem } from './problem.ts';
import { allowFindings } from './rules/allow-rules.ts';
import { deviceFindings, profileFindings, reflectorFindings } from './rules/device-rules.ts';
import { diskFindings } from './rules/disk-rules.ts';
import { forwardFindings } from './rules/forward-rules.ts';
import { networkFindings } from './rules/network-rules.ts';
import { portFindings } from './rules/port-rules.ts';
import { presetFindings } from './rules/preset-rules.ts';
import { dnsFindings, tuningFindings } from './rules/service-rules.ts';
import { loginFindings, systemFindings } from './rules/system-rules.ts';
import { taggingFindings } from './rules/tagging-rules.ts';
import { wanFindings } from './rules/wan-rules.ts';
import type { Draft } from './schema.ts';
import { readShape } from './shape.ts';
import { parseYamlFile, type YamlFile } from './yaml-file.ts';

const rules: readonly ((inquiry: Inquiry) => Iterable<Finding>)[] = [
  systemFindings,
  loginFindings,
  diskFindings,
  portFindings,
  wanFindings,
  presetFindings,
  networkFindings,
  taggingFindings,
  deviceFindings,
  profileFindings,
  reflectorFindings,
  allowFindings,
  forwardFindings,
  dnsFindings,
  tuningFindings,
];

/**
 * Reads an answers file (YAML or JSON) and finds all its problems in one go, in the
 * order of the file. The answers are there exactly where no problem is an error.
 * `secrets` are those whose values the machine must have; nobody has looked for them yet.
 * `facts` null: the machine is not known, so jacks need a MAC (`check` takes names on trust).
 * Never throws, whatever the text.
 */
export function checkAnswers(
  text: string,
  facts: Facts | null,
  options: { readonly where: Where },
): {
  readonly problems: readonly Problem[];
  readonly answers: Answers | null;
  readonly secrets: readonly NamedSecret[];
} {
  const { file, findings, inquiry } = judge(text, facts, options.where);
  const good = inquiry !== null && findings.every((finding) => finding.severity === 'warning');
  return {
    problems: place(findings, file),
    answers: good ? completeAnswers(inquiry) : null,
    secrets: inquiry === null ? [] : namedSecrets(inquiry, file),
  };
}

/**
 * The same judgement before it is placed in a text, for whoever knows the answers by their
 * keys. `draft` is what is left of the file once everything of a wrong shape is taken out.
 */
export function judgeAnswers(
  text: string,
  facts: Facts | null,
  where: Where,
): { readonly draft: Draft; readonly findings: readonly Finding[] } {
  const { findings, inquiry } = judge(text, facts, where);
  return { draft: inquiry?.draft ?? {}, findings };
}

function judge(text: string, facts: Facts | null, where: Where) {
  const file = parseYamlFile(text);
  const fault = wholeFault(text, file);
  if (fault !== null) return { file, findings: fault, inquiry: null };
  const shape = readShape(file);
  const inquiry = openInquiry(shape, file, facts, where);
  const ruled = rules.flatMap((rule) => [...rule(inquiry)]);
  return { file, findings: [...file.findings, ...shape.findings, ...ruled], inquiry };
}

/**
 * Whether the answers speak of this machine: every jack they name is its own.
 * Otherwise they are meant for another box, and this one's facts say nothing about them.
 */
export function namesJacksOf(text: string, jacks: Facts['jacks']): boolean {
  const lower = text.toLowerCase();
  // The file is only read where it can match at all.
  if (!jacks.some((jack) => lower.includes(jack.mac) || text.includes(jack.name))) return false;
  const { value } = parseYamlFile(text);
  const ports = typeof value === 'object' && value !== null && 'ports' in value ? value.ports : null;
  const named = typeof ports === 'object' && ports !== null ? Object.values(ports) : [];
  return (
    named.length > 0 &&
    named.every(
      (port) =>
        typeof port === 'object' &&
        port !== null &&
        jacks.some(
          (jack) => port.name === jack.name || (typeof port.mac === 'string' && port.mac.toLowerCase() === jack.mac),
        ),
    )
  );
}

/** A file that cannot be judged key by key. */
function wholeFault(text: string, file: YamlFile): readonly Finding[] | null {
  if (text.includes('\0')) return [error([], 'The file holds NUL bytes: it is not a text file.')];
  if (!file.readable) return file.findings;
  const allowed = 'version: 1, then system, ports, wan and networks';
  if (file.value === null && file.findings.length === 0) return [error([], 'The file is empty.', allowed)];
  if (typeof file.value !== 'object' || Array.isArray(file.value) || file.value === null)
    return [...file.findings, error([], 'The file is not a group of keys.', allowed)];
  return null;
}

function place(findings: readonly Finding[], file: YamlFile): readonly Problem[] {
  const problems = findings.map((finding) => ({
    severity: finding.severity,
    ...file.place(finding),
    key: dottedKey(finding.path),
    message: finding.message,
    allowed: finding.allowed,
  }));
  return problems.sort((one, other) => one.line - other.line || one.column - other.column);
}
