/** A program of its own, so that a test can end it when it hangs: converts the folder it is given and prints what came of it. */
import { join } from 'node:path';
import { convert } from '../../lib/convert.js';
import { expectTaken } from '../support/appliers.js';
import { expectUsefulDiagnostics } from '../support/diagnostics.js';
import { readTree } from '../support/folders.js';
import { leavingAlone } from '../support/guard.js';
import { optionsOf } from '../support/samples.js';

const [parent = '', name = ''] = process.argv.slice(2);
const folder = join(parent, name);
const result = leavingAlone(parent, () => convert(folder, optionsOf(folder)));
if (result.changes.length > 0) expectTaken('git apply --check', readTree(folder), result.changes);
expectUsefulDiagnostics(result);
process.stdout.write(result.unreadable ? 'unreadable' : result.changes.length > 0 ? 'converted' : 'unchanged');
