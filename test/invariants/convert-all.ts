/** A program of its own, so that a test can give it an environment: prints the reports of the folders that it is given. */
import { convert } from '../../lib/convert.js';
import { optionsOf } from '../support/samples.js';

for (const folder of process.argv.slice(2))
  process.stdout.write(`${JSON.stringify(convert(folder, optionsOf(folder)).report)}\n`);
