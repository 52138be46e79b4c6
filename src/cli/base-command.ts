/** What all commands share: errors go to `main`, which maps them, and never through oclif's process.exit. */
import { Command } from '@oclif/core';

export abstract class BaseCommand extends Command {
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }
}
