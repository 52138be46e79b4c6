import { settings } from '@oclif/core';
import { afterEach, expect, test } from 'vitest';
import { BaseCommand } from '../../../src/cli/program/base-command.js';
import { InputError } from '../../../src/trace/errors.js';
import { ROOT } from '../../helpers/run-cli.js';

settings.enableAutoTranspile = false;
const exitCode = process.exitCode;
afterEach(() => {
  process.exitCode = exitCode;
});

class Failing extends BaseCommand {
  override async run(): Promise<void> {
    await this.parse(Failing);
    throw new InputError('wrong', 'it went wrong', ['try another']);
  }
}

test('what a command throws arrives unchanged at whoever maps it, and sets no exit code on the way', async () => {
  const running = Failing.run([], { root: ROOT });
  await expect(running).rejects.toBeInstanceOf(InputError);
  await expect(running).rejects.toMatchObject({ message: 'it went wrong', nextSteps: ['try another'] });
  expect(process.exitCode).toBe(exitCode);
});
