import { main } from './main.js';
import { processTerminal } from './terminal.js';

// Without a top-level await, so that the command can be one CommonJS file with its compiled code beside it.
void main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
