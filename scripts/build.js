import { build } from './build-steps.js';

process.exitCode = await build();
