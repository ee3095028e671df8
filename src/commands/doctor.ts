import { examine } from '../doctor/examine.ts';
import type { System } from '../system/system.ts';
import { doctorReport } from '../ui/headless/doctor-report.ts';
import { routerHere } from './router-here.ts';

/** `naar doctor`: every look at the router, in under ten seconds. `ill`: at least one needs the owner. */
export async function doctor(system: System, json: boolean): Promise<{ readonly text: string; readonly ill: boolean }> {
  const findings = await examine({ system, ...(await routerHere(system)) });
  return {
    text: json ? `${JSON.stringify(findings, null, 2)}\n` : doctorReport(findings),
    ill: findings.some(({ diagnosis }) => diagnosis.verdict === 'ill'),
  };
}
