import { confirm, input, select } from '@inquirer/prompts';
import { items, question } from './items.ts';

/** The work of this bench with @inquirer/prompts. */
await select({ message: question, choices: items, pageSize: 10 });
await input({ message: 'What is the name of the router?' });
await confirm({ message: 'Is that right?' });
