#!/usr/bin/env node
// Stands in for Cloud Hypervisor, which cannot be installed everywhere: takes its flags, replays in real time what a
// release wrote (the scenario in STAND_IN_SCENARIO), and notes the flags it got in STAND_IN_ARGUMENTS.
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const scenario = JSON.parse(readFileSync(process.env.STAND_IN_SCENARIO, 'utf8'));
const argv = process.argv.slice(2);
if (argv.includes('--version')) {
  process.stdout.write(`${scenario.version}\n`);
  process.exit(0);
}
writeFileSync(process.env.STAND_IN_ARGUMENTS, JSON.stringify(argv));

const value = (flag) => argv[argv.indexOf(flag) + 1] ?? '';
const file = (flag) => /^file=([^,]+)/.exec(argv.includes(flag) ? value(flag) : '')?.[1];
const event = (name) => {
  const fd = /^fd=(\d+)/.exec(argv.includes('--event-monitor') ? value('--event-monitor') : '')?.[1];
  const [source, word] = name.split(' ');
  const record = { timestamp: { secs: 0, nanos: 1 }, source, event: word, properties: null };
  if (fd !== undefined) writeSync(Number(fd), JSON.stringify(record, null, 2));
};
// Opened by path, as Cloud Hypervisor opens what `file=` names.
const to = { serial: file('--serial'), console: file('--debug-console') };
const write = {
  log: (text) => writeSync(2, text),
  stdout: (text) => writeSync(1, text),
  serial: (text) => to.serial && writeFileSync(to.serial, text),
  console: (text) => to.console && writeFileSync(to.console, text),
  event,
};
const startMs = performance.now();
for (const [atMs, kind, text] of scenario.steps) {
  await sleep(Math.max(0, atMs - (performance.now() - startMs)));
  write[kind](text);
}
if (scenario.hang) await sleep(600_000);
process.exit(scenario.exitCode ?? 0);
